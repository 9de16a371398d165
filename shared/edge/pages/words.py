"""How pages say dates, times, codes and authorities, in words for a person."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from shared.decisions.clock import london
from shared.events.authorities import NotAnAuthority, authority


def day(value: date | None) -> str:
    """`14 September 2022`; nothing known reads `not known`."""
    return "not known" if value is None else f"{value.day} {value:%B %Y}"


def instant(value: datetime) -> str:
    """`14 September 2022, 10:30` as clocks in England showed it."""
    local = value.astimezone(london)
    return f"{day(local.date())}, {local:%H:%M}"


def authority_name(code: str) -> str:
    """The name of an authority, its code where there is none."""
    try:
        return authority(code).name
    except NotAnAuthority:
        return code


def code_words(value: str) -> str:
    """`refer-national` as `refer national`."""
    return value.replace("-", " ").replace("_", " ").lower()


def short_id(subject: str) -> str:
    """The last eight characters of a subject: enough to tell cases apart on a page."""
    return subject[-8:]


def counted(number: int, one: str, many: str = "") -> str:
    """`1 case`, `2 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


filters: Mapping[str, Callable[..., Any]] = {
    "day": day,
    "instant": instant,
    "authority_name": authority_name,
    "code_words": code_words,
    "short_id": short_id,
    "counted": counted,
}
"""What every template can use: `{{ row.due_on | day }}`."""
