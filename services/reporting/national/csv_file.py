"""DfE's files, column by column (published), as text that is made line by line.

Region codes are the ONS's. The Department's own number of an authority (`old_la_code`) is not
in our table of authorities and is `x`.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from services.reporting.national.disclosure import UNAVAILABLE, Shown
from services.reporting.national.lines import TOTAL, Level, Line
from services.reporting.topics import TOPICS
from shared.events.authorities import authority

_first = ("time_period", "time_identifier", "quarter", "geographic_level")
_country = ("country_code", "country_name")
_region = ("region_code", "region_name")
_authority = ("old_la_code", "new_la_code", "la_name")
_last = ("breakdown_topic", "breakdown", "nature_of_notification", "number_notifications")

columns: Mapping[Level, tuple[str, ...]] = {
    Level.NATIONAL: (*_first, *_country, *_last),
    Level.REGIONAL: (*_first, *_country, *_region, *_last),
    Level.AUTHORITY: (*_first, *_country, *_region, *_authority, *_last),
}
_level_names = {
    Level.NATIONAL: "National",
    Level.REGIONAL: "Regional",
    Level.AUTHORITY: "Local authority",
}
_region_codes = {
    "North East": "E12000001",
    "North West": "E12000002",
    "Yorkshire and The Humber": "E12000003",
    "East Midlands": "E12000004",
    "West Midlands": "E12000005",
    "East of England": "E12000006",
    "London": "E12000007",
    "South East": "E12000008",
    "South West": "E12000009",
}
_quarter = TOPICS["quarter"].title


def csv_of(level: Level, shown: Iterable[Shown]) -> Iterator[str]:
    """The file of a level: its head, then a line a number; lines end as CSV's do (CRLF)."""
    yield _written(columns[level])
    for each in shown:
        yield _written(
            (
                *_time(each.line),
                _level_names[level],
                *("E92000001", "England"),
                *_place(level, each.line.place),
                *(each.line.topic, each.line.breakdown, each.line.nature, each.number),
            )
        )


def _time(line: Line) -> tuple[str, str, str]:
    quarter = line.breakdown if line.topic == _quarter else TOTAL
    return (f"{line.year - 1}{line.year % 100:02d}", "Financial year", quarter)


def _place(level: Level, place: str) -> tuple[str, ...]:
    match level:
        case Level.NATIONAL:
            return ()
        case Level.REGIONAL:
            return (_code_of(place), place)
        case Level.AUTHORITY:
            one = authority(place)
            return (_code_of(one.region), one.region, UNAVAILABLE, one.code, one.name)


def _code_of(region: str) -> str:
    return _region_codes.get(region, UNAVAILABLE)


def _written(values: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text).writerow(values)
    return text.getvalue()
