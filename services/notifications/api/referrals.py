"""Referrals: anyone brings a case to the Practice Review Group, and the group answers."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.notifications import queries
from services.notifications.api import answer_examples, examples, forms
from services.notifications.api.once import do_once
from services.notifications.api.parts import (
    AtDesk,
    OnCase,
    case_of,
    holding_of,
    on_case,
    sealed_fields,
)
from services.notifications.domain import AcceptReferral, DeclineReferral, ReferCase
from shared.decisions.ids import new_subject
from shared.edge.bodies import described, json_body
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed
from shared.edge.sign_in import only
from shared.edge.visibility import must_see

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
    return await do_once(request, actor, subject, ReferCase(**fields))


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
