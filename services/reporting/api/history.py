"""`/cases/{id}/history`: every event of a case, as `cspr audit case` shows it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.reporting.api import examples
from services.reporting.api.answered import event_columns
from services.reporting.asking import OpenDesk, readers, seen_case
from shared.edge.cursors import (
    Limit,
    Position,
    after_parameter,
    default_limit,
    read_cursor,
    write_cursor,
)
from shared.edge.sign_in import SignedIn


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
        after: Annotated[Position | None, Depends(after_parameter)] = None,
    ) -> dict[str, Any]:
        """Who, when, and from which event or message (`causation_id`); no bodies.

        The order of the log is the order of causes: an event stands after what caused it.
        """
        late = await desk.late("ledger", after, case=case)
        async with desk.pool.connection() as connection:
            _, rows = await seen_case(connection, actor, case)
        actor.must_be(*readers)
        if late is not None:
            raise late
        (begin,) = read_cursor("history", (int,), cursor) if cursor else (0,)
        page = rows[max(begin, 0) :][:limit]
        more = max(begin, 0) + limit < len(rows)
        return {
            "case": case,
            "events": [{name: getattr(row, name) for name in event_columns} for row in page],
            "next": write_cursor("history", max(begin, 0) + limit) if more else None,
        }

    return router
