"""`/copies`: asking for a copy of a review that is not handed out here, and answering that."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from services.reporting.api import records_examples
from services.reporting.api.documents import shown_record
from services.reporting.asking import OpenDesk
from services.reporting.repository import copies
from services.reporting.repository.copies import Answered, AskedBy, CopyRequest
from services.reporting.repository.keeping import keepers
from services.reporting.repository.reader import checked_record
from shared.edge.answers import Answer, answered_with
from shared.edge.bodies import described, json_body
from shared.edge.identity import Actor
from shared.edge.sign_in import only

Keeper = Annotated[Actor, Depends(only(*keepers))]
_reference = "01912f6c-6f0b-7c3e-9a51-0d5c1f2b3a4e"
_at = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)


class Asked(Answer):
    """By `reference` its fate is to be seen."""

    reference: str
    record: str


class CopyShown(Answer):
    """A request for a copy; `answer` is null while it waits."""

    reference: str
    record: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


class WaitingShown(Answer):
    """A request that waits, with who asked."""

    reference: str
    record: str
    asked_at: datetime
    name: str
    contact: str
    why: str | None


class AllWaiting(Answer):
    """Requests that wait, the oldest first."""

    waiting: list[WaitingShown]


_row = records_examples.row
_asker = {"name": "A. Reader", "contact": "reader@example.org", "why": "For a dissertation."}
_shown = CopyShown(
    reference=_reference, record=_row.record, asked_at=_at, answer=None, answered_at=None
)
_waiting = WaitingShown(reference=_reference, record=_row.record, asked_at=_at, **_asker)


def copy_routes() -> APIRouter:
    """Asking and looking are open to all; who asked is seen by keepers alone."""
    router = APIRouter(tags=["repository"])

    @router.post(
        "/records/{record}/copies",
        status_code=201,
        summary="Ask for a copy of a review",
        openapi_extra=described(AskedBy, one=_asker),
        **answered_with(Asked(reference=_reference, record=_row.record), 201),
    )
    async def ask(
        record: str, desk: OpenDesk, sent: Annotated[AskedBy, Depends(json_body(AskedBy))]
    ) -> Asked:
        """Open to all. Who asks is kept sealed, and let go of once somebody has answered."""
        async with desk.pool.connection() as connection:
            row = await shown_record(connection, checked_record(record))
        return Asked(reference=await copies.ask(desk, row.record, sent), record=row.record)

    @router.get(
        "/copies",
        summary="The requests for copies that wait",
        **answered_with(AllWaiting(waiting=[_waiting])),
    )
    async def waiting(desk: OpenDesk, actor: Keeper) -> AllWaiting:
        """With who asked; that they are opened is noted."""
        return AllWaiting(
            waiting=[
                WaitingShown(
                    reference=one.reference,
                    record=one.record,
                    asked_at=one.asked_at,
                    **one.asked_by.model_dump(),
                )
                for one in await copies.waiting(desk, actor)
            ]
        )

    @router.get(
        "/copies/{reference}",
        summary="What became of a request for a copy",
        **answered_with(_shown),
    )
    async def one(reference: str, desk: OpenDesk) -> CopyShown:
        """For whoever has the reference; it does not say who asked."""
        async with desk.pool.connection() as connection:
            return _copy_shown(await copies.find(connection, checked_record(reference)))

    @router.post(
        "/copies/{reference}/answer",
        status_code=201,
        summary="Say that a request for a copy was answered",
        openapi_extra=described(Answered, sent={"answer": "sent"}),
        **answered_with(_shown.model_copy(update={"answer": "sent", "answered_at": _at}), 201),
    )
    async def answer(
        *,
        reference: str,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[Answered, Depends(json_body(Answered))],
    ) -> CopyShown:
        """Once it is said, who asked is let go of."""
        return _copy_shown(
            await copies.answer(desk, checked_record(reference), sent.answer, actor)
        )

    return router


def _copy_shown(found: CopyRequest) -> CopyShown:
    return CopyShown(
        reference=found.reference,
        record=found.record,
        asked_at=found.asked_at,
        answer=found.answer,
        answered_at=found.answered_at,
    )
