"""What reviews owns of telling: who was told of a commissioned review, and what was not so."""

from typing import Literal

from shared.events.codes import NotificationChannel
from shared.events.event import Event
from shared.events.publication import Term
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


class ReviewTellingWithdrawn(Event, version=1):
    """It was recorded wrongly that somebody was told of a review: what that met is open again.

    `rule` says of what: its commissioning (R13), its text before it is published (R15), or why
    it is delayed (R18); `told_on` is the day of the telling that is taken back. `term`: the
    time before a publication that stands after it, where everybody still has a copy (R15).
    """

    rule: Literal["R13", "R15", "R18"]
    recipient: Recipient
    told_on: Day
    reason: Sealed
    withdrawn_on: Day
    term: Term | None = None
