"""Referrals: anyone brings a case to the Practice Review Group, and the group answers."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.notifications import queries
from services.notifications.api import answer_examples, examples, forms
from services.notifications.api.facts import Shown, open_shown
from services.notifications.api.once import do_once
from services.notifications.api.parts import (
    AtDesk,
    OnCase,
    case_of,
    desk_of,
    holding_of,
    on_case,
    sealed_fields,
    shown,
)
from services.notifications.api.references import claim, digest_of, place, reference_for
from services.notifications.domain import AcceptReferral, DeclineReferral, ReferCase
from services.notifications.domain.case import NotReferred
from services.notifications.read_models import IncidentRow
from shared.decisions.ids import new_subject
from shared.edge.bodies import described, json_body
from shared.edge.cursors import (
    Limit,
    default_limit,
    parse_position,
    read_cursor,
    write_cursor,
)
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound
from shared.edge.sign_in import only
from shared.edge.visibility import must_see, scope_of

router = APIRouter(tags=["referrals"])
group = (Role.GROUP_MEMBER, Role.GROUP_CHAIR)
referrers = (Role.PARTNER_SYSTEM, Role.AUTHORITY_OFFICER, *group)
Referrer = Annotated[Actor, Depends(only(*referrers))]


@router.post(
    "/referrals",
    summary="Refer a case to the Practice Review Group",
    status_code=201,
    openapi_extra=described(
        forms.ReferralForm,
        a_near_miss={
            "concern": "near-miss",
            "reason": "A plan that nobody held.",
            **examples.facts,
        },
    ),
    **answer_examples.referred,
)
async def refer(
    request: Request,
    actor: Referrer,
    desk: AtDesk,
    form: Annotated[forms.ReferralForm, Depends(json_body(forms.ReferralForm))],
) -> Mapping[str, Any]:
    """Of a case that is known, or of a new one; it starts no clock."""
    await _must_be_for(desk, actor, form)
    subject = form.case or new_subject("case")
    fields = await sealed_fields(desk, form, subject)
    del fields["case"]
    fields["organisation"] = form.organisation or actor.organisation
    done = await do_once(request, actor, subject, ReferCase(**fields))
    return {**done, "reference": await _reference(request, actor, done)}


async def _reference(request: Request, actor: Actor, done: Mapping[str, Any]) -> str:
    """The reference for who referred; the same for the same `Idempotency-Key` and form."""
    desk = desk_of(request)
    once = request.headers.get("idempotency-key") or str(done["position"])
    said = f"{actor.id}\0{len(once)}:{once}".encode() + await request.body()
    reference = await reference_for(desk, said)
    at = parse_position(done["position"])
    async with desk.pool.connection() as connection, connection.transaction():
        digest = await digest_of(desk, reference)
        if await claim(connection, digest, at.subject, desk.clock.now()):
            await place(connection, digest, at.position)
    return reference


async def _must_be_for(desk: Desk, actor: Actor, form: forms.ReferralForm) -> None:
    """A known case has to be theirs; a new one is for an authority that they may report for."""
    async with desk.pool.connection() as connection:
        if form.case is not None:
            state, _ = await case_of(connection, form.case)
            must_see(actor, holding_of(state))
        allowed = actor.authorities
        if actor.has(Role.PARTNER_SYSTEM):
            sender = await queries.sender_of(connection, actor.partner or "")
            if sender is not None and sender.authorities is None:
                return
            allowed = (sender.authorities if sender else None) or frozenset()
    if form.authority not in allowed:
        raise NotAllowed("You may not refer a case of this authority.")


Answering = Annotated[OnCase, Depends(on_case(*group))]
Triaging = Annotated[Actor, Depends(only(*group))]


@router.get(
    "/referrals",
    summary="The referrals of one's authorities",
    **answer_examples.referrals,
)
async def listed(
    *,
    actor: Triaging,
    desk: AtDesk,
    waiting: bool = True,
    cursor: str | None = None,
    limit: Limit = default_limit,
) -> dict[str, Any]:
    """Those that wait for the group's answer, oldest first; `waiting=false`: the others."""
    rows, more = await part_of_referrals(desk, actor, waiting, cursor=cursor, limit=limit)
    return {"referrals": [shown(row) for row in rows], "next": more}


async def part_of_referrals(
    desk: Desk, actor: Actor, waiting: bool, *, cursor: str | None, limit: int
) -> tuple[list[IncidentRow], str | None]:
    """A part of the list, and where it goes on."""
    (after,) = read_cursor("referrals", (str,), cursor) if cursor else (None,)
    async with desk.reading("incidents") as connection:
        rows = await queries.referrals(
            connection, scope_of(actor), waiting=waiting, after=after, limit=limit
        )
    return rows, write_cursor("referrals", rows[-1].subject) if len(rows) == limit else None


@router.get(
    "/referrals/{case}",
    summary="What a referral says, in clear; each opening is noted",
    **answer_examples.referral,
)
async def what_it_says(on: Answering) -> dict[str, Any]:
    """For the group of its authority, who answers it."""
    return await opened_referral(on)


async def opened_referral(on: OnCase) -> dict[str, Any]:
    """The last referral of a case, opened for who answers it; it is noted.

    Raises:
        NotFound: the case was never referred.
    """
    if isinstance(on.state.referral, NotReferred):
        raise NotFound
    fields = on.state.referral.referral.model_dump(
        mode="json", exclude={"message"}, exclude_none=True
    )
    async with on.desk.pool.connection() as connection:
        told = Shown(on.case, "answering a referral", fields)
        return await open_shown(on.desk, connection, on.actor, told)


@router.post(
    "/referrals/{case}/acceptance",
    summary="Take a referral up",
    openapi_extra=described(forms.Acceptance, learning={"as_what": "local-learning-review"}),
    **answer_examples.accepted_referral,
)
async def accept(
    on: Answering,
    form: Annotated[forms.Acceptance, Depends(json_body(forms.Acceptance))],
) -> dict[str, Any]:
    """As a rapid review, an LCSPR or a local learning review; no notification's clock runs."""
    return await on.do(AcceptReferral(**await on.fields(form)))


@router.post(
    "/referrals/{case}/decline",
    summary="Do not take a referral up",
    openapi_extra=described(forms.Decline, known={"rationale": "The learning is known."}),
    **answer_examples.declined_referral,
)
async def decline(
    on: Answering,
    form: Annotated[forms.Decline, Depends(json_body(forms.Decline))],
) -> dict[str, Any]:
    """With the reason, for who referred it."""
    return await on.do(DeclineReferral(**await on.fields(form)))
