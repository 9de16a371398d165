"""A changed row is what `dataclasses.replace` would make of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.reporting.read_models.panel_facts import PanelRow
from services.reporting.read_models.record_row import RecordRow, empty_row
from services.reporting.read_models.submissions import SubmissionRow
from shared.folds.changed import changed

panel = PanelRow("case-1", "E10000014", None, 2026, None, None, None, False, True)
submission = SubmissionRow("case-1", 2, None, decision="lcspr")
record = empty_row("record-1", "record-1", datetime(2026, 1, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        (panel, {}),
        (panel, {"cancelled": True, "subject": "case-2"}),
        (submission, {"round": 3, "answer": None, "decision": "no-further-review"}),
        (record, {"documents": [{"name": "a"}], "changed_at": None}),
    ],
)
def test_a_changed_row_is_what_replace_makes(
    row: PanelRow | SubmissionRow | RecordRow, changes: dict[str, Any]
) -> None:
    before = replace(row)
    made: Callable[..., Any] = changed
    after = made(row, **changes)
    assert after == replace(row, **changes)
    assert type(after) is type(row)
    assert after is not row
    assert row == before


def test_a_column_that_is_not_there_is_no_change() -> None:
    made: Callable[..., Any] = changed
    with pytest.raises(KeyError, match="colour"):
        made(panel, colour="red")
