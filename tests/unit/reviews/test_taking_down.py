"""A report is taken down: at once where a child may be identifiable, else after its year."""

from typing import Any

import pytest

from shared.events.practice_codes import TakenDownFor
from shared.events.publication import ReportTakenDown
from tests.support.cases import day
from tests.unit.reviews.history import after, cancel, complete, opening
from tests.unit.reviews.practice import (
    commissioned,
    elsewhere,
    name,
    publish,
    publish_improvements,
    send,
    take_down,
    taken_elsewhere,
)

out = (*commissioned, send(), publish())


@pytest.mark.parametrize("command", [take_down(), taken_elsewhere()])
def test_only_what_is_published_can_be_taken_down(command: Any) -> None:
    for begun in ((), (opening,), (opening, cancel), (opening, complete())):
        after(*begun).when(command).then_refused("Record its commissioning first")
    after(*commissioned, send()).when(command).then_refused("Nothing of this review")


@pytest.mark.parametrize("published", [publish(), publish_improvements(), elsewhere()])
def test_where_a_child_may_be_identifiable_it_is_taken_down_at_once(published: Any) -> None:
    begun = after(*commissioned, send(), published)
    found = begun.when(take_down(on="2024-09-11")).then_one(ReportTakenDown)
    assert found.taken_down_on == day("2024-09-11")
    assert (found.reason, found.decided_by) == (
        TakenDownFor.CHILD_IDENTIFIABLE,
        name("person-9"),
    )
    assert found.cut_short is not None and found.cut_short.ends_on == day("2025-09-11")


@pytest.mark.parametrize("reason", [TakenDownFor.FAULT_IN_REPORT, TakenDownFor.OTHER])
def test_for_another_reason_it_stays_for_a_year(reason: TakenDownFor) -> None:
    begun = after(*out)
    begun.when(take_down(reason, on="2025-09-10")).then_refused("until 2025-09-11")
    found = begun.when(take_down(reason, on="2025-09-11")).then_one(ReportTakenDown)
    assert found.cut_short is None


def test_a_court_is_obeyed_at_once() -> None:
    after(*out).when(take_down(TakenDownFor.COURT_ORDER)).then_one(ReportTakenDown)


def test_what_was_taken_down_elsewhere_is_recorded_whatever_the_reason() -> None:
    found = after(*out).when(taken_elsewhere()).then_one(ReportTakenDown)
    assert found.outside and found.cut_short is not None
    before = taken_elsewhere(on="2024-12-02").model_copy(
        update={"taken_down_on": day("2024-09-10")}
    )
    after(*out).when(before).then_refused("cannot have been taken down before that")
    ahead = taken_elsewhere().model_copy(update={"taken_down_on": day("2024-12-03")})
    after(*out).when(ahead).then_refused("in the future")


def test_twice_is_nothing_and_another_time_is_refused() -> None:
    gone = after(*out, take_down())
    gone.when(take_down(on="2024-12-03")).then_nothing()
    gone.when(take_down(TakenDownFor.COURT_ORDER)).then_refused("Nothing of this review")
    after(*out, taken_elsewhere()).when(taken_elsewhere()).then_nothing()
