"""Messages: what partners sent with what became of it, what is held, what was refused."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request

from services.notifications import queries
from services.notifications.api import answer_examples
from services.notifications.api.parts import AtDesk
from shared.edge.cursors import Limit, default_limit, read_cursor, write_cursor
from shared.edge.identity import Actor, Role
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.edge.sign_in import only

router = APIRouter(tags=["messages"])
Reader = Annotated[Actor, Depends(only(Role.PARTNER_SYSTEM, Role.OPERATOR, Role.AUDITOR))]
Keeper = Annotated[Actor, Depends(only(Role.AUTHORITY_OFFICER, Role.OPERATOR, Role.AUDITOR))]
Operator = Annotated[Actor, Depends(only(Role.OPERATOR))]


@router.get(
    "/messages",
    summary="What a partner sent, each with its outcome and receipt",
    **answer_examples.messages,
)
async def messages(
    *,
    actor: Reader,
    desk: AtDesk,
    outcome: Literal["accepted", "refused", "held"] | None = None,
    partner: Annotated[str | None, Query(pattern="^[ -~]{1,120}$")] = None,
    cursor: str | None = None,
    limit: Limit = default_limit,
) -> dict[str, Any]:
    """Newest first. A partner sees its own; operators and auditors name one, or see all."""
    whose = actor.partner if actor.has(Role.PARTNER_SYSTEM) else partner
    before = _before(cursor) if cursor else None
    async with desk.reading("incidents") as connection:
        rows = await queries.messages(
            connection, whose, outcome=outcome, before=before, limit=limit
        )
    more = None
    if len(rows) == limit:
        last = rows[-1]
        more = write_cursor(
            "messages", last.received_at.isoformat(), last.source, last.message_id
        )
    return {"messages": [_shown(asdict(row)) for row in rows], "next": more}


@router.get(
    "/held",
    summary="Messages that wait for a person",
    **answer_examples.held,
)
async def held(
    actor: Keeper, desk: AtDesk, cursor: str | None = None, limit: Limit = default_limit
) -> dict[str, Any]:
    """The same id with another body, or a fault of ours; what they say stays sealed."""
    (after,) = read_cursor("held", (int,), cursor) if cursor else (0,)
    authorities = None if actor.has(Role.OPERATOR, Role.AUDITOR) else actor.authorities
    async with desk.reading("incidents") as connection:
        rows = await queries.held(connection, authorities, after=after, limit=limit)
    more = write_cursor("held", rows[-1].id) if len(rows) == limit else None
    return {"held": [_shown(asdict(row)) for row in rows], "next": more}


@router.post(
    "/held/{number}/settled",
    summary="Say that a held message was looked at",
    **answer_examples.settled,
)
async def settle(
    request: Request, actor: Operator, desk: AtDesk, number: int
) -> dict[str, Any]:
    """It is kept all the same, and no longer listed."""
    async with desk.pool.connection() as connection:
        if not await queries.settle_held(connection, number, actor.id, desk.clock.now()):
            raise NotFound
    return {"settled": number}


@router.get(
    "/refusals",
    summary="Commands of policies that were refused",
    **answer_examples.refusals,
)
async def refusals(
    actor: Keeper, desk: AtDesk, cursor: str | None = None, limit: Limit = default_limit
) -> dict[str, Any]:
    """Oldest first; an officer sees those of the authority's cases."""
    (after,) = read_cursor("refusals", (int,), cursor) if cursor else (0,)
    authorities = None if actor.has(Role.OPERATOR, Role.AUDITOR) else actor.authorities
    async with desk.reading("incidents") as connection:
        rows = await queries.refusals(connection, authorities, after=after, limit=limit)
    more = write_cursor("refusals", rows[-1].id) if len(rows) == limit else None
    return {"refusals": [asdict(row) for row in rows], "next": more}


def _before(cursor: str) -> tuple[datetime, str, str]:
    at, source, message_id = read_cursor("messages", (str, str, str), cursor)
    try:
        return datetime.fromisoformat(at), source, message_id
    except ValueError:
        raise BadInput(
            Fault("cursor", "It is not a cursor of this list.", "Begin again without it.")
        ) from None


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
