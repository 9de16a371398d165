"""The learning library: what is shown of a local learning review, and what no longer."""

from collections.abc import Sequence

from services.reviews.domain.course import published
from services.reviews.domain.learning import Held, begun_of, of_kind
from services.reviews.domain.review import Open, Review
from shared.decisions.commands import Since, has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.learning import (
    AgencyKinds,
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningText,
    LearningWithdrawn,
    PointNumber,
    Themes,
)
from shared.events.learning_codes import LearningHidden
from shared.events.records import Title
from shared.events.sealed import Sealed
from shared.events.times import Day


class PublishLearning(Command):
    """Show a learning point in the library, today, in a text that was cleared for it."""

    number: PointNumber
    heading: Title
    text: LearningText
    themes: Themes = ()
    agencies: AgencyKinds = frozenset()
    cleared_by: Sealed
    cleared_on: Day


class WithdrawLearning(Command):
    """Show a learning point no longer, at once."""

    number: PointNumber
    reason: LearningHidden
    note: Sealed | None = None


Showing = PublishLearning | WithdrawLearning


def decide(command: Showing, review: Review) -> Sequence[Event]:
    """Say what is shown in the library, or no longer.

    Raises:
        Refused: there is no such learning point, or its review holds it back.
    """
    held, begun = begun_of(review)
    match command:
        case PublishLearning():
            return _publish(command, held, begun)
        case WithdrawLearning():
            return _withdraw(command, held)


def _publish(
    command: PublishLearning, review: Held, begun: LearningReviewBegun
) -> Sequence[Event]:
    points = of_kind(review, LearningPointRecorded)
    if command.number > len(points):
        raise Refused(
            "This review has no learning point of this number. Record it first.", field="number"
        )
    last = _last_of(review, command.number)
    if isinstance(last, LearningPublished) and repeats(command, last):
        return []
    _check_may_be_published(review)
    _check_not_hidden(command, review)
    point = points[command.number - 1]
    since = Since(point.recorded_on, "The learning point was recorded on")
    has_happened(command, "cleared_on", command.cleared_on, since)
    return [
        LearningPublished(
            number=command.number,
            practice=begun.practice,
            authority=begun.authority,
            heading=command.heading,
            text=command.text,
            themes=command.themes,
            agencies=command.agencies,
            cleared_by=command.cleared_by,
            cleared_on=command.cleared_on,
            published_on=today(command),
        )
    ]


def _check_may_be_published(review: Held) -> None:
    """Nothing of a case gets out by the library before its own review may (our inference)."""
    if not of_kind(review, LearningReviewCompleted):
        raise Refused(
            "This local learning review is not completed, so its learning may still change. "
            "Complete it first."
        )
    if isinstance(review, Open):
        raise Refused(
            "A rapid review of this case is open. Its learning can be published when that is "
            "completed."
        )
    if review.commissioned is not None and published(review) is None:
        raise Refused(
            "A local child safeguarding practice review of this case is commissioned and not "
            "published. Its learning can be published after that review."
        )


def _check_not_hidden(command: PublishLearning, review: Held) -> None:
    """What may identify a child does not come back in the same words (our inference).

    Not under another number or heading either, nor after something else was shown.
    """
    shown: dict[int, list[str]] = {}
    hidden: set[str] = set()
    for event in review.learning:
        match event:
            case LearningPublished():
                shown.setdefault(event.number, []).append(event.text)
            case LearningWithdrawn(reason=LearningHidden.CHILD_MAY_BE_IDENTIFIED):
                hidden.update(shown.get(event.number, ()))
            case _:
                pass
    if command.text in hidden:
        raise Refused(
            "This text was withdrawn since a child may be identified by it. Write another.",
            field="text",
        )


def _withdraw(command: WithdrawLearning, review: Held) -> Sequence[Event]:
    match _last_of(review, command.number):
        case LearningPublished():
            return [
                LearningWithdrawn(
                    number=command.number,
                    reason=command.reason,
                    note=command.note,
                    withdrawn_on=today(command),
                )
            ]
        case LearningWithdrawn() as withdrawn if repeats(command, withdrawn):
            return []
        case _:
            raise Refused(
                "No learning point of this number is in the library, so none can be withdrawn.",
                field="number",
            )


def _last_of(review: Held, number: int) -> LearningPublished | LearningWithdrawn | None:
    """What happened last in the library to a learning point."""
    of_point = [
        event
        for event in review.learning
        if isinstance(event, LearningPublished | LearningWithdrawn) and event.number == number
    ]
    return of_point[-1] if of_point else None
