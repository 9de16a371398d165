"""`/submissions`: what is owed to the Panel, what was sent, and how timely."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.reporting import queries
from services.reporting.asking import OpenDesk, readers
from services.reporting.read_models.submissions import SubmissionRow
from services.reporting.stages import on_time, stage_of
from shared.edge.cursors import (
    Limit,
    Position,
    after_parameter,
    default_limit,
    read_cursor,
    write_cursor,
)
from shared.edge.identity import Actor
from shared.edge.sign_in import only
from shared.edge.visibility import scope_of


class Submission(BaseModel):
    """One round of telling the Panel a decision, with its timeliness."""

    case: str
    round: int
    stage: str
    on_time: bool | None
    authority: str | None
    required_on: date | None
    decision: str | None
    due_on: date | None
    due_notified_on: date | None
    due_aware_on: date | None
    submitted_on: date | None
    sent_again_on: date | None
    days_late: int | None
    channel: str | None
    national_ref: str | None
    document_digest: str | None
    answer_due_on: date | None
    answered_on: date | None
    answer: str | None


class Register(BaseModel):
    """A page of the register; `timeliness` is of all of it, `next` a cursor or null."""

    submissions: list[Submission]
    timeliness: dict[str, int]
    next: str | None


def register_routes() -> APIRouter:
    """The register, as far as somebody may see it."""
    router = APIRouter(tags=["submissions"])

    @router.get("/submissions", summary="The register of submissions to the Panel")
    async def register(
        desk: OpenDesk,
        actor: Annotated[Actor, Depends(only(*readers))],
        limit: Limit = default_limit,
        cursor: str | None = None,
        after: Annotated[Position | None, Depends(after_parameter)] = None,
    ) -> Register:
        """The latest due first. `stage` is expected, required, sent or answered."""
        await desk.seen("submissions", after)
        scope = scope_of(actor)
        before = read_cursor("submissions", (str, str, int), cursor) if cursor else None
        async with desk.pool.connection() as connection:
            rows = await queries.submissions(connection, scope, before=before, limit=limit + 1)
            timeliness = await queries.timeliness(connection, scope)
        more = len(rows) > limit
        place = queries.place_in_register(rows[limit - 1]) if more else None
        return Register(
            submissions=[_submission(row) for row in rows[:limit]],
            timeliness=asdict(timeliness),
            next=None if place is None else write_cursor("submissions", *place),
        )

    return router


def _submission(row: SubmissionRow) -> Submission:
    values = asdict(row)
    case = values.pop("subject")
    return Submission(case=case, stage=stage_of(row), on_time=on_time(row), **values)
