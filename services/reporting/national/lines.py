"""The lines of DfE's files on serious incident notifications, before anything is held back.

Columns and counting rules as published: by the day notified, in years to 31 March; the unit is
the incident; what a child was like is told of the first-listed or harmed child, and nationally
only. Regions are rounded to 10, England and authorities are not.
A line for all natures together (`Total`), and the writing of years and quarters, follow DfE's
general standard for open data; we could not check them against a published file.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from services.reporting.financial_year import first_day, last_day
from services.reporting.topics import TOPICS, Topic, Value
from shared.events.authorities import Authority, all_authorities
from shared.events.codes import Nature

TOTAL = "Total"
natures = (*Nature, TOTAL)
national_topics = tuple(t for t in TOPICS.values() if t.name not in ("region", "authority"))


class Level(StrEnum):
    """Which file: of England, of its regions, or of its authorities."""

    NATIONAL = "national"
    REGIONAL = "regional"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of one year, authority and nature have one value of a topic."""

    year: int
    authority: str
    nature: str
    value: Value
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a file; None where there was nothing that could have notified.

    `place` is a region's name or an authority's code, empty for England.
    """

    year: int
    place: str
    topic: str
    breakdown: str
    nature: str
    number: int | None


def national_lines(counted: Mapping[Topic, Sequence[Counted]]) -> Iterator[Line]:
    """England: each year's total, then each topic; what never occurred is a true zero."""
    by_topic = {topic: _by_year(rows) for topic, rows in counted.items()}
    for year in sorted({year for rows in by_topic.values() for year in rows}):
        # any topic has every incident once, so that the first one gives the total
        first = next(iter(by_topic.values()))
        yield from _of_natures(year, "", TOTAL, TOTAL, first[year])
        for topic, rows in by_topic.items():
            values = _by_value(rows[year])
            for choice in topic.choices:
                yield from _of_natures(
                    year, "", topic.title, choice.words, values.get(choice.value, ())
                )


def regional_lines(counted: Iterable[Counted]) -> Iterator[Line]:
    """Each region of each year."""
    regions = {one.code: one.region for one in all_authorities()}
    names = sorted(set(regions.values()))
    for year, rows in sorted(_by_year(counted).items()):
        apart: dict[str, list[Counted]] = defaultdict(list)
        for row in rows:
            apart[regions.get(row.authority, "")].append(row)
        for name in names:
            yield from _of_natures(year, name, TOTAL, TOTAL, apart[name])


def authority_lines(counted: Iterable[Counted], codes: Iterable[str]) -> Iterator[Line]:
    """Each authority of `codes` in each year; of one that there was not in it, no number."""
    known = [one for one in all_authorities() if one.code in set(codes)]
    for year, rows in sorted(_by_year(counted).items()):
        apart: dict[str, list[Counted]] = defaultdict(list)
        for row in rows:
            apart[row.authority].append(row)
        for one in sorted(known, key=lambda one: one.name):
            if there_was(one, year) or one.code in apart:
                yield from _of_natures(year, one.code, TOTAL, TOTAL, apart[one.code])
            else:
                for nature in natures:
                    yield Line(year, one.code, TOTAL, TOTAL, nature, None)


def there_was(one: Authority, year: int) -> bool:
    """Whether there was this authority on some day of the year."""
    begun = one.first_day is None or one.first_day <= last_day(year)
    return begun and (one.last_day is None or one.last_day >= first_day(year))


def years_of(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of one year after those of another."""
    for _, of_year in groupby(lines, key=lambda line: line.year):
        yield list(of_year)


def _of_natures(
    year: int, place: str, topic: str, breakdown: str, rows: Iterable[Counted]
) -> Iterator[Line]:
    by_nature: dict[str, int] = defaultdict(int)
    for row in rows:
        by_nature[row.nature] += row.number
        by_nature[TOTAL] += row.number
    for nature in natures:
        yield Line(year, place, topic, breakdown, nature, by_nature[nature])


def _by_year(rows: Iterable[Counted]) -> dict[int, list[Counted]]:
    found: dict[int, list[Counted]] = defaultdict(list)
    for row in rows:
        found[row.year].append(row)
    return found


def _by_value(rows: Iterable[Counted]) -> dict[Value, list[Counted]]:
    found: dict[Value, list[Counted]] = defaultdict(list)
    for row in rows:
        found[row.value].append(row)
    return found
