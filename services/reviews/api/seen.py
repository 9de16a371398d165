"""A case as the person who asks may see it, once it shows what they have seen already."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.reviews.queries import find_case
from services.reviews.read_models import CaseRow
from shared.decisions.clock import london_date
from shared.decisions.database import Connection
from shared.decisions.store import Cause
from shared.edge.cursors import Position, after_parameter
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound, NotReady
from shared.edge.tracing import correlation_of, traceparent_of
from shared.edge.visibility import Holding, may_see

_case = re.compile("case-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
After = Annotated[Position | None, Depends(after_parameter)]


def desk_of(request: Request) -> Desk:
    """The desk of the service that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]


def today_of(desk: Desk) -> date:
    """The day in England."""
    return london_date(desk.clock.now())


def holding_of(row: CaseRow) -> Holding:
    """Whose a case is. Partner systems ask notifications for what they sent, not reviews."""
    return Holding(frozenset({row.authority} if row.authority else ()))


def cause_of(request: Request, actor: Actor) -> Cause:
    """Who asks for a command, and of which flow it is a part."""
    return Cause(
        actor.id,
        correlation_of(request.scope),
        traceparent=traceparent_of(request.scope),
    )


async def see_case(
    desk: Desk, actor: Actor, subject: str, after: Position | None = None
) -> CaseRow:
    """A case that this person may see, as the caseload shows it after a position.

    Raises:
        NotFound: it does not exist or is not theirs; nobody can tell which.
        NotReady: it is theirs, and does not show that yet.
    """
    async with seeing_case(desk, actor, subject, after) as (row, _):
        return row


@asynccontextmanager
async def seeing_case(
    desk: Desk, actor: Actor, subject: str, after: Position | None, *models: str
) -> AsyncIterator[tuple[CaseRow, Connection]]:
    """As `see_case`, with a connection on which other read models are of the same moment.

    Raises:
        NotFound: it does not exist or is not theirs; nobody can tell which.
        NotReady: it is theirs, and one of them does not show that yet.
    """
    if _case.fullmatch(subject) is None:
        raise NotFound
    late = await wait_for(desk, subject, after, ("caseload", *models))
    async with desk.reading("caseload", *models) as connection:
        row = await find_case(connection, subject)
        if row is None or not may_see(actor, holding_of(row)):
            raise NotFound
        if late is not None:
            raise late
        yield row, connection


async def wait_for(
    desk: Desk, subject: str, after: Position | None, models: tuple[str, ...]
) -> NotReady | None:
    """Wait until read models show a position; what it waited for in vain, else None."""
    if after is None:
        return None
    for model in models:
        late = await desk.late(model, after, case=subject)
        if late is not None:
            return late
    return None
