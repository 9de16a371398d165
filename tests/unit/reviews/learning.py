"""A local learning review for the tests of its rules: a near miss, taken up on 4 March 2024."""

from typing import Any

from services.reviews.domain import (
    BeginLearningReview,
    CompleteLearningReview,
    PublishLearning,
    RecordLearningPoint,
    RecordLearningSession,
    WithdrawLearning,
)
from shared.events.codes import AcceptedAs
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.record_codes import AgencyKind
from shared.events.sealed import Sealed
from tests.support.cases import at, day, sealed
from tests.unit.reviews.history import take_up
from tests.unit.reviews.practice import name

taken_up = take_up(AcceptedAs.LOCAL_LEARNING_REVIEW)
heading, words = "Say who holds the plan", "Two services each thought that the other had it."


def begin(
    practice: Practice = Practice.NEAR_MISS, on: str = "2024-03-11", **told: Any
) -> BeginLearningReview:
    base = {"agencies": ("The police",), "question": sealed("question"), "begun_on": day(on)}
    return BeginLearningReview(asked_at=at(on), practice=practice, **{**base, **told})


def hold_session(on: str = "2024-03-18", **told: Any) -> RecordLearningSession:
    base = {"agencies": ("The police", "The hospital"), "account": sealed("account")}
    return RecordLearningSession(asked_at=at(on), held_on=day(on), **{**base, **told})


def learn(
    text: Sealed | None = None, on: str = "2024-03-18", **told: Any
) -> RecordLearningPoint:
    return RecordLearningPoint(
        asked_at=at(on), text=text or sealed("learnt"), recorded_on=day(on), **told
    )


def finish(on: str = "2024-04-02", **told: Any) -> CompleteLearningReview:
    base = {"summary": sealed("summary"), "completed_on": day(on)}
    return CompleteLearningReview(asked_at=at(on), **{**base, **told})


def show(number: int = 1, on: str = "2024-04-10", **told: Any) -> PublishLearning:
    base = {
        "heading": heading,
        "text": words,
        "themes": ("information sharing",),
        "agencies": frozenset({AgencyKind.POLICE}),
        "cleared_by": name("person-8"),
        "cleared_on": day(on),
    }
    return PublishLearning(asked_at=at(on), number=number, **{**base, **told})


def hide(
    reason: LearningHidden = LearningHidden.CHILD_MAY_BE_IDENTIFIED,
    number: int = 1,
    on: str = "2024-04-15",
) -> WithdrawLearning:
    return WithdrawLearning(asked_at=at(on), number=number, reason=reason, note=sealed("note"))


learnt = (taken_up, begin(), hold_session(), learn(), finish())
