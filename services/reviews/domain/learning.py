"""A local learning review: begun, carried on, what was learnt, and completed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open, Review
from shared.decisions.commands import Since, has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.events.codes import Decision
from shared.events.event import Event
from shared.events.learning import (
    Agencies,
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningSessionHeld,
    LearningWithdrawn,
)
from shared.events.learning_codes import Practice
from shared.events.sealed import Sealed
from shared.events.times import Day

E = TypeVar("E", bound=Event)
Held = Open | Concluded


class BeginLearningReview(Command):
    """Begin a local learning review, of good practice, poor practice or a near miss."""

    practice: Practice
    agencies: Agencies = ()
    question: Sealed | None = None
    begun_on: Day


class RecordLearningSession(Command):
    """Record that the review was carried on: who took part, and what was said."""

    agencies: Agencies
    account: Sealed | None = None
    held_on: Day


class RecordLearningPoint(Command):
    """Record something that was learnt, for the group itself."""

    text: Sealed
    recorded_on: Day


class CompleteLearningReview(Command):
    """Record that the review is over."""

    summary: Sealed | None = None
    completed_on: Day


Learning = (
    BeginLearningReview | RecordLearningSession | RecordLearningPoint | CompleteLearningReview
)


def decide(command: Learning, review: Review) -> Sequence[Event]:
    """Say what happens in a local learning review.

    Raises:
        Refused: none has begun, or what is told cannot be.
    """
    if isinstance(command, BeginLearningReview):
        return _begin(command, review)
    held, begun = begun_of(review)
    since = Since(begun.begun_on, "The local learning review began on")
    match command:
        case RecordLearningSession():
            return _hold(command, held, since)
        case RecordLearningPoint():
            return _learn(command, held, since)
        case CompleteLearningReview():
            return _complete(command, held, since)


def _begin(command: BeginLearningReview, review: Review) -> Sequence[Event]:
    match review:
        case Open(learning=(begun, *_)) | Concluded(learning=(begun, *_)):
            if repeats(command, begun):
                return []
            raise Refused("A local learning review of this case has begun already.")
        case Concluded(decision=Decision.THEMATIC_OR_LOCAL_LEARNING, authority=str(authority)):
            has_happened(command, "begun_on", command.begun_on, review.began)
            return [
                LearningReviewBegun(
                    practice=command.practice,
                    authority=authority,
                    agencies=command.agencies,
                    question=command.question,
                    begun_on=command.begun_on,
                )
            ]
        case NotOpened() | Open() | Cancelled() | Concluded():
            raise Refused(
                "No referral of this case was taken up as a local learning review, and no "
                "rapid review of it decided on local learning. Accept the referral first."
            )


def begun_of(review: Review) -> tuple[Held, LearningReviewBegun]:
    """The review with its beginning.

    Raises:
        Refused: no local learning review has begun.
    """
    match review:
        case (
            Open(learning=(LearningReviewBegun() as begun, *_))
            | Concluded(learning=(LearningReviewBegun() as begun, *_)) as held
        ):
            return held, begun
        case _:
            raise Refused("No local learning review of this case has begun. Begin it first.")


def _hold(command: RecordLearningSession, review: Held, since: Since) -> Sequence[Event]:
    if any(repeats(command, event) for event in of_kind(review, LearningSessionHeld)):
        return []
    if not command.agencies:
        raise Refused("Nobody took part. Name the agencies that did.", field="agencies")
    has_happened(command, "held_on", command.held_on, since)
    return [
        LearningSessionHeld(
            agencies=command.agencies, account=command.account, held_on=command.held_on
        )
    ]


def _learn(command: RecordLearningPoint, review: Held, since: Since) -> Sequence[Event]:
    points = of_kind(review, LearningPointRecorded)
    if any(repeats(command, point) for point in points):
        return []
    has_happened(command, "recorded_on", command.recorded_on, since)
    return [
        LearningPointRecorded(
            number=len(points) + 1,
            text=command.text,
            recorded_on=command.recorded_on,
        )
    ]


def _complete(command: CompleteLearningReview, review: Held, since: Since) -> Sequence[Event]:
    for known in of_kind(review, LearningReviewCompleted):
        if repeats(command, known):
            return []
        raise Refused(
            f"This local learning review was completed on {known.completed_on.isoformat()}."
        )
    has_happened(command, "completed_on", command.completed_on, since)
    return [LearningReviewCompleted(summary=command.summary, completed_on=command.completed_on)]


def of_kind(review: Held, kind: type[E]) -> Sequence[E]:
    """The events of a kind in the local learning review."""
    return [event for event in review.learning if isinstance(event, kind)]


_kinds = (
    LearningReviewBegun,
    LearningSessionHeld,
    LearningPointRecorded,
    LearningReviewCompleted,
    LearningPublished,
    LearningWithdrawn,
)


def evolve(review: Review, event: Event) -> Review:
    """The review after an event of learning from it."""
    if isinstance(review, Held) and isinstance(event, _kinds):
        return replace(review, learning=(*review.learning, event))
    return review
