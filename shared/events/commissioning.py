"""What reviews owns of telling: who was told that a review was commissioned."""

from shared.events.codes import NotificationChannel
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Digest, Recipient, Reference


class CommissioningTold(Event, version=1):
    """A person told somebody of a commissioned review and its reviewers.

    Source: R13 of the project's domain notes (guidance, unverified); no day is known by which
    it has to be, so it is never late.
    """

    recipient: Recipient
    told_on: Day
    channel: NotificationChannel
    reference: Reference | None = None
    evidence: Digest | None = None
    evidence_note: Sealed | None = None
