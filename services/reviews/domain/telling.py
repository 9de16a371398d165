"""Telling those who have to be told that a review was commissioned (R13)."""

from collections.abc import Sequence
from dataclasses import replace

from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open, Review
from shared.decisions.commands import Since, has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.events.codes import NotificationChannel
from shared.events.commissioning import CommissioningTold
from shared.events.event import Event
from shared.events.reviews import CSPRCommissioned
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Digest, Recipient, Reference


class RecordCommissioningTold(Command):
    """Record that a person told somebody of the commissioned review and its reviewers."""

    recipient: Recipient
    told_on: Day
    channel: NotificationChannel
    reference: Reference | None = None
    evidence: Digest | None = None
    evidence_note: Sealed | None = None


def decide(command: RecordCommissioningTold, review: Review) -> Sequence[Event]:
    """Say what telling somebody makes happen.

    Raises:
        Refused: no review was commissioned, they need not be told, or were told already.
    """
    match review:
        case Concluded(told=told) if any(repeats(command, known) for known in told):
            return []
        case Concluded(commissioned=CSPRCommissioned() as commissioned, told=told):
            return [_told(command, commissioned, told)]
        case NotOpened() | Open() | Cancelled() | Concluded():
            raise Refused("No review of this case was commissioned, so nobody has to be told.")


def _told(
    command: RecordCommissioningTold,
    commissioned: CSPRCommissioned,
    told: tuple[CommissioningTold, ...],
) -> CommissioningTold:
    if command.recipient not in _to_tell(commissioned):
        raise Refused("They need not be told of a commissioned review.", field="recipient")
    for known in told:
        if known.recipient is command.recipient:
            raise Refused(f"They were told on {known.told_on.isoformat()}.")
    decided = Since(commissioned.decided_on, "The decision for a review was taken on")
    has_happened(command, "told_on", command.told_on, decided)
    return CommissioningTold(
        recipient=command.recipient,
        told_on=command.told_on,
        channel=command.channel,
        reference=command.reference,
        evidence=command.evidence,
        evidence_note=command.evidence_note,
    )


def _to_tell(commissioned: CSPRCommissioned) -> set[Recipient]:
    return {one.recipient for one in commissioned.obligations if one.rule == "R13"}


def evolve(review: Review, event: Event) -> Review:
    """The review after somebody was told of it."""
    match event, review:
        case CommissioningTold(), Concluded(told=told):
            return replace(review, told=(*told, event))
        case _:
            return review
