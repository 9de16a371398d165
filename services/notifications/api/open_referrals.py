"""Refer without signing in: anybody may, within bounds, and follows it by a reference."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints
from starlette.requests import Request

from services.notifications.api import answer_examples
from services.notifications.api.answered import OpenlyReferred, ReferralFollowed
from services.notifications.api.bounds import hold_to_bounds
from services.notifications.api.parts import cause_of, desk_of, sealed_fields
from services.notifications.api.references import (
    claim,
    digest_of,
    follow,
    place,
    reference_for,
    somebody,
)
from services.notifications.domain import ReferCase
from services.notifications.intake.inbound import Child, Referral, Sent, Short
from shared.decisions.database import Connection
from shared.decisions.ids import new_id, new_subject
from shared.decisions.store import Request as Asked
from shared.edge.bodies import described, json_body
from shared.edge.refusals import BadInput, Fault
from shared.events.codes import AbuseOrNeglect, Outcome, ReferralConcern
from shared.events.times import Day
from shared.events.values import AuthorityCode

router = APIRouter(tags=["referrals"])

Told = Annotated[str, StringConstraints(min_length=1, max_length=5_000, pattern=r"\S")]
"""Free text of somebody who has not signed in; shorter than that of a partner."""


class OpenReferral(Sent):
    """What somebody tells who has not signed in; what is known of one child, or of none.

    All texts are sealed. `referrer` is who they are and how to reach them, if they say so.
    """

    authority: AuthorityCode
    concern: ReferralConcern
    reason: Told
    incident_on: Day | None = None
    place: Short | None = None
    child_name: Short | None = None
    child_age: int | None = Field(default=None, ge=0, le=17)
    outcome: Outcome | None = None
    abuse_or_neglect: AbuseOrNeglect | None = None
    referrer: Short | None = None


class Following(Sent):
    """The reference that was given for a referral."""

    reference: Annotated[str, StringConstraints(min_length=1, max_length=60)]


@router.post(
    "/refer",
    summary="Refer a case without signing in",
    status_code=201,
    openapi_extra=described(
        OpenReferral,
        a_near_miss={
            "authority": "E06000054",
            "concern": "near-miss",
            "reason": "A plan that nobody held.",
            "referrer": "A teacher; 01225 000000",
        },
    ),
    **answer_examples.openly_referred,
)
async def refer(
    request: Request,
    form: Annotated[OpenReferral, Depends(json_body(OpenReferral))],
) -> Any:
    """With a header `Idempotency-Key`, the same sent again is one referral."""
    once = request.headers.get("idempotency-key") or new_id()
    return OpenlyReferred(reference=await refer_openly(request, form, once))


@router.post(
    "/refer/following",
    summary="What became of a referral, by its reference",
    openapi_extra=described(Following, a_reference={"reference": answer_examples.reference}),
    **answer_examples.followed,
)
async def following(
    request: Request, asked: Annotated[Following, Depends(json_body(Following))]
) -> ReferralFollowed:
    """Posted, so that the reference stands in no address; who holds it reads the reasons."""
    await hold_to_bounds(request, "follow")
    return await follow(desk_of(request), asked.reference)


async def refer_openly(request: Request, form: OpenReferral, once: str) -> str:
    """Refer a case, unless the same form was sent before under `once`; its reference.

    Raises:
        BadInput: something is told of a child, and not what happened to it.
        TooMany: more was sent in this hour than is taken.
        Refused: the rules say no; nothing was kept.
    """
    referral = _as_referral(form)
    await hold_to_bounds(request, "refer")
    desk = desk_of(request)
    said = f"{len(once)}:{once}{form.model_dump_json()}".encode()
    reference = await reference_for(desk, said)
    digest = await digest_of(desk, reference)
    async with desk.pool.connection() as connection:
        if await _is_there(connection, digest):
            return reference
    subject = new_subject("case")
    command = ReferCase(**await sealed_fields(desk, referral, subject))
    asked = Asked(subject, command, cause_of(request, somebody))
    async with desk.pool.connection() as connection, connection.transaction():
        if await claim(connection, digest, subject, desk.clock.now()):
            (outcome,) = await desk.decide_in(connection, [asked])
            if outcome.refusal is not None:
                raise outcome.refusal
            await place(connection, digest, outcome.position.position)
    return reference


async def _is_there(connection: Connection, digest: str) -> bool:
    found = await connection.execute(
        "select from referral_references where digest = %s", [digest]
    )
    return found.rowcount == 1


def _as_referral(form: OpenReferral) -> Referral:
    same = set(Referral.model_fields) & set(OpenReferral.model_fields)
    return Referral(
        **{name: getattr(form, name) for name in same},
        children=_child(form),
    )


def _child(form: OpenReferral) -> tuple[Child, ...]:
    """One child, if anything is told of one: then what happened to them belongs to it."""
    known = (form.child_name, form.child_age, form.outcome, form.abuse_or_neglect)
    if all(one is None for one in known):
        return ()
    missing = [
        Fault(name, "Something is told of a child, but not this.", remedy)
        for name, remedy in _belongs.items()
        if getattr(form, name) is None
    ]
    if missing or form.outcome is None or form.abuse_or_neglect is None:
        raise BadInput(*missing)
    return (
        Child(
            number=1,
            name=form.child_name,
            age_years=form.child_age,
            outcome=form.outcome,
            abuse_or_neglect=form.abuse_or_neglect,
        ),
    )


_belongs = {
    "outcome": "Say what happened to the child, or leave out all about the child.",
    "abuse_or_neglect": "Say whether abuse or neglect is known or suspected.",
}
