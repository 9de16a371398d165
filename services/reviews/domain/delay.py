"""A publication that is delayed or held: why, and who was told so."""

from collections.abc import Sequence

from services.reviews.domain.course import (
    commissioned_of,
    first_published,
    holds,
    published,
    recorded,
)
from services.reviews.domain.review import Concluded, Review
from shared.decisions.commands import has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.practice_codes import DelayReason, HeldBy
from shared.events.publication import (
    DelayExplained,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
    Recipients,
)
from shared.events.reviews import CSPRCommissioned
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Digest, Obligation, Recipient

told_why = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE)
"""Who is told why a publication is delayed (R18; guidance, unverified)."""


class RecordDelay(Command):
    """Record why the review is published later than it is due, and until when."""

    reason: DelayReason
    note: Sealed | None = None
    until: Day | None = None
    delayed_on: Day


class RecordDelayExplained(Command):
    """Record that somebody was told why the publication is delayed."""

    recipients: Recipients
    channel: SubmissionChannel
    evidence: Digest | None = None
    evidence_note: Sealed | None = None
    explained_on: Day


class HoldPublication(Command):
    """Hold the publication for as long as a trial or an inquest lasts."""

    held_by: HeldBy
    note: Sealed | None = None
    held_on: Day


class EndHold(Command):
    """Record that what held the publication is over."""

    held_by: HeldBy
    note: Sealed | None = None
    ended_on: Day


Delaying = RecordDelay | RecordDelayExplained | HoldPublication | EndHold


def decide(command: Delaying, review: Review) -> Sequence[Event]:
    """Say what a delay, a hold or its end makes happen.

    Raises:
        Refused: nothing is to be published, or what is told cannot be.
    """
    at_work, commissioned = commissioned_of(review)
    match command:
        case RecordDelay():
            return _delay(command, at_work, commissioned)
        case RecordDelayExplained():
            return _explain(command, at_work)
        case HoldPublication():
            return _hold(command, at_work, commissioned)
        case EndHold():
            return _end(command, at_work)


def _obligations() -> tuple[Obligation, ...]:
    return tuple(Obligation(recipient=each, rule="R18") for each in told_why)


def _delay(
    command: RecordDelay, review: Concluded, commissioned: CSPRCommissioned
) -> Sequence[Event]:
    if recorded(command, review, PublicationDelayed):
        return []
    has_happened(command, "delayed_on", command.delayed_on)
    _check_before_publication(command, review)
    if command.until is not None and command.until < command.delayed_on:
        raise Refused(
            "The day until which it is delayed lies before the delay. Check both days.",
            field="until",
        )
    return [
        PublicationDelayed(
            reason=command.reason,
            note=command.note,
            until=command.until,
            delayed_on=command.delayed_on,
            due_on=commissioned.due.due_on,
            obligations=_obligations(),
        )
    ]


def _check_before_publication(command: RecordDelay, review: Concluded) -> None:
    """What delayed a publication is told after it too, but did not begin after it."""
    first = first_published(review)
    if first is not None and command.delayed_on > first.published_on:
        raise Refused(
            f"This review was published on {first.published_on.isoformat()}, and nothing has "
            "delayed it after that. Check the day.",
            field="delayed_on",
        )


def _explain(command: RecordDelayExplained, review: Concluded) -> Sequence[Event]:
    if recorded(command, review, DelayExplained):
        return []
    has_happened(command, "explained_on", command.explained_on)
    delayed = any(
        isinstance(event, PublicationDelayed | PublicationHeld) for event in review.since
    )
    if not delayed:
        raise Refused(
            "No delay of this publication is recorded, so there is nothing to explain. Record "
            "the delay, or what holds it, first."
        )
    return [
        DelayExplained(
            recipients=command.recipients,
            channel=command.channel,
            evidence=command.evidence,
            evidence_note=command.evidence_note,
            explained_on=command.explained_on,
        )
    ]


def _hold(
    command: HoldPublication, review: Concluded, commissioned: CSPRCommissioned
) -> Sequence[Event]:
    held = holds(review).get(command.held_by)
    if repeats(command, held):
        return []
    has_happened(command, "held_on", command.held_on)
    if held is not None:
        raise Refused(
            "This holds the publication already. If it ended and began again, record its end "
            "first.",
            field="held_by",
        )
    if published(review) is not None:
        raise Refused(_not_any_more)
    return [
        PublicationHeld(
            held_by=command.held_by,
            note=command.note,
            held_on=command.held_on,
            due_on=commissioned.due.due_on,
            obligations=_obligations(),
        )
    ]


def _end(command: EndHold, review: Concluded) -> Sequence[Event]:
    has_happened(command, "ended_on", command.ended_on)
    held = holds(review).get(command.held_by)
    if held is None and recorded(command, review, PublicationHoldEnded):
        return []
    if held is None:
        raise Refused("This does not hold the publication, so it cannot end.", field="held_by")
    if command.ended_on < held.held_on:
        raise Refused(
            f"This has held the publication since {held.held_on.isoformat()} and cannot have "
            "ended before that. Check the day.",
            field="ended_on",
        )
    return [
        PublicationHoldEnded(
            held_by=command.held_by, note=command.note, ended_on=command.ended_on
        )
    ]


_not_any_more = (
    "This review is published, so nothing holds its publication. What held it before is "
    "recorded as a delay, with its reason."
)
