"""The authorities for children's services in England, and since and until when there was each.

An authority is judged on a day: Cumbria is right in 2022, and in 2024 a refusal that names
who came after it. The table, its source and what was corrected in it: `authorities.csv`.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


class NotAnAuthority(ValueError):
    """No authority has this code, or none had it on that day, in words for a person."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority; without `first_day` it began before 2009, without `last_day` it is there.

    `kind` is unitary, metropolitan, london-borough, county or city.
    """

    code: str
    name: str
    region: str
    kind: str
    first_day: date | None
    last_day: date | None
    successors: tuple[str, ...]
    other_codes: tuple[str, ...]

    def existed_on(self, day: date) -> bool:
        """Whether there was this authority on a day."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def all_authorities() -> tuple[Authority, ...]:
    """Those of today and those abolished since 2019, by code."""
    return tuple(_by_code().values())


def authority(code: str) -> Authority:
    """The authority of a code, whether it still exists or not.

    Raises:
        NotAnAuthority: there is none, or this authority is recorded under another code.
    """
    found = _by_code().get(code)
    if found is None:
        raise NotAnAuthority(_why_unknown(code))
    return found


def authority_on(code: str, day: date) -> Authority:
    """The authority of a code, as there was one on `day`.

    Raises:
        NotAnAuthority: there was none on that day; the words name who came after, or before.
    """
    found = authority(code)
    if not found.existed_on(day):
        raise NotAnAuthority(_why_not_then(found, day))
    return found


def authorities_on(day: date) -> tuple[Authority, ...]:
    """All the authorities that there were on a day."""
    return tuple(one for one in all_authorities() if one.existed_on(day))


def _why_unknown(code: str) -> str:
    for one in all_authorities():
        if code in one.other_codes:
            return f"{code} is another code of {one.name}; use {one.code}."
    return (
        "This is not the code of a children's services authority in England; "
        "a right one is, for example, E06000054 for Wiltshire."
    )


def _why_not_then(found: Authority, day: date) -> str:
    if found.last_day is not None and day > found.last_day:
        since = _in_words(found.last_day + timedelta(days=1))
        after = _either([authority(code) for code in found.successors])
        return f"{found} was abolished on {since}; use {after}."
    began = _in_words(found.first_day or day)
    before = [one for one in all_authorities() if found.code in one.successors]
    if not before:
        return f"{found} began on {began}; there was no such authority before."
    return f"{found} began on {began}; for a day before that use {_either(before)}."


def _either(choices: list[Authority]) -> str:
    *others, last = (str(one) for one in choices)
    return f"{', '.join(others)} or {last}" if others else last


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def _by_code() -> dict[str, Authority]:
    text = files("shared.events").joinpath("authorities.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: _authority(row) for row in rows}


def _authority(row: dict[str, str]) -> Authority:
    first, last = row["first_day"], row["last_day"]
    return Authority(
        code=row["code"],
        name=row["name"],
        region=row["region"],
        kind=row["kind"],
        first_day=date.fromisoformat(first) if first else None,
        last_day=date.fromisoformat(last) if last else None,
        successors=tuple(row["successors"].split()),
        other_codes=tuple(row["other_codes"].split()),
    )
