"""The clocks against the bank holidays that GOV.UK published for 2012 to 2028.

The list below was written out by hand, year by year, apart from the data that the calendar is
read from: so a wrong version of that data is found, and a due date is worked out in another way
than the calendar does, by striking days off a list.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.decisions.calendar import shipped_calendar
from shared.decisions.rules import due, term

# New Year, Good Friday, Easter Monday, early May, spring, summer, Christmas, Boxing Day, with
# their substitutes; and what was proclaimed besides.
published = {
    2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
    2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2014: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2015: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
    2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}
holidays = {
    date.fromisoformat(f"{year}-{day}")
    for year, days in published.items()
    for day in days.split()
}
first, last = date(2012, 1, 1), date(2028, 12, 31)
every_day = [first + timedelta(days=n) for n in range((last - first).days + 1)]
working = [day for day in every_day if day.isoweekday() < 6 and day not in holidays]


@pytest.mark.parametrize("year", published)
def test_the_calendar_has_the_holidays_of_each_year_and_no_other(year: int) -> None:
    known = {day for day in shipped_calendar().holidays if day.year == year}
    assert known == {day for day in holidays if day.year == year}


def test_each_day_of_seventeen_years_is_a_working_day_or_not() -> None:
    assert [day for day in every_day if shipped_calendar().is_working(day)] == working
    assert all(day.isoweekday() < 6 for day in holidays)


@given(st.dates(date(2018, 6, 29), date(2028, 11, 15)))
def test_clocks_of_working_days_end_on_the_days_of_the_list(start: date) -> None:
    after = [day for day in working if day > start]
    assert due("notification", "AWARE", start).due_on == after[4]
    assert due("rapid-review", "NOTIFIED", start).due_on == after[14]
    begins = next(day for day in working if day >= start)
    ends = [day for day in working if day > begins][6]
    assert term("pre-publication", "SENT", start).ends_on == ends
