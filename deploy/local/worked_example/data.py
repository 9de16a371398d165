"""The data of this folder, read: history as messages, stories as what is to be done."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

folder = Path(__file__).parent
history_source = "/worked-example/history"
prefix = "uk.cspr.partner."
digest = "the package's digest"

Message = dict[str, Any]
"""A message of a partner: `id`, `source`, `type`, and the fields of its body."""

_truth = {"yes": True, "no": False}
_flags = ("unborn", "looked_after", "care_leaver", "child_in_need_plan", "known_to_agencies")
_numbers = ("number", "age_years")


@dataclass(frozen=True)
class Sending:
    """A message that a story sends, how often, and what becomes of it."""

    id: str
    kind: str
    times: int
    outcome: str
    data: Mapping[str, Any]
    says: str = ""


@dataclass(frozen=True)
class Step:
    """One request of one person; `needs` is an event that has to be there before."""

    by: str
    to: str
    leads_to: str
    body: Mapping[str, Any]
    needs: str | None = None


@dataclass(frozen=True)
class Story:
    """One living case, and what is then to be seen of it."""

    name: str
    partner: str
    over: str
    stage: str
    happens: Sequence[str]
    clocks: Sequence[str]
    late: Sequence[str]
    messages: Sequence[Sending]
    steps: Sequence[Step]
    exceptions: Sequence[str] = ()


def history() -> list[Message]:
    """The notifications of the past as messages, in the order of the file."""
    children: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lines("children.csv"):
        children[row.pop("message_id")].append(_child(row))
    return [
        {
            "id": row["message_id"],
            "source": history_source,
            "type": prefix + "notification-import.v1",
            "authority": row["authority"],
            "where": row["where"],
            "incident_on": row["incident_on"],
            "notified_at": row["notified_at"],
            "further_children": int(row["further_children"]),
            "children": children[row["message_id"]],
        }
        for row in lines("notifications.csv")
    ]


def lines(name: str) -> list[dict[str, str]]:
    """The lines of one of the CSV files."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _child(row: Mapping[str, str]) -> dict[str, Any]:
    known = {name: value for name, value in row.items() if value}
    child: dict[str, Any] = dict(known)
    child |= {name: _truth[known[name]] for name in _flags if name in known}
    child |= {name: int(known[name]) for name in _numbers if name in known}
    child["disabilities"] = known.get("disabilities", "").split()
    return child


def stories() -> list[Story]:
    """The living cases, file by file."""
    files = [_told("stories.toml"), _told("stories_of_publication.toml")]
    return [_story(told) for file in files for told in file["story"]]


def partners() -> dict[str, list[str] | None]:
    """The partners of the stories, each with those it may send for; None is any authority."""
    return {
        name: said.get("authorities")
        for name, said in _told("stories.toml")["partners"].items()
    }


def referral() -> Mapping[str, Any]:
    """The case that is referred, by whom it is taken up, and what is shown of its learning."""
    found: Mapping[str, Any] = _told("stories.toml")["referral"]
    return found


def learning_steps() -> list[Step]:
    """What is done in the local learning review of the referral."""
    return [Step(**each) for each in referral()["step"]]


def _told(name: str) -> dict[str, Any]:
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


def _story(told: dict[str, Any]) -> Story:
    messages = [Sending(**each) for each in told.pop("message")]
    steps = [Step(**each) for each in told.pop("step")]
    return Story(**told, messages=messages, steps=steps)


def filled(body: Any, today: date, package_digest: str | None = None) -> Any:
    """A body with its days put in, counted back from `today`."""
    match body:
        case dict():
            return {name: filled(each, today, package_digest) for name, each in body.items()}
        case list():
            return [filled(each, today, package_digest) for each in body]
        case str() if body == digest:
            return package_digest
        case str() if body.startswith("today-"):
            return _day(body, today)
        case _:
            return body


def _day(text: str, today: date) -> str:
    days, _, at = text.removeprefix("today-").partition(" ")
    day = today - timedelta(days=int(days))
    if not at:
        return day.isoformat()
    return datetime.combine(day, time.fromisoformat(at), UTC).isoformat().replace("+00:00", "Z")
