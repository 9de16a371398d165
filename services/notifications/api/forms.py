"""What officers and the group send, in clear; texts are sealed before anything is decided."""

from pydantic import Field

from services.notifications.intake.inbound import Facts, Referral, Sent, Short, Text
from shared.events.codes import AcceptedAs, NotificationChannel, WithdrawalReason
from shared.events.times import Day, Instant
from shared.events.values import AuthorityCode, Digest, Recipient, Reference, Subject


class Awareness(Sent):
    """Since when the authority has been aware of an incident, and how it learnt of it."""

    aware_on: Day
    how: Text | None = None


class Beginning(Facts):
    """A case that an officer begins, without a report of a partner."""

    aware_on: Day
    how: Text | None = None


class Notification(Sent):
    """A notification that a person made; without `facts`, those that were reported."""

    notified_at: Instant
    national_ref: Reference | None = None
    channel: NotificationChannel | None = None
    notifier: Short | None = None
    evidence: Digest | None = Field(default=None, description="SHA-256 of what was sent.")
    evidence_note: Text | None = None
    facts: Facts | None = None


class Decline(Sent):
    """Why something is not done."""

    rationale: Text


class Amendment(Facts):
    """These facts stand in place of those that were notified."""

    reason: Text


class Telling(Sent):
    """That a person told somebody who has to be told; `area`: whose partners, if another's."""

    recipient: Recipient
    area: AuthorityCode | None = None
    told_on: Day
    channel: NotificationChannel
    reference: Reference | None = None
    evidence: Digest | None = Field(default=None, description="SHA-256 of what was sent.")
    evidence_note: Text | None = None


class WrongTelling(Sent):
    """That somebody was not told after all on the day that was recorded, and why it was."""

    recipient: Recipient
    area: AuthorityCode | None = None
    told_on: Day
    reason: Text


class Withdrawal(Sent):
    """Why a notification is withdrawn."""

    reason: WithdrawalReason
    note: Text | None = None


class ReferralForm(Referral):
    """A referral to the Practice Review Group; of a `case` that is known, or of a new one."""

    case: Subject | None = None


class Acceptance(Sent):
    """As what a referral is taken up."""

    as_what: AcceptedAs
    note: Text | None = None
