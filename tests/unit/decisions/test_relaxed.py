"""The rules that were relaxed in 2020: the usual day stands, and missing it is no breach."""

import pytest

from shared.decisions.rule_sets import Certainty, relaxations, relaxed_on
from shared.decisions.rules import due
from shared.events.values import ClockName, Start, breach_of
from tests.support.cases import day


@pytest.mark.parametrize(
    ("clock", "start", "counted_from", "due_on", "relaxed"),
    [
        # Fifteen working days from Mon 6 April 2020: 7-9 (3), [10, 13 Easter]
        # 14-17 (7), 20-24 (12), 27-29 April (15).
        ("rapid-review", "NOTIFIED", "2020-04-06", "2020-04-29", True),
        # It began before the time and ends in it: from Mon 16 March 17-20 (4), 23-27 (9),
        # 30 March - 3 April (14), Mon 6 April.
        ("rapid-review", "NOTIFIED", "2020-03-16", "2020-04-06", True),
        # It ends before the time: from Mon 2 March 3-6 (4), 9-13 (9), 16-20 (14), Mon 23 March.
        ("rapid-review", "NOTIFIED", "2020-03-02", "2020-03-23", False),
        # It ends after it: from Mon 7 September 8-11 (4), 14-18 (9), 21-25 (14), Mon 28.
        ("rapid-review", "NOTIFIED", "2020-09-07", "2020-09-28", False),
        ("publication", "DECIDED", "2020-01-15", "2020-07-15", True),
        ("publication", "DECIDED", "2020-08-03", "2021-02-03", False),
        # The notification rule was not relaxed: 7-9 (3), 14, Wed 15 April.
        ("notification", "AWARE", "2020-04-06", "2020-04-15", False),
    ],
)
def test_the_usual_day_stands_and_says_whether_its_rule_was_relaxed(
    clock: ClockName, start: Start, counted_from: str, due_on: str, relaxed: bool
) -> None:
    found = due(clock, start, day(counted_from))
    assert found.due_on == day(due_on)
    assert (found.relaxed_by is not None) is relaxed
    assert (breach_of(found, day("2021-06-01")) is None) is relaxed


def test_the_data_say_that_the_terms_are_not_known() -> None:
    assert {one.clock for one in relaxations} == {
        "rapid-review",
        "publication",
        "pre-publication",
    }
    for one in relaxations:
        assert one.certainty is Certainty.UNVERIFIED and "unverified" in one.name
        assert "unverified" in one.source and len(one.name) <= 100
    assert relaxed_on("notification", day("2020-05-01")) is None
    assert relaxed_on("pre-publication", day("2020-05-01")) is not None
