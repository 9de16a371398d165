"""The duty to notify begins: since when the authority is aware, and whether it notifies."""

from collections.abc import Sequence
from dataclasses import replace

from services.notifications.domain.case import (
    Aware,
    Case,
    Declined,
    NotAware,
    Notification,
    Notified,
    NotReported,
    Withdrawn,
)
from services.notifications.domain.duties import notification_due
from services.notifications.domain.facts import check_facts, facts_in
from services.notifications.domain.report import ReportIncident, reported
from shared.decisions.commands import has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.children import IncidentFacts
from shared.events.event import Event
from shared.events.incidents import AwarenessRecorded, NotificationDeclined
from shared.events.sealed import Sealed
from shared.events.times import Day


class RecordAwareness(Command):
    """Record since when the authority is aware; `facts` where no report told of them before."""

    aware_on: Day
    how: Sealed | None = None
    facts: IncidentFacts | None = None


class DeclineToNotify(Command):
    """Record that the authority does not notify, and why."""

    rationale: Sealed


Deliberating = RecordAwareness | DeclineToNotify


def decide(command: Deliberating, case: Case) -> Sequence[Event]:
    """Say what awareness, or the decision not to notify, makes happen.

    Raises:
        Refused: the case is not where the command needs it, or what is told cannot be.
    """
    match command:
        case RecordAwareness():
            return _record_awareness(command, case)
        case DeclineToNotify():
            return _decline(command, case.notification)


def _record_awareness(command: RecordAwareness, case: Case) -> Sequence[Event]:
    match case.notification:
        case Aware(awareness=known) if repeats(command, known):
            return []
        case Notified():
            raise Refused(
                "This incident was notified already, counted from the awareness recorded then. "
                "If that day is wrong, withdraw the notification as entered by mistake, and "
                "record both anew."
            )
        case Declined():
            raise Refused(
                "The authority decided not to notify this incident, and its awareness stands. "
                "If it is to be notified after all, notify it."
            )
        case NotAware() | Aware() | Withdrawn():
            return _aware(command, case)


def _aware(command: RecordAwareness, case: Case) -> Sequence[Event]:
    has_happened(command, "aware_on", command.aware_on)
    before: list[Event] = []
    match case.report, command.facts:
        case NotReported(), None:
            raise Refused(
                "Nothing is known of this incident yet. Say what happened, where and to whom.",
                field="facts",
            )
        case NotReported(), IncidentFacts() as facts:
            check_facts(command, facts, today(command))
            told = ReportIncident(**facts_in(facts), asked_at=command.asked_at)
            before.append(reported(told, presumed=False))
        case known, None if not isinstance(known, NotReported):
            facts = known.facts
        case _:
            raise Refused(
                "This incident was reported already. Leave the facts out here; they are told "
                "anew when it is notified.",
                field="facts",
            )
    due = notification_due(facts, "AWARE", command.aware_on, command.counted_by)
    return [*before, AwarenessRecorded(aware_on=command.aware_on, how=command.how, due=due)]


def _decline(command: DeclineToNotify, state: Notification) -> Sequence[Event]:
    match state:
        case Declined(declined=known) if repeats(command, known):
            return []
        case Aware():
            return [
                NotificationDeclined(rationale=command.rationale, declined_on=today(command))
            ]
        case Declined():
            raise Refused("The authority decided already not to notify this incident.")
        case Notified():
            raise Refused(
                "This incident was notified already. Withdraw the notification, and say why."
            )
        case Withdrawn():
            raise Refused("The notification of this incident was withdrawn already.")
        case NotAware():
            raise Refused(
                "Record first since when the authority has been aware of this incident."
            )


def evolve(case: Case, event: Event) -> Case:
    """The case after an event about what the authority knows."""
    match event, case.notification:
        case AwarenessRecorded(), _:
            return replace(case, notification=Aware(event))
        case NotificationDeclined(), Aware(aware_on=aware_on):
            return replace(case, notification=Declined(event, aware_on))
        case _:
            return case
