"""What notifications owns: what was reported, known, notified, amended, withdrawn, referred."""

from pydantic import Field

from shared.events.children import IncidentFacts
from shared.events.codes import (
    AcceptedAs,
    NotificationChannel,
    ReferralConcern,
    WithdrawalReason,
)
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.times import Day, Instant
from shared.events.values import (
    AuthorityCode,
    Breach,
    Digest,
    Due,
    MessageRef,
    Obligation,
    Organisation,
    Reference,
)


class IncidentReported(IncidentFacts, Event, version=1):
    """A partner, or a person, told us of an incident; by itself it obliges nobody yet.

    A partner's report is not the authority's awareness: `presumed_due` is when a notification
    would be due if it were, counted from the day of receipt. No `message`: a person entered it.
    """

    message: MessageRef | None = None
    reported_at: Instant
    reported_on: Day
    reporter: Sealed | None = None
    presumed_due: Due | None = None


class IncidentReportCorrected(IncidentFacts, Event, version=1):
    """A partner corrected what it had sent: these facts stand in place of the whole report."""

    message: MessageRef
    corrects: MessageRef
    corrected_at: Instant
    corrected_on: Day
    reason: Sealed | None = None


class IncidentReportWithdrawn(Event, version=1):
    """A partner took back what it had sent; what an authority did with it stays as it is."""

    message: MessageRef
    withdraws: MessageRef
    withdrawn_at: Instant
    withdrawn_on: Day
    reason: Sealed | None = None


class AwarenessRecorded(Event, version=1):
    """An officer of the authority recorded since when it has been aware of the incident.

    Starts the clock of the notification where one is owed. Source: Children Act 2004 s16C(1)
    for the duty (published); the five working days are guidance (published on gov.uk).
    """

    aware_on: Day
    how: Sealed | None = None
    due: Due | None = None


class IncidentNotified(IncidentFacts, Event, version=1):
    """The authority notified the Panel: a person did, and recorded when, how and with what.

    The statistics count by `notified_on`. `aware_on` is carried for the rapid review, which is
    counted from either. No policy acts on what was `imported`.
    """

    notified_at: Instant
    notified_on: Day
    aware_on: Day | None = None
    national_ref: Reference | None = None
    channel: NotificationChannel | None = None
    notifier: Sealed | None = None
    evidence: Digest | None = None
    evidence_note: Sealed | None = None
    obligations: tuple[Obligation, ...] = Field(default=(), max_length=50)
    breach: Breach | None = None
    imported: bool = False


class NotificationDeclined(Event, version=1):
    """The authority decided that this incident is not one to notify."""

    rationale: Sealed
    declined_on: Day


class NotificationAmended(IncidentFacts, Event, version=1):
    """The authority corrected a notification: these facts stand in place of all former ones.

    When it was notified stays as it was. `obligations` are all that follow from these facts.
    No policy acts on the correction of an `imported` notification.
    """

    reason: Sealed
    amended_on: Day
    obligations: tuple[Obligation, ...] = Field(default=(), max_length=50)
    imported: bool = False


class NotificationWithdrawn(Event, version=1):
    """The authority withdrew a notification; a rapid review that it led to is cancelled."""

    reason: WithdrawalReason
    note: Sealed | None = None
    withdrawn_on: Day


class CaseReferred(IncidentFacts, Event, version=1):
    """Somebody referred a case to the Practice Review Group; it starts no clock."""

    concern: ReferralConcern
    reason: Sealed
    referrer: Sealed | None = None
    organisation: Organisation | None = None
    message: MessageRef | None = None
    referred_on: Day


class ReferralAccepted(Event, version=1):
    """The Practice Review Group took a referral up, without the clocks of a notification.

    `authority` is that of the referral, for the rapid review that may follow.
    """

    as_what: AcceptedAs
    authority: AuthorityCode | None = None
    note: Sealed | None = None
    accepted_on: Day


class ReferralDeclined(Event, version=1):
    """The Practice Review Group did not take a referral up."""

    rationale: Sealed
    declined_on: Day
