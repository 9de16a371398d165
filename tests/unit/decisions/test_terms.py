"""Times that have to pass: worked out by hand from the published calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Refused
from shared.decisions.rule_sets import rule_sets
from shared.decisions.rules import copies_by, term

day = date.fromisoformat

# Back from Mon 5 Jan 2026: 2 Jan [1 New Year] 31 30 29 Dec [26, 25] 24 23 22 = 7.
# Back from Mon 15 May 2023: 12 11 10 9 [8 Coronation] 5 4 3 = 7.
by_hand = [("2025-12-22", "2026-01-05"), ("2023-05-03", "2023-05-15")]


@pytest.mark.parametrize(("sent_on", "publish_on"), by_hand)
def test_seven_working_days_are_those_worked_out_by_hand(sent_on: str, publish_on: str) -> None:
    found = term("pre-publication", "SENT", day(sent_on))
    assert (found.counted_from, found.ends_on) == (day(sent_on), day(publish_on))
    assert (found.rule, found.rule_set) == ("R15", "pre-publication 2018-06")
    assert found.calendar == shipped_calendar().version
    assert copies_by(day(publish_on)) == day(sent_on)


def test_what_is_sent_at_a_weekend_counts_from_the_next_working_day() -> None:
    # Sat 20 December 2025; 7 working days back from Fri 2 January is Fri 19, so that is early.
    found = term("pre-publication", "SENT", day("2025-12-20"))
    assert (found.counted_from, found.ends_on) == (day("2025-12-22"), day("2026-01-05"))


@given(st.dates(day("2018-07-02"), day("2027-11-30")))
def test_counting_back_from_the_end_never_gives_a_day_before_the_copy(sent_on: date) -> None:
    ends_on = term("pre-publication", "SENT", sent_on).ends_on
    assert copies_by(ends_on) >= sent_on
    assert shipped_calendar().is_working(ends_on)
    assert copies_by(
        ends_on - timedelta(days=1)
    ) < sent_on or not shipped_calendar().is_working(ends_on - timedelta(days=1))


@pytest.mark.parametrize(
    ("published_on", "until"),
    [("2024-09-11", "2025-09-11"), ("2024-02-29", "2025-02-28"), ("2026-01-03", "2027-01-03")],
)
def test_a_year_of_availability_ends_on_the_corresponding_day(
    published_on: str, until: str
) -> None:
    found = term("availability", "PUBLISHED", day(published_on))
    assert (found.rule, found.ends_on, found.skipped) == ("R16", day(until), ())


def test_a_rule_that_changes_governs_what_begins_under_it() -> None:
    (rule,) = (each for each in rule_sets if each.clock == "pre-publication")
    until = replace(rule, in_force_to=day("2025-12-31"))
    longer = replace(rule, name="later", number=10, in_force_from=day("2026-01-01"))
    among = (until, longer)
    before = term("pre-publication", "SENT", day("2025-12-31"), among=among)
    after = term("pre-publication", "SENT", day("2026-01-02"), among=among)
    # From Wed 31 December: [1] 2, 5-9 (6), 12. From Fri 2 January: 5-9 (5), 12-16 (10).
    assert (before.rule_set, before.ends_on) == ("pre-publication 2018-06", day("2026-01-12"))
    assert (after.rule_set, after.ends_on) == ("later", day("2026-01-16"))


def test_a_holiday_proclaimed_later_moves_the_day() -> None:
    early = shipped_calendar().without_holiday(day("2022-09-19"), version="early")
    found = term("pre-publication", "SENT", day("2022-09-12"), calendar=early)
    # From Mon 12 September 2022: 13-16 (4), 19, 20, 21; with the State Funeral one more.
    assert (found.ends_on, found.calendar) == (day("2022-09-21"), "early")
    assert term("pre-publication", "SENT", day("2022-09-12")).ends_on == day("2022-09-22")


def test_before_the_rules_there_is_no_term() -> None:
    with pytest.raises(Refused, match="no rule was in force"):
        term("pre-publication", "SENT", day("2018-06-28"))


def test_each_term_says_who_says_so_and_how_sure_that_is() -> None:
    found = {rule.clock: rule for rule in rule_sets}
    assert found["pre-publication"].certainty == "guidance, unverified"
    assert "s16B" in found["availability"].source
