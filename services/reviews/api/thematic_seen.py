"""A thematic review as the person who asks may see it, and act on it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from services.reviews.api.asked import Asked
from services.reviews.api.seen import After, desk_of, holding_of, wait_for
from services.reviews.domain.thematic import decider
from services.reviews.queries import find_cases, texts_of
from services.reviews.read_models import TextRow, ThematicRow
from services.reviews.thematic import find_thematic
from shared.decisions.database import Connection
from shared.decisions.store import Position
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotFound
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import Holding, may_see, must_act

_thematic = re.compile("thematic-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def holding_of_thematic(row: ThematicRow) -> Holding:
    """Whose a thematic review is: every authority whose cases may come into it."""
    return Holding(frozenset(row.authorities))


def by_thematic_rules(desk: Desk) -> Desk:
    """The desk, deciding by the rules of thematic reviews: their subjects have no others."""
    return replace(desk, service=replace(desk.service, decider=decider))


@asynccontextmanager
async def seeing_thematic(
    desk: Desk, actor: Actor, subject: str, after: Position | None, *models: str
) -> AsyncIterator[tuple[ThematicRow, Connection]]:
    """A thematic review that this person may see, and a connection of the same moment.

    Raises:
        NotFound: it does not exist or is not theirs; nobody can tell which.
        NotReady: it is theirs, and one of the read models does not show `after` yet.
    """
    if _thematic.fullmatch(subject) is None:
        raise NotFound
    late = await wait_for(desk, subject, after, ("thematic_reviews", *models))
    async with desk.reading("thematic_reviews", *models) as connection:
        row = await find_thematic(connection, subject)
        if row is None or not may_see(actor, holding_of_thematic(row)):
            raise NotFound
        if late is not None:
            raise late
        yield row, connection


async def texts_for(connection: Connection, actor: Actor, subject: str) -> list[TextRow]:
    """Its sealed texts, without those about a case that this person may not see."""
    rows = await texts_of(connection, subject)
    cases = await find_cases(connection, [row.of_case for row in rows if row.of_case])
    seen = {case for case, row in cases.items() if may_see(actor, holding_of(row))}
    return [row for row in rows if row.of_case is None or row.of_case in seen]


class _By:
    """A dependency: the thematic review, if this person may act on it in one of these roles."""

    def __init__(self, *roles: Role) -> None:
        self._roles = roles

    async def __call__(
        self,
        request: Request,
        response: Response,
        thematic_id: str,
        actor: SignedIn,
        after: After = None,
    ) -> Asked:
        desk = desk_of(request)
        async with seeing_thematic(desk, actor, thematic_id, after) as (row, _):
            must_act(actor, holding_of_thematic(row), *self._roles)
        return Asked(request, response, by_thematic_rules(desk), actor, row.subject, after)


ThematicByGroup = Annotated[Asked, Depends(_By(Role.GROUP_MEMBER, Role.GROUP_CHAIR))]
ThematicByChair = Annotated[Asked, Depends(_By(Role.GROUP_CHAIR))]
