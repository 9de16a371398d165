"""Incidents: partners report, correct and withdraw, and see what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.notifications import queries
from services.notifications.api import answer_examples, examples
from services.notifications.api.parts import (
    After,
    AtDesk,
    CaseId,
    cause_of,
    desk_of,
    door_of,
    shown,
)
from services.notifications.intake.arrived import Sender
from services.notifications.intake.inbound import CORRECTION, REPORT, WITHDRAWAL
from services.notifications.intake.record import arrived_over_http
from shared.decisions.gate import StoreBehind
from shared.decisions.ids import new_id
from shared.edge.cursors import Limit, default_limit, read_cursor, write_cursor
from shared.edge.identity import Actor, Role
from shared.edge.problems import media_type
from shared.edge.refusals import NotAllowed, NotFound, NotReady
from shared.edge.sign_in import SignedIn, only
from shared.edge.visibility import must_see, scope_of

router = APIRouter(tags=["incidents"])
Reporter = Annotated[Actor, Depends(only(Role.PARTNER_SYSTEM, Role.AUTHORITY_OFFICER))]
Partner = Annotated[Actor, Depends(only(Role.PARTNER_SYSTEM))]


_received: Any = {
    **answer_examples.receipt,
    "responses": examples.refusals | answer_examples.receipt["responses"],
}


@router.post(
    "/incidents",
    summary="Report an incident, or send any message of the partner language",
    status_code=201,
    openapi_extra=examples.messages,
    **_received,
)
async def report(request: Request, actor: Reporter) -> Response:
    """CloudEvents structured or binary, or plain JSON with an `Idempotency-Key`.

    The same source and id again gives the same answer and no second incident.
    """
    sender = await _sender(request, actor)
    supposed: dict[str, Any] = {"type": REPORT}
    if sender.person:
        supposed["id"] = new_id()
    return await _take(request, actor, sender, supposed)


@router.post(
    "/incidents/{case}/corrections",
    summary="Put other facts in place of those that were reported",
    status_code=201,
    openapi_extra=examples.correction,
    **_received,
)
async def correct(request: Request, actor: Partner, case: CaseId) -> Response:
    """As `POST /incidents`; `corrects` is known from the address."""
    return await _take_about(request, actor, case, CORRECTION, "corrects")


@router.post(
    "/incidents/{case}/withdrawal",
    summary="Take a report back",
    status_code=201,
    openapi_extra=examples.withdrawal,
    **_received,
)
async def withdraw(request: Request, actor: Partner, case: CaseId) -> Response:
    """As `POST /incidents`; `withdraws` is known from the address."""
    return await _take_about(request, actor, case, WITHDRAWAL, "withdraws")


@router.get(
    "/incidents",
    summary="What was reported, and what became of it",
    **answer_examples.incidents,
)
async def listing(
    *,
    actor: SignedIn,
    desk: AtDesk,
    after: After,
    stage: Annotated[str | None, Query(pattern="^[a-z-]{1,40}$")] = None,
    cursor: str | None = None,
    limit: Limit = default_limit,
) -> dict[str, Any]:
    """Newest first. A partner sees what it sent, an officer the cases of the authority."""
    await desk.seen("incidents", after)
    (before,) = read_cursor("incidents", (str,), cursor) if cursor else (None,)
    async with desk.reading("incidents") as connection:
        rows = await queries.incidents(
            connection, scope_of(actor), before=before, stage=stage, limit=limit
        )
    more = write_cursor("incidents", rows[-1].subject) if len(rows) == limit else None
    return {"incidents": [shown(row) for row in rows], "next": more}


@router.get(
    "/incidents/{case}",
    summary="One incident, and the messages about it",
    **answer_examples.incident,
)
async def one(actor: SignedIn, desk: AtDesk, after: After, case: CaseId) -> Mapping[str, Any]:
    """Its stage and its days; for a partner, also what it sent about it."""
    late = await desk.late("incidents", after, case=case)
    async with desk.reading("incidents") as connection:
        row = await queries.incident(connection, case)
        must_see(actor, queries.holding_of(row) if row else None)
        sent = await queries.messages_of_case(connection, case, actor.partner)
    if row is None:
        raise NotFound
    if late is not None:
        raise late
    return {**shown(row), "messages": sent}


async def _sender(request: Request, actor: Actor) -> Sender:
    if not actor.has(Role.PARTNER_SYSTEM):
        return Sender(f"person/{actor.id}", authorities=actor.authorities, person=True)
    async with desk_of(request).pool.connection() as connection:
        found = await queries.sender_of(connection, actor.partner or "")
    if found is None:
        raise NotAllowed(
            "This partner has not been added yet. Ask the operators to do so (`cspr partner "
            "add`)."
        )
    return found


async def _take_about(
    request: Request, actor: Actor, case: str, kind: str, verb: str
) -> Response:
    """Take a message about the one with which a case began, which its address implies."""
    sender = await _sender(request, actor)
    source, id_ = await _first_message(request, sender, case)
    implied = {verb: id_, f"{verb}_source": source}
    return await _take(request, actor, sender, {"type": kind, "data": implied})


async def _first_message(request: Request, sender: Sender, case: str) -> tuple[str, str]:
    async with desk_of(request).pool.connection() as connection:
        found = await queries.first_message(connection, case, sender.name)
    if found is None:
        raise NotFound
    return found


async def _take(
    request: Request, actor: Actor, sender: Sender, supposed: Mapping[str, Any]
) -> Response:
    """Hand what was sent through the door, and answer with its receipt."""
    desk = desk_of(request)
    arrived = arrived_over_http(
        sender,
        request.headers,
        await request.body(),
        desk.clock.now(),
        cause_of(request, actor),
        supposed=supposed,
    )
    arrived = replace(arrived, unread=getattr(request.state, "unread", None))
    async with desk.pool.connection() as connection:
        try:
            (receipt,) = await door_of(request).receive(connection, [arrived])
        except StoreBehind as behind:
            raise NotReady(str(behind)) from None
    status = receipt["status"]
    return JSONResponse(dict(receipt), status, media_type=None if status < 400 else media_type)
