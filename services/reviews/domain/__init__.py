"""The rules of reviews: rapid reviews, what they decide, and what is commissioned."""

from collections.abc import Sequence

from services.reviews.domain import commissioning, conclusion, rapid_review
from services.reviews.domain.commissioning import CommissionCSPR
from services.reviews.domain.conclusion import (
    CompleteRapidReview,
    Concluding,
    NotePanelAnswer,
    ReconsiderRapidReview,
)
from services.reviews.domain.rapid_review import (
    CancelRapidReview,
    ImportRapidReview,
    OpenRapidReview,
    RecordAgencySummary,
    RecordImmediateAction,
    RequestAgencySummary,
    Reviewing,
)
from services.reviews.domain.review import NotOpened, Review
from shared.decisions.decider import Decider
from shared.events.event import Event

ReviewsCommand = Reviewing | Concluding | CommissionCSPR


def decide(command: ReviewsCommand, review: Review) -> Sequence[Event]:
    """Say what `command` makes happen to `review`; nothing, if it has happened already.

    Raises:
        Refused: in words for the person who asked.
    """
    match command:
        case CompleteRapidReview() | ReconsiderRapidReview() | NotePanelAnswer():
            return conclusion.decide(command, review)
        case CommissionCSPR():
            return commissioning.decide(command, review)
        case _:
            return rapid_review.decide(command, review)


def evolve(review: Review, event: Event) -> Review:
    """The review after one more event of its history."""
    for subject in (rapid_review, conclusion, commissioning):
        review = subject.evolve(review, event)
    return review


decider: Decider[ReviewsCommand, Review] = Decider(NotOpened(), decide, evolve)

__all__ = [
    "CancelRapidReview",
    "CommissionCSPR",
    "CompleteRapidReview",
    "ImportRapidReview",
    "NotePanelAnswer",
    "OpenRapidReview",
    "ReconsiderRapidReview",
    "RecordAgencySummary",
    "RecordImmediateAction",
    "RequestAgencySummary",
    "Review",
    "ReviewsCommand",
    "decider",
]
