"""How long a case is kept: periods as data, by authority and by the day they are in force.

Nothing is destroyed by a schedule: what is due is reviewed by a person first.
Source of the periods: authorities' published schedules, which differ; which authority has which
is not known to us, so the schedule that comes with this has one for all and is to be replaced.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any


class CountedFrom(StrEnum):
    """What a period is counted from.

    `PERPETRATOR_BIRTH` is of an alleged perpetrator, whose date of birth is not recorded here,
    so nothing can be told due by it.
    """

    BIRTH = "birth"
    LAST_CONTACT = "last-contact"
    PERPETRATOR_BIRTH = "alleged-perpetrator-birth"


class BadSchedule(Exception):
    """A schedule cannot be read; says where, in words."""


@dataclass(frozen=True, slots=True)
class Period:
    """So many years from an event; `authority` None is any that has none of its own."""

    years: int
    counted_from: CountedFrom
    in_force_from: date
    source: str
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class KeptCase:
    """What a period is counted from, as far as it is known without opening a seal.

    `born_by` is the latest day on which the youngest listed child can have been born.
    """

    case: str
    authority: str | None
    last_contact_on: date
    born_by: date | None


@dataclass(frozen=True, slots=True)
class DueForReview:
    """By when a case is to be reviewed, before anything of it is destroyed; None: unknown."""

    case: KeptCase
    period: Period
    due_on: date | None


def read_schedule(path: Path) -> tuple[Period, ...]:
    """The periods of a file.

    Raises:
        BadSchedule: it is not one.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadSchedule("The schedule cannot be read as TOML.") from None
    entries = said.get("period")
    if not isinstance(entries, list) or not entries:
        raise BadSchedule("The schedule has no [[period]].")
    return tuple(_period(number, entry) for number, entry in enumerate(entries, 1))


def _period(number: int, said: Any) -> Period:
    try:
        years, force = said["years"], said["in_force_from"]
        if type(years) is not int or years < 1 or type(force) is not date:
            raise ValueError
        return Period(
            years,
            CountedFrom(said["counted_from"]),
            force,
            str(said["source"]),
            said.get("authority"),
        )
    except (KeyError, ValueError, TypeError):
        raise BadSchedule(
            f"Period {number} needs years (1 or more), counted_from (one of"
            f" {', '.join(CountedFrom)}), in_force_from (a date) and source."
        ) from None


def due(cases: Iterable[KeptCase], schedule: Sequence[Period], on: date) -> list[DueForReview]:
    """Each case under the period in force on a day, those first that are due first.

    A case without any period in force has none, and is left out.
    """
    found = [
        DueForReview(case, period, _due_on(case, period))
        for case in cases
        if (period := in_force(schedule, case.authority, on)) is not None
    ]
    return sorted(found, key=lambda each: (each.due_on or date.max, each.case.case))


def in_force(schedule: Sequence[Period], authority: str | None, on: date) -> Period | None:
    """The latest period in force: an authority's own, else the one for all."""
    begun = [each for each in schedule if each.in_force_from <= on]
    own = [each for each in begun if each.authority == authority]
    others = [each for each in begun if each.authority is None]
    return max(own or others, key=lambda each: each.in_force_from, default=None)


def _due_on(case: KeptCase, period: Period) -> date | None:
    match period.counted_from:
        case CountedFrom.BIRTH:
            return None if case.born_by is None else years_later(case.born_by, period.years)
        case CountedFrom.LAST_CONTACT:
            return years_later(case.last_contact_on, period.years)
        case CountedFrom.PERPETRATOR_BIRTH:
            return None


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 1 March for 29 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
