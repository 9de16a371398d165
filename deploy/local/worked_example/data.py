"""The history of this folder, read as messages."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

folder = Path(__file__).parent
history_source = "/worked-example/history"
prefix = "uk.cspr.partner."

Message = dict[str, Any]
"""A message of a partner: `id`, `source`, `type`, and the fields of its body."""

_truth = {"yes": True, "no": False}
_flags = ("unborn", "looked_after", "care_leaver", "child_in_need_plan", "known_to_agencies")
_numbers = ("number", "age_years")


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
