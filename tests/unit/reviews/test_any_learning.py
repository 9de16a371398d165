"""Whatever is asked in whatever order: no learning gets out before its time."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reviews.domain import decider
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.learning import (
    LearningPointRecorded,
    LearningPublished,
    LearningReviewCompleted,
    LearningWithdrawn,
)
from shared.events.publication import ReportPublished, ReportTakenDown
from shared.events.reviews import (
    CSPRCommissioned,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
)
from tests.support.cases import at, day, sealed
from tests.unit.reviews.history import after, cancel, commission, complete, opening
from tests.unit.reviews.learning import begin, finish, hide, hold_session, learn, show, taken_up
from tests.unit.reviews.practice import elsewhere, take_down

on = "2024-12-02"


def _asked() -> list[Command]:
    late: Any = {"asked_at": at(on)}
    told: list[Command] = [
        begin(on="2024-03-11"),
        hold_session(),
        learn(),
        learn(sealed("another")),
        finish(),
        show(cleared_on=day(on)),
        show(2, cleared_on=day(on), text="Other words."),
        hide(),
        hide(number=2),
        opening,
        cancel,
        complete(),
        commission(),
        elsewhere(on),
        take_down(),
    ]
    return [command.model_copy(update=late) for command in told]


def lived(course: Sequence[Command]) -> list[Event]:
    """The history after a course, from a referral on; what is refused leaves none."""
    history = list(after(taken_up).history)
    for command in course:
        try:
            history += decider.decide(command, decider.fold(history))  # type: ignore[arg-type]
        except Refused as refused:
            assert refused.words.endswith(".")
    return history


def _last(history: Sequence[Event], *kinds: type[Event]) -> Event | None:
    of = [event for event in history if isinstance(event, kinds)]
    return of[-1] if of else None


def check(history: Sequence[Event]) -> int:
    """Count what came into the library, each rightly; told apart from how the rules tell it."""
    count = 0
    for place, event in enumerate(history):
        before = history[:place]
        if isinstance(event, LearningWithdrawn):
            shown = _last(
                [e for e in before if getattr(e, "number", None) == event.number],
                LearningPublished,
                LearningWithdrawn,
            )
            assert isinstance(shown, LearningPublished)
        if not isinstance(event, LearningPublished):
            continue
        count += 1
        points = [e.number for e in before if isinstance(e, LearningPointRecorded)]
        assert event.number in points
        assert _last(before, LearningReviewCompleted)
        course = (RapidReviewOpened, RapidReviewCompleted, RapidReviewCancelled)
        assert not isinstance(_last(before, *course), RapidReviewOpened)
        if _last(before, CSPRCommissioned):
            out = _last(before, ReportPublished, ReportTakenDown)
            assert isinstance(out, ReportPublished)
    return count


def test_no_course_publishes_learning_before_its_time() -> None:
    published: list[int] = []
    usual = _asked()[:6]

    @settings(max_examples=150, deadline=None)
    @given(st.booleans(), st.lists(st.sampled_from(_asked()), max_size=12))
    def holds(begun: bool, course: list[Command]) -> None:
        published.append(check(lived([*(usual[:5] if begun else []), *course])))

    holds()
    assert sum(published) > 0, "the courses never came into the library"


def test_planted_learning_that_got_out_too_early_is_found() -> None:
    usual = _asked()[:6]
    right = lived(usual)
    assert check(right) == 1
    completed = next(e for e in right if isinstance(e, LearningReviewCompleted))
    with pytest.raises(AssertionError):
        check([event for event in right if event is not completed])
