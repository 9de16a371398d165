"""The year of the national statistics: 1 April to 31 March, named by the year in which it ends.

Source: DfE, serious incident notifications (published).
"""

from datetime import date


def year_of(day: date) -> int:
    """The year that a day belongs to: 2024 is the year to 31 March 2024."""
    return day.year + (day.month >= 4)


def quarter_of(day: date) -> int:
    """Its quarter in that year: 1 is April to June."""
    return (day.month - 4) % 12 // 3 + 1


def first_day(year: int) -> date:
    """1 April in which the year begins."""
    return date(year - 1, 4, 1)


def last_day(year: int) -> date:
    """31 March on which it ends."""
    return date(year, 3, 31)
