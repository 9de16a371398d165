"""Which parts of a case's events are sealed, and which events a moment knew."""

from datetime import UTC, datetime, timedelta

import pytest

from services.reporting.api.examples import _history
from services.reporting.moments import known_by
from services.reporting.opening import sealed_parts
from shared.edge.refusals import BadInput
from shared.folds.options import Until
from tests.contract.example_parts import text
from tests.contract.examples import EXAMPLES

first = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_sealed_part_is_named_by_where_it_stands() -> None:
    parts = dict(sealed_parts(EXAMPLES["IncidentNotified"].encode()))
    assert all(name and not name.startswith(".") for name in parts)
    assert any(name.startswith("children.1.") for name in parts)
    assert list(sealed_parts(b'{"why": %s}' % text(60).model_dump_json().encode())) == [
        ("why", text(60))
    ]
    assert list(sealed_parts(b'{"on": "2026-01-05", "list": [1, {"a": null}]}')) == []


def test_a_moment_knows_what_was_recorded_by_then_and_not_what_came_later() -> None:
    rows = list(_history())
    for number, row in enumerate(rows):
        row.recorded_at = first + timedelta(minutes=number)
    assert known_by(rows, None) == rows
    assert known_by(rows, "2026-03-02T12:01:00Z") == rows[:2]
    assert known_by(rows, "2026-03-01") == []
    assert known_by(rows, "2026-03-02") == rows
    rows[0].recorded_at = None
    assert known_by(rows, "2026-03-02") == rows[1:]
    with pytest.raises(BadInput):
        known_by(rows, "yesterday")


def test_a_place_in_the_log_is_a_moment_too() -> None:
    until = Until(offsets={0: 5})
    assert (until.has(0, 4, None), until.has(0, 5, first), until.has(1, 0, first)) == (
        True,
        False,
        False,
    )
