"""Doing a step of a notification's life, as its form asks for it."""

from services.notifications.api.cases import record_notification
from services.notifications.api.forms import Amendment, Beginning, Notification
from services.notifications.api.parts import OnCase
from services.notifications.domain import AmendNotification, RecordAwareness
from services.notifications.domain.case import Notified
from services.notifications.intake.inbound import Facts, Sent
from services.notifications.pages.steps import Step
from shared.decisions.commands import repeats
from shared.decisions.decider import Refused
from shared.events.children import IncidentFacts


async def do_step(on: OnCase, step: Step, form: Sent, seen: str | None) -> None:
    """Do what a form asks for; `seen` is the position at which its facts were opened.

    Raises:
        Refused: the rules say no, the facts are not this person's to tell, or somebody has
            changed the case since.
        BadInput: a child cannot be as it was told.
    """
    match form:
        case Notification():
            _must_be_own(on, form.facts)
            await record_notification(on, form)
        case Amendment():
            _must_be_own(on, form)
            await _amend(on, form, seen)
        case Beginning():
            _must_be_own(on, form)
            await on.do(await _aware_of(on, form))
        case _:
            if step.command is not None:
                await on.do(step.command(**await on.fields(form)))


async def _aware_of(on: OnCase, form: Beginning) -> RecordAwareness:
    fields = await on.fields(form)
    return RecordAwareness(
        asked_at=fields["asked_at"],
        aware_on=form.aware_on,
        how=fields["how"],
        facts=IncidentFacts(**{name: fields[name] for name in IncidentFacts.model_fields}),
    )


async def _amend(on: OnCase, form: Amendment, seen: str | None) -> None:
    command = AmendNotification(**await on.fields(form))
    state = on.state.notification
    again = isinstance(state, Notified) and repeats(command, state.amended)
    position = int(seen) if seen and seen.isdecimal() and not again else None
    await on.do(command, position)


def _must_be_own(on: OnCase, facts: Facts | None) -> None:
    if facts is not None and facts.authority not in on.actor.authorities:
        raise Refused(
            "You may not act for this authority. If the case is another's, withdraw this "
            "notification, and let the other authority make its own.",
            field="authority",
        )
