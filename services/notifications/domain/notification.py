"""The notification: made, imported, corrected, withdrawn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.notifications.domain.case import (
    Aware,
    Case,
    Declined,
    NotAware,
    Notification,
    Notified,
    Withdrawn,
)
from services.notifications.domain.duties import duty_due, obligations_of
from services.notifications.domain.facts import (
    TellsFacts,
    check_facts,
    facts_in,
)
from shared.decisions.clock import london_date
from shared.decisions.commands import not_too_early, repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.codes import NotificationChannel, WithdrawalReason
from shared.events.event import Event
from shared.events.incidents import (
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
)
from shared.events.sealed import Sealed
from shared.events.times import Day, Instant
from shared.events.values import Digest, Reference, breach_of


class TellsNotification(TellsFacts):
    """What a notification says, and how it was sent."""

    notified_at: Instant
    national_ref: Reference | None = None
    channel: NotificationChannel | None = None
    notifier: Sealed | None = None
    evidence: Digest | None = None
    evidence_note: Sealed | None = None


class NotifyIncident(TellsNotification):
    """Record that a person notified the Panel, with the facts as they were notified."""


class ImportNotification(TellsNotification):
    """Take over a notification from before this system; no policy acts on it."""

    aware_on: Day | None = None


class AmendNotification(TellsFacts):
    """Put these facts in place of those notified."""

    reason: Sealed


class WithdrawNotification(Command):
    """Take a notification back."""

    reason: WithdrawalReason
    note: Sealed | None = None


Notifying = NotifyIncident | ImportNotification | AmendNotification | WithdrawNotification


def decide(command: Notifying, case: Case) -> Sequence[Event]:
    """Say what a notification, or a change of it, makes happen.

    Raises:
        Refused: the case is not where the command needs it, or what is told cannot be.
    """
    match command:
        case NotifyIncident():
            return _notify(command, case.notification)
        case ImportNotification():
            return _import(command, case)
        case AmendNotification():
            return _amend(command, case.notification)
        case WithdrawNotification():
            return _withdraw(command, case.notification)


def _notify(command: NotifyIncident, state: Notification) -> Sequence[Event]:
    match state:
        case Notified(notification=known) if repeats(command, known):
            return []
        case Notified(notification=known):
            raise Refused(
                f"This incident was notified on {known.notified_on.isoformat()}. Amend that "
                "notification, or withdraw it."
            )
        case Aware(aware_on=aware_on) | Declined(aware_on=aware_on):
            return [_notified(command, aware_on)]
        case NotAware() | Withdrawn():
            raise Refused(
                "Record first since when the authority has been aware of this incident: the "
                "time to notify is counted from that day."
            )


def _notified(command: NotifyIncident, aware_on: date) -> IncidentNotified:
    notified_on = _check_told(command, aware_on)
    return IncidentNotified(
        **_told(command),
        notified_on=notified_on,
        aware_on=aware_on,
        obligations=obligations_of(command, aware_on, command.counted_by),
        breach=breach_of(duty_due(command, aware_on, command.counted_by), notified_on),
    )


def _import(command: ImportNotification, case: Case) -> Sequence[Event]:
    match case.notification:
        case Notified(notification=known) if known.imported and repeats(command, known):
            return []
        case NotAware() if case == Case():
            notified_on = _check_told(command, command.aware_on)
            return [
                IncidentNotified(
                    **_told(command),
                    notified_on=notified_on,
                    aware_on=command.aware_on,
                    imported=True,
                )
            ]
        case _:
            raise Refused(
                "History can only be imported into a case of its own, and this case has begun "
                "already. Amend its notification if that is wrong."
            )


def _told(command: TellsNotification) -> dict[str, Any]:
    added = {name: getattr(command, name) for name in TellsNotification.model_fields}
    return {name: said for name, said in added.items() if name not in Command.model_fields}


def _check_told(command: TellsNotification, aware_on: date | None) -> date:
    """The day of a notification, with all that is told judged as of it."""
    if command.notified_at > command.asked_at:
        raise Refused(
            "This lies in the future, and only a notification that was made can be recorded. "
            "Check date and time.",
            field="notified_at",
        )
    not_too_early("notified_at", command.notified_at)
    not_too_early("aware_on", aware_on)
    notified_on = london_date(command.notified_at)
    check_facts(command, command, notified_on)
    _check_order("incident_on", command.incident_on, notified_on)
    _check_order("aware_on", aware_on, notified_on)
    return notified_on


def _check_order(field: str, day: date | None, notified_on: date) -> None:
    if day is not None and day > notified_on:
        raise Refused(
            "This day is after that of the notification, and must not be. Check which of the "
            "two is wrong.",
            field=field,
        )


def _amend(command: AmendNotification, state: Notification) -> Sequence[Event]:
    match state:
        case Notified(amended=known) if repeats(command, known):
            return []
        case Notified(notification=notification):
            return [_amended(command, notification)]
        case Withdrawn():
            raise Refused(
                "This notification was withdrawn, so there is nothing to amend. Record "
                "awareness and notify anew if it has to be made again."
            )
        case NotAware() | Aware() | Declined():
            raise Refused("This incident has not been notified, so there is nothing to amend.")


def _amended(command: AmendNotification, notified: IncidentNotified) -> NotificationAmended:
    check_facts(command, command, notified.notified_on)
    _check_order("incident_on", command.incident_on, notified.notified_on)
    aware_on = None if notified.imported else notified.aware_on
    return NotificationAmended(
        **facts_in(command),
        reason=command.reason,
        amended_on=today(command),
        obligations=obligations_of(command, aware_on, command.counted_by) if aware_on else (),
        imported=notified.imported,
    )


def _withdraw(command: WithdrawNotification, state: Notification) -> Sequence[Event]:
    match state:
        case Withdrawn():
            return []
        case Notified():
            return [
                NotificationWithdrawn(
                    reason=command.reason, note=command.note, withdrawn_on=today(command)
                )
            ]
        case NotAware() | Aware() | Declined():
            raise Refused(
                "This incident has not been notified, so there is nothing to withdraw."
            )


def evolve(case: Case, event: Event) -> Case:
    """The case after an event about its notification."""
    match event, case.notification:
        case IncidentNotified(), _:
            return replace(case, notification=Notified(event))
        case NotificationAmended(), Notified() as known:
            return replace(case, notification=replace(known, amended=event))
        case NotificationWithdrawn(), Notified():
            return replace(case, notification=Withdrawn(event))
        case _:
            return case
