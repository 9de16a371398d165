"""`/submissions`: what is owed to the Panel, what was sent, and how timely."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends

from services.reporting import queries
from services.reporting.api import examples
from services.reporting.api.answered import Register, submission_shown
from services.reporting.asking import OpenDesk, readers
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


def register_routes() -> APIRouter:
    """The register, as far as somebody may see it."""
    router = APIRouter(tags=["submissions"])

    @router.get(
        "/submissions",
        summary="The register of submissions to the Panel",
        responses=examples.register,
    )
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
        async with desk.reading("submissions") as connection:
            rows = await queries.submissions(connection, scope, before=before, limit=limit + 1)
            timeliness = await queries.timeliness(connection, scope)
        more = len(rows) > limit
        place = queries.place_in_register(rows[limit - 1]) if more else None
        return Register(
            submissions=[submission_shown(row) for row in rows[:limit]],
            timeliness=asdict(timeliness),
            next=None if place is None else write_cursor("submissions", *place),
        )

    return router
