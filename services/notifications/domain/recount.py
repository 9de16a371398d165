"""Open clocks of notifications, counted anew: its own, and what is still owed."""

from collections.abc import Sequence
from dataclasses import replace

from services.notifications.domain.case import Aware, Case, NotAware, Notified, Reported
from services.notifications.domain.telling import open_obligations
from shared.decisions.recounting import RecountDueDates, moved
from shared.events.event import Event
from shared.events.recomputed import DueDateRecomputed
from shared.events.values import Obligation


def recount(command: RecountDueDates, case: Case) -> Sequence[Event]:
    """Say which open days of a case move; what is over stays as it was counted."""
    match case.notification, case.report:
        case NotAware(), Reported(report=report):
            return list(moved(command, report.presumed_due))
        case Aware(awareness=awareness), _:
            return list(moved(command, awareness.due))
        case Notified() as notified, _:
            owed = open_obligations(notified)
            return [event for one in owed for event in moved(command, one.due, of=one)]
        case _:
            return []


def evolve(case: Case, event: Event) -> Case:
    """The case after a day of it was counted anew."""
    if not isinstance(event, DueDateRecomputed):
        return case
    match case.notification, case.report:
        case Aware(awareness=awareness), _ if event.was == awareness.due:
            awareness = awareness.model_copy(update={"due": event.now})
            return replace(case, notification=Aware(awareness))
        case Notified() as notified, _ if event.recipient is not None:
            return replace(case, notification=_owed_anew(notified, event))
        case _, Reported(report=report) as known if event.was == report.presumed_due:
            report = report.model_copy(update={"presumed_due": event.now})
            return replace(case, report=replace(known, report=report))
        case _:
            return case


def _owed_anew(notified: Notified, event: DueDateRecomputed) -> Notified:
    """The day is that of the facts that stand: as amended, else as notified."""
    if notified.amended is None:
        update = {"obligations": _moved(notified.notification.obligations, event)}
        return replace(notified, notification=notified.notification.model_copy(update=update))
    update = {"obligations": _moved(notified.amended.obligations, event)}
    return replace(notified, amended=notified.amended.model_copy(update=update))


def _moved(owed: Sequence[Obligation], event: DueDateRecomputed) -> tuple[Obligation, ...]:
    whose = (event.recipient, event.area)
    return tuple(
        one.model_copy(update={"due": event.now})
        if (one.recipient, one.area) == whose and one.due == event.was
        else one
        for one in owed
    )
