"""What is public holds nothing sealed: neither its events, nor its tables, nor its queries."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import BaseModel

from services.reporting.read_models.learning_library import LearningRow
from services.reporting.read_models.published_records import RecordRow
from shared.events import described, records, themes
from shared.events.catalogue import CATALOGUE
from shared.events.learning import LearningPublished
from shared.events.sealed import Sealed
from shared.events.thematic import ThematicReviewPublished

ROOT = Path(__file__).parents[2]
PUBLIC_EVENTS = {each.__name__ for each in (records, themes, described)}
PUBLIC_TABLES = {
    "published_records",
    "learning_library",
    "found",
    "terms",
    "unnest",
    "deposited_documents",
    "themes",
    "briefings",
    "briefing_documents",
}


def of_records() -> list[type[BaseModel]]:
    return [
        declared.event
        for declared in CATALOGUE.values()
        if declared.event.__module__ in PUBLIC_EVENTS
    ]


def sealed_fields(model: type[BaseModel]) -> list[str]:
    return [name for name, hint in get_type_hints(model).items() if "Sealed" in repr(hint)]


def tables_read(code: str) -> set[str]:
    """The tables after `from` and `join` in the texts of a module of queries."""
    return set(re.findall(r"\b(?:from|join|update|into) ([a-z_]+)(?=[ (\"])", code))


def test_no_event_of_the_repository_can_hold_a_sealed_value() -> None:
    assert len(of_records()) >= 11
    assert [sealed_fields(each) for each in of_records() if sealed_fields(each)] == []
    assert "Sealed" not in repr(get_type_hints(RecordRow))


def test_no_row_of_the_library_can_hold_a_sealed_value_and_only_who_cleared_it_is_sealed() -> (
    None
):
    assert "Sealed" not in repr(get_type_hints(LearningRow))
    assert sealed_fields(LearningPublished) == ["cleared_by"]
    assert sealed_fields(ThematicReviewPublished) == ["cleared_by"]


@pytest.mark.parametrize(
    "module",
    ["repository/queries", "repository/thesaurus", "repository/briefing", "library/queries"],
)
def test_the_queries_of_what_is_public_read_public_tables_alone(module: str) -> None:
    code = (ROOT / f"services/reporting/{module}.py").read_text(encoding="utf-8")
    sql = " ".join(re.findall(r'"([^"\n]*)"', code)) + " "
    assert tables_read(sql) and tables_read(sql) - PUBLIC_TABLES == set()


def test_planted_a_sealed_field_and_a_private_table_are_found() -> None:
    class Planted(BaseModel):
        note: Sealed | None = None

    assert sealed_fields(Planted) == ["note"]
    assert tables_read('select x from submissions join ledger using (y) "') == {
        "submissions",
        "ledger",
    }
