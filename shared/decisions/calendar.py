"""Working days in England and Wales: Monday to Friday, less bank holidays, as versioned data.

The holidays are those that GOV.UK publishes, read from the data of `govuk-bank-holidays`
(no network). A calendar is named by its version, so that a due date can say what it was
counted by, and the same days can be counted again when a holiday is proclaimed later.
Which calendar is in force is what an operator adopted last (`CalendarAdopted`); until one is
adopted it is the one that this build came with.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from shared.decisions.refused import Refused

one_day = timedelta(days=1)
saturday = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a count of days ends, and which days it passed over (weekends and holidays)."""

    day: date
    skipped: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays known at one time, and the days for which they are known to be all.

    `replaces` are the versions that were in force before this one was adopted.
    """

    version: str
    holidays: Mapping[date, str] = field(hash=False)
    first_day: date
    last_day: date
    replaces: frozenset[str] = field(default=frozenset(), compare=False)

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day.

        Raises:
            Refused: the calendar does not cover it.
        """
        self._check(day)
        return day.weekday() < saturday and day not in self.holidays

    def working_days_after(self, day: date, number: int) -> Counted:
        """Count: `day` is day 0, the next working day is day 1."""
        return self._count(day, number, one_day)

    def working_days_before(self, day: date, number: int) -> Counted:
        """Count back: `day` is day 0, the last working day before it is day 1."""
        return self._count(day, number, -one_day)

    def with_holiday(self, day: date, title: str, *, version: str) -> "Calendar":
        """The same calendar after one more holiday was proclaimed."""
        return replace(self, version=version, holidays={**self.holidays, day: title})

    def without_holiday(self, day: date, *, version: str) -> "Calendar":
        """The same calendar as it was before a holiday was proclaimed."""
        rest = {known: title for known, title in self.holidays.items() if known != day}
        return replace(self, version=version, holidays=rest)

    def _count(self, day: date, number: int, step: timedelta) -> Counted:
        self._check(day)
        skipped: list[date] = []
        while number > 0:
            day += step
            if self.is_working(day):
                number -= 1
            else:
                skipped.append(day)
        return Counted(day, tuple(sorted(skipped)))

    def _check(self, day: date) -> None:
        if not self.first_day <= day <= self.last_day:
            raise Refused(
                f"Working days can be counted from {self.first_day.isoformat()} to "
                f"{self.last_day.isoformat()}, as far as bank holidays are known here "
                f"({self.version}), and this goes beyond. Check the date; if it is right, ask "
                "for a newer list of bank holidays."
            )


def read_calendar(version: str, published: str) -> Calendar:
    """A calendar from GOV.UK's bank-holidays JSON; it covers whole years, first to last."""
    entries = json.loads(published)["england-and-wales"]["events"]
    holidays = {date.fromisoformat(entry["date"]): str(entry["title"]) for entry in entries}
    return Calendar(
        version=version,
        holidays=holidays,
        first_day=date(min(holidays).year, 1, 1),
        last_day=date(max(holidays).year, 12, 31),
    )


@cache
def shipped_calendar() -> Calendar:
    """The calendar that this build came with: in force until another one is adopted."""
    wheel = distribution("govuk-bank-holidays")
    file = Path(str(wheel.locate_file("govuk_bank_holidays/bank-holidays.json")))
    return read_calendar(
        f"gov.uk/bank-holidays england-and-wales, govuk-bank-holidays {wheel.version}",
        file.read_text(encoding="utf-8"),
    )


state_funeral = date(2022, 9, 19)
"""Proclaimed on 10 September 2022, while clocks ran (published)."""


@cache
def known_calendars() -> Mapping[str, Calendar]:
    """The calendars that this build can adopt, by a short name.

    The one before the state funeral was proclaimed is kept as an example of a calendar that was
    overtaken: what was counted by it and what is counted now can be laid beside each other.
    """
    shipped = shipped_calendar()
    before = shipped.without_holiday(
        state_funeral, version=f"{shipped.version}, as before 2022-09-10"
    )
    return {"shipped": shipped, "before-2022-09-10": before}
