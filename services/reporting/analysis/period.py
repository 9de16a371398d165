"""A period of whole months, as somebody asks for it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from services.reporting.asking import first_year
from services.reporting.financial_year import year_of
from shared.edge.refusals import BadInput, Fault

usual_years, most_months = 3, 120
"""A triennial analysis, such as that of 2014 to 2017 (published); ten years are our limit."""
_remedy = "Write it as 2023-04."


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day of a month to the last day of a month, themselves included."""

    first: date
    last: date

    @property
    def months(self) -> int:
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1

    @property
    def words(self) -> str:
        """`April 2023 to March 2026`."""
        return f"{self.first:%B %Y} to {self.last:%B %Y}"

    @property
    def begins(self) -> str:
        """Its first month, as it is asked for."""
        return f"{self.first:%Y-%m}"

    @property
    def ends(self) -> str:
        """Its last month, as it is asked for."""
        return f"{self.last:%Y-%m}"

    def is_over(self, today: date) -> bool:
        return self.last < today


def period_asked(begins: str, ends: str, today: date) -> Period:
    """The period between two months; without an end three years to the last 31 March.

    Raises:
        BadInput: a month is none, or to come; it ends before it begins; it is too long.
    """
    last = _month("to", ends) if ends else date(year_of(today) - 1, 3, 1)
    first = _month("from", begins) if begins else date(last.year - usual_years, last.month, 1)
    if not begins:
        first = _month_after(first)
    if last > today:
        raise BadInput(Fault("to", "This month is still to come.", "Choose an earlier one."))
    if first > last:
        raise BadInput(
            Fault("from", "The period ends before it begins.", "Change one of the two months.")
        )
    found = Period(first, last.replace(day=monthrange(last.year, last.month)[1]))
    if found.months > most_months:
        raise BadInput(
            Fault(
                "from",
                "The period is longer than ten years.",
                "Choose a shorter one, or ask for several.",
            )
        )
    return found


def _month(field: str, text: str) -> date:
    if re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", text) is None:
        raise BadInput(Fault(field, "It is not a month.", _remedy))
    if int(text[:4]) < first_year:
        raise BadInput(
            Fault(field, f"It is before {first_year}, where nothing is counted.", _remedy)
        )
    return date(int(text[:4]), int(text[5:]), 1)


def _month_after(month: date) -> date:
    years, number = divmod(month.month, 12)
    return date(month.year + years, number + 1, 1)
