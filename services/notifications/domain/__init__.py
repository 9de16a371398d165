"""The rules of notifications: what may be reported, notified and referred, and what follows."""

from collections.abc import Sequence

from services.notifications.domain import (
    awareness,
    notification,
    recount,
    referral,
    report,
    telling,
)
from services.notifications.domain.awareness import (
    DeclineToNotify,
    Deliberating,
    RecordAwareness,
)
from services.notifications.domain.case import Case
from services.notifications.domain.notification import (
    AmendNotification,
    ImportNotification,
    NotifyIncident,
    Notifying,
    WithdrawNotification,
)
from services.notifications.domain.referral import (
    AcceptReferral,
    DeclineReferral,
    ReferCase,
    Referring,
)
from services.notifications.domain.report import (
    CorrectReport,
    ReportIncident,
    Reporting,
    WithdrawReport,
)
from services.notifications.domain.telling import RecordTold, Telling, WithdrawTelling
from shared.decisions.decider import Decider
from shared.decisions.recounting import RecountDueDates
from shared.events.event import Event

NotificationsCommand = Reporting | Deliberating | Notifying | Referring | Telling


def decide(command: NotificationsCommand, case: Case) -> Sequence[Event]:
    """Say what `command` makes happen to `case`; nothing, if it has happened already.

    Raises:
        Refused: in words for the person who asked.
    """
    match command:
        case ReportIncident() | CorrectReport() | WithdrawReport():
            return report.decide(command, case)
        case RecordAwareness() | DeclineToNotify():
            return awareness.decide(command, case)
        case ReferCase() | AcceptReferral() | DeclineReferral():
            return referral.decide(command, case)
        case RecordTold() | WithdrawTelling():
            return telling.decide(command, case)
        case _:
            return notification.decide(command, case)


def evolve(case: Case, event: Event) -> Case:
    """The case after one more event of its history."""
    for subject in (report, awareness, notification, referral, telling, recount):
        case = subject.evolve(case, event)
    return case


decider: Decider[NotificationsCommand, Case] = Decider(Case(), decide, evolve)
recounting: Decider[RecountDueDates, Case] = Decider(Case(), recount.recount, evolve)

__all__ = [
    "AcceptReferral",
    "AmendNotification",
    "Case",
    "CorrectReport",
    "DeclineReferral",
    "DeclineToNotify",
    "ImportNotification",
    "NotificationsCommand",
    "NotifyIncident",
    "RecordAwareness",
    "RecordTold",
    "ReferCase",
    "ReportIncident",
    "WithdrawNotification",
    "WithdrawReport",
    "WithdrawTelling",
    "decider",
    "recounting",
]
