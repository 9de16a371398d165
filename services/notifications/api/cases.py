"""Cases: officers of an authority record awareness, notify, decline, amend and withdraw."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.notifications import queries
from services.notifications.api import answer_examples, examples, forms
from services.notifications.api.facts import open_facts, sealed_facts
from services.notifications.api.once import do_once
from services.notifications.api.parts import (
    After,
    AtDesk,
    CaseId,
    OnCase,
    case_of,
    desk_of,
    facts_now,
    holding_of,
    on_case,
    sealed_fields,
    shown,
)
from services.notifications.domain import (
    AmendNotification,
    DeclineToNotify,
    NotifyIncident,
    RecordAwareness,
    RecordTold,
    WithdrawNotification,
    WithdrawTelling,
)
from services.notifications.domain.facts import facts_in
from shared.decisions.decider import Refused
from shared.decisions.ids import new_subject
from shared.edge.bodies import described, json_body
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound
from shared.edge.sign_in import SignedIn, only
from shared.edge.visibility import may_open, must_see
from shared.events.children import IncidentFacts

router = APIRouter(tags=["cases"])
Officer = Annotated[Actor, Depends(only(Role.AUTHORITY_OFFICER))]

Acting = Annotated[OnCase, Depends(on_case(Role.AUTHORITY_OFFICER))]


@router.post(
    "/cases",
    summary="Begin a case that no partner has reported",
    status_code=201,
    openapi_extra=described(
        forms.Beginning, a_case={"aware_on": "2026-01-05", **examples.facts}
    ),
    **answer_examples.began,
)
async def begin(
    request: Request,
    actor: Officer,
    form: Annotated[forms.Beginning, Depends(json_body(forms.Beginning))],
) -> Mapping[str, Any]:
    """The authority is aware of an incident; its clock starts."""
    return await begin_case(request, actor, form)


async def begin_case(
    request: Request, actor: Actor, form: forms.Beginning, key: str | None = None
) -> Mapping[str, Any]:
    """A new case; once only for a form with a `key`."""
    if form.authority not in actor.authorities:
        raise NotAllowed("You may not act for this authority.")
    subject = new_subject("case")
    fields = await sealed_fields(desk_of(request), form, subject)
    facts = IncidentFacts(**{name: fields[name] for name in IncidentFacts.model_fields})
    command = RecordAwareness(
        asked_at=fields["asked_at"], aware_on=form.aware_on, how=fields["how"], facts=facts
    )
    return await do_once(request, actor, subject, command, key)


@router.post(
    "/cases/{case}/awareness",
    summary="Record since when the authority is aware",
    openapi_extra=described(
        forms.Awareness, by_telephone={"aware_on": "2026-01-05", "how": "By telephone."}
    ),
    **answer_examples.aware,
)
async def aware(
    on: Acting,
    form: Annotated[forms.Awareness, Depends(json_body(forms.Awareness))],
) -> dict[str, Any]:
    """Starts the clock of the notification."""
    return await on.do(RecordAwareness(**await on.fields(form)))


@router.post(
    "/cases/{case}/notification",
    summary="Record that the Panel was notified",
    openapi_extra=described(
        forms.Notification,
        as_reported={
            "notified_at": "2026-01-07T10:30:00Z",
            "channel": "national-form",
            "national_ref": "SIN-2026-0007",
        },
    ),
    **answer_examples.notified,
)
async def notify(
    on: Acting,
    form: Annotated[forms.Notification, Depends(json_body(forms.Notification))],
) -> dict[str, Any]:
    """A person did so, and records when and how; without facts, those that stand are meant."""
    return await record_notification(on, form)


async def record_notification(on: OnCase, form: forms.Notification) -> dict[str, Any]:
    """Record it in the case as it was seen."""
    fields = await on.fields(form)
    facts = await _facts(on, form)
    seen = on.position if form.facts is None else None
    return await on.do(NotifyIncident(**fields | facts_in(facts)), seen)


async def _facts(on: OnCase, form: forms.Notification) -> IncidentFacts:
    if form.facts is not None:
        if form.facts.authority not in on.actor.authorities:
            raise NotAllowed("You may not act for this authority.")
        return await sealed_facts(on.desk, form.facts, on.case, within="facts")
    known = facts_now(on.state)
    if known is None:
        raise Refused("Nothing is known of this incident yet.", field="facts")
    return known


@router.post(
    "/cases/{case}/decline",
    summary="Record that the authority does not notify, and why",
    openapi_extra=described(forms.Decline, not_met={"rationale": "No serious harm was found."}),
    **answer_examples.declined,
)
async def decline(
    on: Acting,
    form: Annotated[forms.Decline, Depends(json_body(forms.Decline))],
) -> dict[str, Any]:
    """It can still notify later, or the case can be referred."""
    return await on.do(DeclineToNotify(**await on.fields(form)))


@router.post(
    "/cases/{case}/amendment",
    summary="Put other facts in place of those notified",
    openapi_extra=described(
        forms.Amendment, an_amendment={"reason": "The date.", **examples.facts}
    ),
    **answer_examples.amended,
)
async def amend(
    on: Acting,
    form: Annotated[forms.Amendment, Depends(json_body(forms.Amendment))],
) -> dict[str, Any]:
    """When it was notified stays as it was; keep each child's `number`.

    A case stays with the authority that notified, unless one acts for the other one too.
    """
    if form.authority not in on.actor.authorities:
        raise NotAllowed(
            "You may not act for this authority. If the case is another's, withdraw this "
            "notification, and let the other authority make its own."
        )
    return await on.do(AmendNotification(**await on.fields(form)))


@router.post(
    "/cases/{case}/withdrawal",
    summary="Take a notification back",
    openapi_extra=described(forms.Withdrawal, by_mistake={"reason": "entered-by-mistake"}),
    **answer_examples.withdrawn,
)
async def withdraw(
    on: Acting,
    form: Annotated[forms.Withdrawal, Depends(json_body(forms.Withdrawal))],
) -> dict[str, Any]:
    """A rapid review that it led to is cancelled."""
    return await on.do(WithdrawNotification(**await on.fields(form)))


@router.post(
    "/cases/{case}/told",
    summary="Record that somebody who has to be told was told",
    openapi_extra=described(
        forms.Telling,
        the_partners={
            "recipient": "safeguarding-partners",
            "told_on": "2026-01-07",
            "channel": "email",
        },
    ),
    **answer_examples.told,
)
async def tell(
    on: Acting,
    form: Annotated[forms.Telling, Depends(json_body(forms.Telling))],
) -> dict[str, Any]:
    """Besides the Panel, whom the notification told; what is open is in reviews."""
    return await on.do(RecordTold(**await on.fields(form)))


@router.post(
    "/cases/{case}/told/withdrawal",
    summary="Take back that somebody was told: it was recorded wrongly",
    openapi_extra=described(
        forms.WrongTelling,
        another_case={
            "recipient": "safeguarding-partners",
            "told_on": "2026-01-07",
            "reason": "That message was about another case.",
        },
    ),
    **answer_examples.taken_back,
)
async def take_back(
    on: Acting,
    form: Annotated[forms.WrongTelling, Depends(json_body(forms.WrongTelling))],
) -> dict[str, Any]:
    """What the telling met is open again, and can be met anew."""
    return await on.do(WithdrawTelling(**await on.fields(form)))


@router.get("/cases/{case}", summary="How far a case has come", **answer_examples.case)
async def state(actor: SignedIn, desk: AtDesk, after: After, case: CaseId) -> Mapping[str, Any]:
    """Its stage, its days and its codes; nothing that is sealed."""
    late = await desk.late("incidents", after, case=case)
    async with desk.reading("incidents") as connection:
        row = await queries.incident(connection, case)
        position = (await case_of(connection, case))[1]
    must_see(actor, queries.holding_of(row) if row else None)
    if row is None:
        raise NotFound
    if late is not None:
        raise late
    return {**shown(row), "position": f"notifications:{case}:{position}"}


@router.get(
    "/cases/{case}/facts",
    summary="What happened, in clear; each opening is noted",
    **answer_examples.facts,
)
async def facts(actor: SignedIn, desk: AtDesk, case: CaseId) -> Mapping[str, Any]:
    """The facts that stand, with what is sealed opened for who may read it."""
    async with desk.pool.connection() as connection:
        known, _ = await case_of(connection, case)
        holding = must_see(actor, holding_of(known))
        if not may_open(actor, holding):
            raise NotAllowed
        return await open_facts(desk, connection, actor, case, facts_now(known))
