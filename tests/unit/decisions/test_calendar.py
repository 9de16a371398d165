"""Working days, counted by hand from the published calendar of bank holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Refused

calendar = shipped_calendar()
covered = st.dates(date(2018, 7, 1), date(2027, 12, 1))


@pytest.mark.parametrize(
    "holiday",
    [
        "2020-05-08",  # the early May holiday, moved to VE day
        "2022-06-02",  # spring, moved
        "2022-06-03",  # Platinum Jubilee
        "2022-09-19",  # state funeral
        "2023-05-08",  # coronation
        "2021-12-27",  # Christmas Day 2021 was a Saturday
        "2021-12-28",
    ],
)
def test_special_bank_holidays_are_not_worked(holiday: str) -> None:
    assert not calendar.is_working(date.fromisoformat(holiday))


@pytest.mark.parametrize("moved", ["2020-05-04", "2022-05-30"])
def test_a_holiday_that_was_moved_is_worked_on_its_usual_day(moved: str) -> None:
    assert calendar.is_working(date.fromisoformat(moved))


@pytest.mark.parametrize(
    ("published_on", "sent_by"),
    [
        # Back from Mon 5 Jan 2026: 2 Jan (1); New Year; 31, 30, 29 Dec (2–4); 26 and 25 Dec
        # are holidays; 24, 23 (5, 6), Mon 22 Dec (7).
        ("2026-01-05", "2025-12-22"),
        # Back from Mon 15 May 2023: 12, 11, 10, 9 (1–4); Mon 8 is the coronation; 5, 4 (5, 6),
        # Wed 3 May (7).
        ("2023-05-15", "2023-05-03"),
    ],
)
def test_seven_working_days_before_a_publication(published_on: str, sent_by: str) -> None:
    counted = calendar.working_days_before(date.fromisoformat(published_on), 7)
    assert counted.day == date.fromisoformat(sent_by)


@pytest.mark.parametrize("day", [date(2011, 12, 30), date(2029, 1, 2), date(1, 1, 1), date.max])
def test_a_day_outside_the_calendar_is_refused_in_words(day: date) -> None:
    with pytest.raises(Refused, match="from 2012-01-01 to 2028-12-31"):
        calendar.is_working(day)
    with pytest.raises(Refused, match="newer list of bank holidays"):
        calendar.working_days_after(day, 5)


def test_counting_past_the_end_of_the_calendar_is_refused_and_not_guessed() -> None:
    # From Fri 22 Dec 2028 there are only 27, 28 and 29 December.
    assert calendar.working_days_after(date(2028, 12, 22), 3).day == date(2028, 12, 29)
    with pytest.raises(Refused, match="this goes beyond"):
        calendar.working_days_after(date(2028, 12, 22), 4)


def test_two_versions_of_a_calendar_stand_beside_each_other() -> None:
    before = calendar.without_holiday(date(2022, 9, 19), version="before it was proclaimed")
    after = before.with_holiday(date(2022, 9, 19), "State funeral", version="proclaimed")
    # From Wed 14 Sep 2022: 15, 16, 19, 20, Wed 21; with Mon 19 a holiday: … Thu 22.
    assert before.working_days_after(date(2022, 9, 14), 5).day == date(2022, 9, 21)
    assert after.working_days_after(date(2022, 9, 14), 5).day == date(2022, 9, 22)
    assert [before.version, after.version] == ["before it was proclaimed", "proclaimed"]


def test_a_version_says_where_the_holidays_are_from_and_fits_a_due_date() -> None:
    assert calendar.version.startswith("gov.uk/bank-holidays england-and-wales, govuk-bank-")
    assert len(calendar.version) <= 100


@given(covered, st.integers(1, 60))
def test_counting_ends_on_a_working_day_and_adds_up(day: date, number: int) -> None:
    counted = calendar.working_days_after(day, number)
    assert calendar.is_working(counted.day)
    assert (counted.day - day).days == number + len(counted.skipped)
    assert not any(calendar.is_working(skipped) for skipped in counted.skipped)


@given(covered, st.integers(1, 30))
def test_counting_back_undoes_counting(day: date, number: int) -> None:
    back = calendar.working_days_before(calendar.working_days_after(day, number).day, number)
    assert back.day <= day
    assert not any(
        calendar.is_working(back.day + timedelta(days=step))
        for step in range(1, (day - back.day).days + 1)
    )


@given(covered, st.integers(0, 30), st.integers(1, 30))
def test_later_starts_are_never_due_earlier(day: date, later: int, number: int) -> None:
    first = calendar.working_days_after(day, number)
    second = calendar.working_days_after(day + timedelta(days=later), number)
    assert first.day <= second.day
