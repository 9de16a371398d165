"""The repository of published reviews: real ones, as facts, and what is to be found of them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.processes import Say
from deploy.local.worked_example import data
from deploy.local.worked_example.asking import Asking, NotPlayed
from deploy.local.worked_example.expectation import Expectation, listed
from services.reporting.repository.reading import read_file
from shared.events.records import RecordFacts

keeper = "reporting-wiltshire"


@dataclass(frozen=True)
class Imported:
    """The records that are there now, in the order of the file."""

    facts: Sequence[RecordFacts]
    records: Sequence[str]


async def import_records(asking: Asking, say: Say) -> Imported:
    """Import the published reviews; those that are there stay as they are.

    Raises:
        NotPlayed: a row is faulty, or was refused.
    """
    rows = read_file((data.folder / "published_reviews.csv").read_bytes(), as_json=False)
    facts = [row.facts for row in rows if row.facts is not None]
    faults = [f"row {row.number}: {fault}" for row in rows for fault in row.faults]
    body = {"records": [one.model_dump(mode="json") for one in facts]}
    done = await asking.post(keeper, "reporting", "/records/imports", body)
    faults += [one["refused"] for one in done["rows"] if one["refused"]]
    if faults:
        raise NotPlayed("; ".join(faults))
    for one in done["rows"]:
        await asking.get(
            keeper, "reporting", f"/records/{one['record']}", after=one["position"]
        )
    say(f"repository: {done['added']} published reviews imported, {done['unchanged']} there")
    return Imported(facts, [one["record"] for one in done["rows"]])


async def look_into_repository(
    asking: Asking, imported: Imported
) -> AsyncIterator[Expectation]:
    """What a reader finds of them."""
    ours = set(imported.records)
    yield Expectation(
        "published reviews: imported, each shown at its own address",
        listed([14, 14]),
        listed([len(imported.records), await _shown(asking, ours)]),
    )
    for words, expected in (
        ("bruising baby", ["Child L"]),
        ("homelessness", ["Baby J"]),
        ("Child A", ["Child A", "Child A & Baby N"]),
        ("where were you", ["Child Q SCR: “Where were you when I was six?”"]),
        ("croydon -child", ["‘Ben’"]),
    ):
        found = await asking.get("auditor", "reporting", "/records", q=words)
        titles = [one["title"] for one in found["records"] if one["record"] in ours]
        yield Expectation(
            f"published reviews found by “{words}”",
            listed(sorted(expected)),
            listed(sorted(titles)),
        )
    undated = await asking.get("auditor", "reporting", "/records", year="undated")
    yield Expectation(
        "published reviews without a date",
        "Child Q SCR: “Where were you when I was six?”",
        listed([one["title"] for one in undated["records"] if one["record"] in ours]),
    )


async def _shown(asking: Asking, records: set[str]) -> int:
    found: list[Any] = [
        await asking.get("auditor", "reporting", f"/records/{one}") for one in records
    ]
    return sum(1 for one in found if one and one["withdrawn"] is None)
