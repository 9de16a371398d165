"""What the routes of the repository answer, shown on one record as the read model folds it."""

import json
from datetime import UTC, datetime
from typing import Any

from services.reporting.api.records_answered import (
    Imported,
    RecordActed,
    RowKept,
    record_shown,
    records_found,
)
from services.reporting.faceted import Choice, Found
from services.reporting.read_models.published_records import PublishedRecords
from services.reporting.repository.identity import record_of
from services.reporting.repository.queries import Search
from services.reporting.repository.reader import RecordsShown
from shared.edge.answers import answered_with
from shared.events.envelope import Envelope, Recorded
from shared.events.records import RecordAdded

facts: dict[str, Any] = {
    "title": "Child E",
    "kind": "lcspr",
    "published": "2024-07",
    "partnership": "Example Safeguarding Children Partnership",
    "ages": ["under 1"],
    "agencies": ["health", "police"],
    "keywords": ["bruising in non-mobile babies"],
    "incident": "Non-accidental injuries to a young baby.",
    "address": "https://example.org/child-e",
}
_added = RecordAdded.model_validate_json(json.dumps(facts))
_id = record_of(_added)
_envelope = Envelope(
    id="01912f6c-6f0b-7c3e-9a51-0d5c1f2b3a4e",
    source="reporting",
    subject=_id,
    position=1,
    name="RecordAdded",
    version=1,
    time=datetime(2026, 4, 1, 9, 30, tzinfo=UTC),
    actor="reporting-wiltshire",
    correlation_id="01912f6c-6f0b-7c3e-9a51-0d5c1f2b3a4f",
    causation_id=None,
    traceparent=None,
    body=b"",
)
(row,) = PublishedRecords().evolve((), Recorded(_envelope, _added))
_position = f"reporting:{_id}:1"

record = answered_with(record_shown(row))
found = answered_with(
    records_found(
        RecordsShown(
            Found(
                1,
                [row],
                {
                    "theme": [Choice("theme", row.keywords[0], 1)],
                    "year": [Choice("year", "2024", 1)],
                    "level": [Choice("level", "local", 1)],
                    "age": [Choice("age", "under 1", 1)],
                    "agency": [Choice("agency", each, 1) for each in row.agencies],
                    "kind": [Choice("kind", "lcspr", 1)],
                },
            ),
            1,
            Search(),
        )
    )
)
imported = answered_with(
    Imported(
        dry_run=False,
        added=1,
        corrected=0,
        unchanged=0,
        refused=0,
        rows=[RowKept(row=1, record=_id, outcome="added", refused=None, position=_position)],
    )
)
described = answered_with(record_shown(row), 201)
description: dict[str, Any] = {
    name: facts[name] for name in ("title", "keywords", "ages", "agencies", "incident")
}
acted = answered_with(RecordActed(record=_id, position=f"reporting:{_id}:2"), 201)
