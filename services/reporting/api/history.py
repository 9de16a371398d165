"""`/cases/{id}/history`: every event of a case, as `cspr audit case` shows it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from services.reporting.api import examples
from services.reporting.api.answered import OpenedHistory, event_columns
from services.reporting.asking import OpenDesk, readers, seen_case
from services.reporting.case_file import CaseFile
from services.reporting.history import HistoryRow
from services.reporting.moments import AsOf, known_by
from services.reporting.opening import open_history
from shared.edge.bodies import described, json_body
from shared.edge.cursors import (
    Limit,
    Position,
    after_parameter,
    default_limit,
    read_cursor,
    write_cursor,
)
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.sign_in import SignedIn
from shared.events.event import Value

After = Annotated[Position | None, Depends(after_parameter)]


class Opening(Value):
    """Why somebody opens what is sealed, in their own words."""

    purpose: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]


def history_routes() -> APIRouter:
    """The history of one case."""
    router = APIRouter(tags=["cases"])

    @router.get(
        "/cases/{case}/history",
        summary="Every event of a case, in causal order",
        **examples.history,
    )
    async def history(
        *,
        case: str,
        desk: OpenDesk,
        actor: SignedIn,
        limit: Limit = default_limit,
        cursor: str | None = None,
        as_of: AsOf = None,
        after: After = None,
    ) -> dict[str, Any]:
        """Who, when, and from which event or message (`causation_id`); no bodies.

        The order of the log is the order of causes: an event stands after what caused it.
        """
        _, all_rows = await _seen(desk, actor, case, after)
        rows = known_by(all_rows, as_of)
        (begin,) = read_cursor("history", (int,), cursor) if cursor else (0,)
        page = rows[max(begin, 0) :][:limit]
        more = max(begin, 0) + limit < len(rows)
        return {
            "case": case,
            "events": [{name: getattr(row, name) for name in event_columns} for row in page],
            "next": write_cursor("history", max(begin, 0) + limit) if more else None,
        }

    @router.post(
        "/cases/{case}/history/opened",
        summary="The sealed parts of a case's events, opened for who may read them",
        openapi_extra=described(
            Opening, for_an_audit={"purpose": "Yearly audit of decisions."}
        ),
        **examples.history_opened,
    )
    async def opened(
        *,
        case: str,
        desk: OpenDesk,
        actor: SignedIn,
        asked: Annotated[Opening, Depends(json_body(Opening))],
        as_of: AsOf = None,
        after: After = None,
    ) -> OpenedHistory:
        """Who opened them, and why, is recorded first; the purpose is kept sealed.

        It is sent as a body, so that no address holds it.
        """
        file, rows = await _seen(desk, actor, case, after)
        known = known_by(rows, as_of)
        return OpenedHistory(
            case=file.subject, parts=await open_history(desk, actor, file, known, asked.purpose)
        )

    return router


async def _seen(
    desk: Desk, actor: Actor, case: str, after: Position | None
) -> tuple[CaseFile, Sequence[HistoryRow]]:
    late = await desk.late("ledger", after, case=case)
    async with desk.pool.connection() as connection:
        found = await seen_case(connection, actor, case)
    actor.must_be(*readers)
    if late is not None:
        raise late
    return found
