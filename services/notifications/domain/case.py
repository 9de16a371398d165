"""A case as notifications sees it: what was reported, what was notified, what was referred.

The three go on beside each other: a report can be withdrawn after it led to a notification,
and a case that is not notified can be referred.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.children import IncidentFacts
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReported,
    NotificationAmended,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
    ReferralDeclined,
)
from shared.events.obligations import RecipientTold, TellingWithdrawn

MessageKey = tuple[str, str, str]
"""Partner, source and id: one message, whichever way it came."""


@dataclass(frozen=True, slots=True)
class NotReported:
    """Nobody has told us."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A partner or a person told us; `messages` are the report and its corrections."""

    report: IncidentReported
    facts: IncidentFacts
    messages: frozenset[MessageKey]


@dataclass(frozen=True, slots=True)
class ReportWithdrawn:
    """Whoever told us took it back."""

    facts: IncidentFacts
    messages: frozenset[MessageKey]


@dataclass(frozen=True, slots=True)
class NotAware:
    """No officer has recorded that the authority is aware."""


@dataclass(frozen=True, slots=True)
class Aware:
    """The authority is aware, and has not said yet whether it notifies."""

    awareness: AwarenessRecorded

    @property
    def aware_on(self) -> date:
        return self.awareness.aware_on


@dataclass(frozen=True, slots=True)
class Declined:
    """The authority decided not to notify; it may still do so."""

    declined: NotificationDeclined
    aware_on: date


@dataclass(frozen=True, slots=True)
class Notified:
    """The authority notified; `amended` is the last correction, `told` who else was told.

    `taken_back` are tellings that were recorded wrongly; none of them is among `told`.
    """

    notification: IncidentNotified
    amended: NotificationAmended | None = None
    told: tuple[RecipientTold, ...] = ()
    taken_back: tuple[TellingWithdrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The authority withdrew its notification; it can begin anew by recording awareness."""

    withdrawn: NotificationWithdrawn


@dataclass(frozen=True, slots=True)
class NotReferred:
    """Nobody referred the case."""


@dataclass(frozen=True, slots=True)
class Referred:
    """The Practice Review Group has yet to say what it does with a referral."""

    referral: CaseReferred


@dataclass(frozen=True, slots=True)
class Accepted:
    """The Practice Review Group took a referral up."""

    referral: CaseReferred
    accepted: ReferralAccepted


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The Practice Review Group did not take a referral up; it can be made anew."""

    referral: CaseReferred
    declined: ReferralDeclined


Report = NotReported | Reported | ReportWithdrawn
Notification = NotAware | Aware | Declined | Notified | Withdrawn
Referral = NotReferred | Referred | Accepted | NotAccepted


@dataclass(frozen=True, slots=True)
class Case:
    """All that notifications knows of one case."""

    report: Report = NotReported()
    notification: Notification = NotAware()
    referral: Referral = NotReferred()
