"""The published table comes out of the read model, from the raw history of the example."""

import csv
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import deploy.local.worked_example
from services.reporting.read_models.notification_facts import FactsRow, NotificationFacts
from shared.decisions.clock import london_date
from shared.events.children import ChildFacts
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.events.incidents import IncidentNotified
from tests.unit.reporting.world import fold

folder = Path(deploy.local.worked_example.__path__[0])
published = {
    2021: (536, 223, 284, 29),
    2022: (442, 191, 227, 24),
    2023: (456, 201, 244, 11),
    2024: (405, 205, 180, 20),
    2025: (338, 162, 167, 9),
    2026: (357, 160, 188, 9),
}


def read(name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def child(row: dict[str, str]) -> ChildFacts:
    return ChildFacts(
        number=int(row["number"]),
        unborn=row["unborn"] == "yes",
        age_years=int(row["age_years"]) if row["age_years"] else None,
        care_leaver=row["care_leaver"] == "yes",
        outcome=Outcome(row["outcome"]),
        abuse_or_neglect=AbuseOrNeglect(row["abuse_or_neglect"]),
    )


def history() -> list[FactsRow]:
    children: dict[str, list[ChildFacts]] = defaultdict(list)
    for row in read("children.csv"):
        children[row["message_id"]].append(child(row))
    rows: list[FactsRow] = []
    for told in read("notifications.csv"):
        at = datetime.fromisoformat(told["notified_at"])
        event = IncidentNotified(
            authority=told["authority"],
            children=tuple(children[told["message_id"]]),
            notified_at=at,
            notified_on=london_date(at),
            imported=True,
        )
        rows += fold(NotificationFacts(), event)
    return rows


def test_the_published_table_comes_out_of_the_history() -> None:
    counted = Counter(
        (row.year, kind)
        for row in history()
        if not row.care_leavers_only
        for kind in ("total", row.nature)
    )
    kinds = ("total", "Child death", "Serious harm", "Other")
    assert {
        year: tuple(counted[year, kind] for kind in kinds) for year in published
    } == published
