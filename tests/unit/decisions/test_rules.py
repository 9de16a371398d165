"""The clocks of law: due dates worked out by hand from the published calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.decisions.calendar import shipped_calendar
from shared.decisions.clock import london_date
from shared.decisions.decider import Refused
from shared.decisions.rule_sets import rule_sets
from shared.decisions.rules import due, rule_set_for, warn_by
from shared.events.values import ClockName, Start

day = date.fromisoformat

# +5 and +15 working days, by hand; what is passed over besides weekends is named.
# Wed 14 Sep 2022: 15 16 [19 state funeral] 20 21 22 = 5; 23 26–30 = 11; 3–6 Oct = 15.
# Tue 22 Dec 2020: 23 24 [25, 28 substitute] 29 30 31 = 5; [1 Jan] 4–8 = 10; 11–15 = 15.
# Wed 1 Apr 2026: 2 [3 Good Friday, 6 Easter Monday] 7–10 = 5; 13–17 = 10; 20–24 = 15.
# Mon 30 May 2022: 31, 1 Jun [2, 3 Jubilee] 6 7 8 = 5; 9 10 13–15 = 10; 16 17 20–22 = 15.
# Sat 3 May 2025: [5 early May] 6–9 = 4, 12 = 5; 13–16 = 9, 19–23 = 14; [26 spring] 27 = 15.
# Mon 5 May 2025, itself a holiday: the same, for 6 May is day 1.
by_hand = [
    ("2022-09-14", "2022-09-22", "2022-10-06"),
    ("2020-12-22", "2020-12-31", "2021-01-15"),
    ("2026-04-01", "2026-04-10", "2026-04-24"),
    ("2022-05-30", "2022-06-08", "2022-06-22"),
    ("2025-05-03", "2025-05-12", "2025-05-27"),
    ("2025-05-05", "2025-05-12", "2025-05-27"),
]


@pytest.mark.parametrize(("start", "five", "fifteen"), by_hand)
def test_due_dates_are_those_worked_out_by_hand(start: str, five: str, fifteen: str) -> None:
    assert due("notification", "AWARE", day(start)).due_on == day(five)
    assert due("rapid-review", "NOTIFIED", day(start)).due_on == day(fifteen)


def test_a_due_date_says_why() -> None:
    found = due("notification", "REPORTED", day("2022-09-14"))
    assert (found.rule, found.rule_set, found.start) == (
        "R1",
        "notification 2018-06",
        "REPORTED",
    )
    assert found.counted_from == day("2022-09-14")
    assert found.calendar == shipped_calendar().version
    # Saturday, Sunday, and the state funeral.
    assert found.skipped == (day("2022-09-17"), day("2022-09-18"), day("2022-09-19"))


def test_a_holiday_proclaimed_while_a_clock_runs_moves_what_is_due() -> None:
    before = shipped_calendar().without_holiday(day("2022-09-19"), version="early")
    first = due("notification", "AWARE", day("2022-09-14"), calendar=before)
    second = due("notification", "AWARE", day("2022-09-14"))
    assert (first.due_on, second.due_on) == (day("2022-09-21"), day("2022-09-22"))
    assert (first.calendar, second.calendar) == ("early", shipped_calendar().version)


@pytest.mark.parametrize(
    ("decided_on", "publish_by"),
    [
        ("2024-03-15", "2024-09-15"),  # a Sunday: months pass over nothing
        ("2024-08-31", "2025-02-28"),
        ("2023-08-31", "2024-02-29"),  # leap year
        ("2023-08-29", "2024-02-29"),
        ("2023-08-30", "2024-02-29"),
        ("2024-03-31", "2024-09-30"),
        ("2024-12-31", "2025-06-30"),
        ("2024-06-30", "2024-12-30"),
        ("2024-07-01", "2025-01-01"),
    ],
)
def test_six_months_end_on_the_corresponding_date_or_the_last_of_the_month(
    decided_on: str, publish_by: str
) -> None:
    found = due("publication", "DECIDED", day(decided_on))
    assert found.due_on == day(publish_by)
    assert (found.rule, found.skipped) == ("R14", ())


def test_the_panels_answer_is_a_target_of_ten_days_that_is_never_breached() -> None:
    # Fri 20 Dec 2024 and ten days: Mon 30 December, holidays or not.
    assert due("panel-answer", "RECEIVED", day("2024-12-20")).due_on == day("2024-12-30")
    assert not rule_set_for("panel-answer", day("2024-12-20")).breachable


def test_people_are_warned_by_the_earlier_of_both_dates() -> None:
    aware = due("rapid-review", "AWARE", day("2024-03-04"))
    notified = due("rapid-review", "NOTIFIED", day("2024-03-08"))
    assert warn_by(notified, aware) == aware.due_on
    assert warn_by(None, notified) == notified.due_on
    assert warn_by(None, None) is None


def test_nothing_is_counted_before_the_rules_were_in_force() -> None:
    assert due("notification", "AWARE", day("2018-06-29")).due_on == day("2018-07-06")
    with pytest.raises(Refused, match="imported history"):
        due("notification", "AWARE", day("2018-06-28"))


def test_a_rule_that_changes_governs_the_clocks_that_start_under_it() -> None:
    old = replace(rule_sets[0], in_force_to=day("2024-03-31"))
    new = replace(old, name="ten", number=10, in_force_from=day("2024-04-01"), in_force_to=None)
    # Thu 28 Mar 2024: [29 Good Friday, 1 Apr Easter Monday] 2 3 4 5 = 4, Mon 8 = 5.
    before = due("notification", "AWARE", day("2024-03-28"), among=(old, new))
    # Tue 2 Apr 2024: 3 4 5 = 3, 8–12 = 8, 15 16 = 10.
    after = due("notification", "AWARE", day("2024-04-02"), among=(old, new))
    assert (before.rule_set, before.due_on) == ("notification 2018-06", day("2024-04-08"))
    assert (after.rule_set, after.due_on) == ("ten", day("2024-04-16"))


@pytest.mark.parametrize(
    ("instant", "counted_from"),
    [
        # 30 March 2024, 23:30 in London; summer time begins that night.
        (datetime(2024, 3, 30, 23, 30, tzinfo=UTC), "2024-03-30"),
        # 30 June 2024, 23:30 UTC is 1 July in London.
        (datetime(2024, 6, 30, 23, 30, tzinfo=UTC), "2024-07-01"),
        (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "2024-10-27"),
    ],
)
def test_only_the_day_in_london_counts_never_the_hour(
    instant: datetime, counted_from: str
) -> None:
    start = london_date(instant)
    assert start == day(counted_from)
    assert due("notification", "AWARE", start) == due(
        "notification", "AWARE", day(counted_from)
    )


clocks: list[tuple[ClockName, Start]] = [
    ("notification", "AWARE"),
    ("rapid-review", "NOTIFIED"),
]


@given(st.dates(date(2018, 7, 1), date(2027, 12, 1)), st.sampled_from(clocks))
def test_what_is_due_in_working_days_is_never_due_on_a_day_off(
    start: date, clock: tuple[ClockName, Start]
) -> None:
    found = due(*clock, start)
    assert shipped_calendar().is_working(found.due_on)
    number = {"notification": 5, "rapid-review": 15}[found.clock]
    assert (found.due_on - start).days == number + len(found.skipped)
