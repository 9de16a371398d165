"""Wiltshire's ten notifications since June 2018 and their eight rapid reviews.

Published are three figures: ten notifications, eight rapid reviews, six of these of children
under one. Everything else here is made up, and no line is about a real child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

Row = dict[str, str]


@dataclass(frozen=True)
class Review:
    """A rapid review of the past; `decision` and `criteria` are codes."""

    opened_on: date
    completed_on: date
    decision: str
    criteria: str = ""


@dataclass(frozen=True)
class Told:
    """One notification, and the rapid review that it led to, if one."""

    at: datetime
    child: Mapping[str, str]
    review: Review | None = None
    days_before: int = 2


def _child(age: str, sex: str, outcome: str, abuse: str = "suspected", **others: str) -> Row:
    usual = {
        "unborn": "no", "age_years": age, "sex": sex, "ethnicity": "WBRI", "disabilities": "",
        "outcome": outcome, "abuse_or_neglect": abuse, "looked_after": "no",
        "care_leaver": "no", "placement": "with-parents", "child_in_need_plan": "no",
        "protection_plan": "none", "known_to_agencies": "yes", "lives_in": "",
    }  # fmt: skip
    return usual | others


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _review(opened: str, completed: str, decision: str, criteria: str = "") -> Review:
    return Review(date.fromisoformat(opened), date.fromisoformat(completed), decision, criteria)


_none, _local = "no-further-review", "thematic-or-local-learning"

_told = (
    Told(
        _at("2020-06-10T09:12:00Z"),
        _child("0", "M", "serious-harm"),
        _review("2020-06-10", "2020-06-30", "lcspr", "a c"),
    ),
    Told(
        _at("2020-11-03T14:40:00Z"),
        _child("0", "F", "death"),
        _review("2020-11-03", "2020-11-23", _none),
    ),
    Told(
        _at("2021-08-17T10:05:00Z"),
        _child("0", "M", "serious-harm", "known", protection_plan="neglect"),
        _review("2021-08-17", "2021-09-07", _local, "b"),
    ),
    Told(
        _at("2022-02-08T16:31:00Z"),
        _child(
            "16", "F", "death", "not-suspected", looked_after="yes", placement="foster-care"
        ),
    ),
    Told(
        _at("2022-07-21T11:20:00Z"),
        _child("0", "F", "serious-harm"),
        _review("2022-07-21", "2022-08-11", _none),
    ),
    Told(
        _at("2023-01-19T13:55:00Z"),
        _child("14", "M", "serious-harm", "known", child_in_need_plan="yes"),
        _review("2023-01-19", "2023-02-09", "lcspr", "a b c"),
    ),
    Told(
        _at("2023-10-05T08:45:00Z"),
        _child("0", "M", "death", ethnicity="MWBC"),
        _review("2023-10-05", "2023-10-26", _none),
    ),
    Told(
        _at("2024-05-14T15:10:00Z"),
        _child("0", "F", "serious-harm", placement="with-relatives-or-friends"),
        _review("2024-05-14", "2024-06-05", _local, "c"),
    ),
    Told(
        _at("2025-02-27T12:00:00Z"),
        _child("9", "F", "other", "not-suspected", disabilities="LD"),
    ),
    Told(
        _at("2025-09-30T22:15:00Z"),
        _child("3", "M", "serious-harm", "known"),
        _review("2025-09-30", "2025-10-21", _none),
    ),
)  # fmt: skip


def notifications_of(year: int) -> tuple[Told, ...]:
    """Those of one year to 31 March; none lies near the edge of a year."""
    return tuple(told for told in _told if told.at.year + (told.at.month >= 4) == year)


def rapid_reviews(authority: str, ids: Mapping[datetime, str]) -> Iterable[Row]:
    """The lines of rapid_reviews.csv, by the ids of their notifications."""
    for told in _told:
        if told.review is not None:
            yield {
                "message_id": ids[told.at],
                "authority": authority,
                "notified_on": told.review.opened_on.isoformat(),
                "opened_on": told.review.opened_on.isoformat(),
                "completed_on": told.review.completed_on.isoformat(),
                "decision": told.review.decision,
                "criteria": told.review.criteria,
                "rationale": "Made up: taken over from the paper file.",
            }
