"""Whatever is asked in whatever order: no thematic review gets out before its time."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reviews.domain.thematic import Standing, decider
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.practice_codes import TakenDownFor
from shared.events.thematic import (
    CaseIncluded,
    CaseLeftOut,
    ThematicCopySent,
    ThematicReviewConcluded,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
)
from tests.support.cases import at, day
from tests.unit.reviews.thematic import (
    appoint,
    begin,
    conclude,
    done,
    elsewhere,
    first,
    include,
    learn,
    leave_out,
    publish,
    second,
    send,
    standings,
    take_down,
)

on = "2024-12-02"
late: Any = {"asked_at": at(on)}


def _asked() -> list[Command]:
    told: list[Command] = [
        begin(),
        include(),
        include(second),
        leave_out(),
        appoint(),
        learn(),
        conclude(),
        send(),
        send("2024-11-29"),
        publish(on),
        publish(on, learning="Other words.", recommendations=None),
        publish(on, standings=standings(first=Standing.HELD)),
        publish(on, standings=standings()[1:]),
        elsewhere(),
        take_down(on=on),
        take_down(TakenDownFor.FAULT_IN_REPORT, on=on),
    ]
    return [command.model_copy(update=late) for command in told]


def lived(course: Sequence[Command]) -> list[Event]:
    """The history after a course; what is refused leaves none."""
    history: list[Event] = []
    for command in course:
        try:
            history += decider.decide(command, decider.fold(history))  # type: ignore[arg-type]
        except Refused as refused:
            assert refused.words.endswith(".")
    return history


def check(history: Sequence[Event]) -> int:
    """Count what cspr published, each rightly; told apart from how the rules tell it."""
    count = 0
    for place, event in enumerate(history):
        if not isinstance(event, ThematicReviewPublished):
            continue
        before = history[:place]
        out = [
            one
            for one in before
            if isinstance(one, ThematicReviewPublished | ThematicReviewTakenDown)
        ]
        assert not out or isinstance(out[-1], ThematicReviewTakenDown)
        if event.outside:
            continue
        count += 1
        assert any(isinstance(one, ThematicReviewConcluded) for one in before)
        since = before.index(out[-1]) if out else 0
        sent = [one for one in before[since:] if isinstance(one, ThematicCopySent)]
        # seven working days before Monday 2 December 2024: 29-25 November (5), 22, 21
        assert sent and max(one.sent_on for one in sent) <= day("2024-11-21")
        assert len(_included(before)) > 1
    return count


def _included(history: Sequence[Event]) -> set[str]:
    found: set[str] = set()
    for event in history:
        if isinstance(event, CaseIncluded):
            found.add(event.case)
        elif isinstance(event, CaseLeftOut):
            found.discard(event.case)
    return found


def test_no_course_publishes_a_thematic_review_before_its_time() -> None:
    published: list[int] = []
    usual = [command.model_copy(update=late) for command in (*done, send())]

    @settings(max_examples=150, deadline=None)
    @given(st.booleans(), st.lists(st.sampled_from(_asked()), max_size=10))
    def holds(begun: bool, course: list[Command]) -> None:
        tried_at_last = publish(on).model_copy(update=late)
        published.append(check(lived([*(usual if begun else []), *course, tried_at_last])))

    holds()
    assert sum(published) > 0, "the courses never led to a publication"


def test_planted_a_publication_without_a_copy_is_found() -> None:
    usual = [c.model_copy(update=late) for c in (*done, send(), publish(on))]
    right = lived(usual)
    assert check(right) == 1 and first in _included(right)
    with pytest.raises(AssertionError):
        check([event for event in right if not isinstance(event, ThematicCopySent)])
