"""Make the three CSV files of this folder, by chance and from one seed.

Only the sums by year and nature are published; everything else is made up. To make them anew:
`python -m deploy.local.worked_example.make_notifications`.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from deploy.local.worked_example import made_children
from deploy.local.worked_example.drawing import Draw
from deploy.local.worked_example.made_children import Row
from deploy.local.worked_example.made_instants import edges_of, instants, london
from deploy.local.worked_example.made_wiltshire import Told, notifications_of, rapid_reviews
from shared.events.authorities import authorities_on, authority

here = Path(__file__).parent
seed = 20260331

published = {
    2021: {"death": 223, "serious-harm": 284, "other": 29},
    2022: {"death": 191, "serious-harm": 227, "other": 24},
    2023: {"death": 201, "serious-harm": 244, "other": 11},
    2024: {"death": 205, "serious-harm": 180, "other": 20},
    2025: {"death": 162, "serious-harm": 167, "other": 9},
    2026: {"death": 160, "serious-harm": 188, "other": 9},
}
"""Serious incident notifications by year to 31 March and nature, as DfE published them."""

wiltshire = "E06000054"
incident_columns = (
    "message_id", "notified_at", "authority", "authority_name", "where", "incident_on",
    "further_children", "remark",
)  # fmt: skip
review_columns = (
    "message_id", "authority", "notified_on", "opened_on", "completed_on", "decision",
    "criteria", "rationale",
)  # fmt: skip
_gravity = ("other", "serious-harm", "death")
_just_outside = {
    datetime(2020, 3, 31, 22, 59, 59, tzinfo=UTC): "31 March 2020 ends: before the six years",
    datetime(2026, 3, 31, 23, 0, 0, tzinfo=UTC): "1 April 2026 begins: after the six years",
}
_boundary = {
    datetime(2020, 3, 31, 22, 59, 59, tzinfo=UTC): "E10000002",
    datetime(2020, 3, 31, 23, 0, 0, tzinfo=UTC): "E06000060",
    datetime(2021, 3, 31, 22, 59, 59, tzinfo=UTC): "E10000021",
    datetime(2021, 3, 31, 23, 0, 0, tzinfo=UTC): "E06000062",
    datetime(2023, 3, 31, 22, 59, 59, tzinfo=UTC): "E10000006",
    datetime(2023, 3, 31, 23, 0, 0, tzinfo=UTC): "E06000063",
}
"""The last second of an authority, and the first of its successor."""


@dataclass
class Incident:
    """One line of notifications.csv, with its lines of children.csv."""

    at: datetime
    authority: str
    children: list[Row]
    remark: str = ""
    further_children: int = 0
    where: str = "in-area"
    days_before: int = 0
    message_id: str = field(default="")


def incidents(draw: Draw) -> list[Incident]:
    """All of them, in the order in which they were notified, each with its id."""
    made = [one for year in published for one in _of_year(draw, year)]
    made += [
        _incident(draw, at, "serious-harm", remark) for at, remark in _just_outside.items()
    ]
    made.sort(key=lambda one: (one.at, one.authority))
    for number, one in enumerate(made, 1):
        one.message_id = f"history-{number:04}"
    return made


def _of_year(draw: Draw, year: int) -> list[Incident]:
    ours = [_wiltshire(told) for told in notifications_of(year)]
    natures = _natures_left(year, ours)
    edges = edges_of(year)
    at = [*edges, *instants(draw, year, len(natures) - len(edges))]
    made = [
        _incident(draw, when, nature, edges.get(when, ""))
        for when, nature in zip(at, draw.shuffled(natures), strict=True)
    ]
    leaver = _incident(
        draw, instants(draw, year, 1)[0], "death", "a care leaver: counted apart"
    )
    leaver.children = [made_children.care_leaver(draw)]
    return [*ours, *made, leaver]


def _natures_left(year: int, ours: Sequence[Incident]) -> list[str]:
    left = dict(published[year])
    for one in ours:
        left[one.children[0]["outcome"]] -= 1
    return [nature for nature, count in left.items() for _ in range(count)]


def _incident(draw: Draw, at: datetime, nature: str, remark: str) -> Incident:
    day = at.astimezone(london).date()
    there = [one.code for one in authorities_on(day) if one.code != wiltshire]
    code = _boundary.get(at) or draw.one_of(there)
    made = Incident(at, code, [], remark, days_before=draw.number(6))
    if nature == "other" and draw.chance(0.25):
        made.further_children = draw.number(3)
        made.remark = made.remark or "no child is listed"
        return made
    made.children = _children(draw, nature, there)
    if len(made.children) == 4 and draw.chance(0.5):
        made.further_children = 1 + draw.number(3)
    if draw.chance(0.01):
        made.where = "outside-england"
    if made.children[0]["outcome"] != nature:
        made.remark = made.remark or "the gravest outcome is not that of the first-listed child"
    return made


def _children(draw: Draw, nature: str, there: Sequence[str]) -> list[Row]:
    count = draw.weighted({1: 84, 2: 11, 3: 3, 4: 2})
    milder = _gravity[: _gravity.index(nature) + 1]
    outcomes = draw.shuffled([nature, *(draw.one_of(milder) for _ in range(count - 1))])
    found = []
    for outcome in outcomes:
        make = made_children.unborn_child if draw.chance(0.01) else made_children.child
        one = make(draw, outcome)
        if draw.chance(0.03):
            one["lives_in"] = draw.one_of(there)
        found.append(one)
    return found


def _wiltshire(told: Told) -> Incident:
    return Incident(
        told.at,
        wiltshire,
        [dict(told.child)],
        "one of Wiltshire's ten",
        days_before=told.days_before,
    )


def files() -> dict[str, str]:
    """The three files by name, as text."""
    made = incidents(Draw(seed))
    ours = {one.at: one.message_id for one in made if one.authority == wiltshire}
    return {
        "notifications.csv": _csv(incident_columns, (_line(one) for one in made)),
        "children.csv": _csv(made_children.columns, _child_lines(made)),
        "rapid_reviews.csv": _csv(review_columns, rapid_reviews(wiltshire, ours)),
    }


def _line(one: Incident) -> Row:
    day: date = one.at.astimezone(london).date() - timedelta(days=one.days_before)
    return {
        "message_id": one.message_id,
        "notified_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "authority": one.authority,
        "authority_name": authority(one.authority).name,
        "where": one.where,
        "incident_on": day.isoformat(),
        "further_children": str(one.further_children),
        "remark": one.remark,
    }


def _child_lines(made: Sequence[Incident]) -> Iterable[Row]:
    for one in made:
        for number, child in enumerate(one.children, 1):
            yield {"message_id": one.message_id, "number": str(number), **child}


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    for name, text in files().items():
        (here / name).write_text(text, encoding="utf-8")
