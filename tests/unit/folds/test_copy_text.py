"""Rows as text for COPY: what is in them cannot end a cell or a line."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from shared.folds.copy_text import copy_line


class Colour(StrEnum):
    RED = "red"


@dataclass(slots=True)
class Row:
    subject: str
    note: str | None
    count: int | None
    open: bool | None
    on: date | None
    at: datetime | None
    words: tuple[str, ...] | None
    data: dict[str, object] | None


types = ("text", "text", "bigint", "boolean", "date", "timestamptz", "text[]", "jsonb")
line = copy_line(("subject", "note", "count", "open", "on", "at", "words", "data"), types)


def cells(row: Row) -> list[str]:
    made = line(row)
    assert made.endswith("\n")
    return made[:-1].split("\t")


def test_each_type_is_written_as_postgres_reads_it() -> None:
    at = datetime(2026, 1, 5, 12, 30, 0, 250, UTC)
    row = Row("case-1", Colour.RED, 7, False, date(2026, 1, 5), at, ("a", "b"), {"a": [1]})
    assert cells(row) == [
        "case-1",
        "red",
        "7",
        "f",
        "2026-01-05",
        "2026-01-05 12:30:00.000250+00:00",
        '{"a","b"}',
        '{"a": [1]}',
    ]


def test_what_is_not_there_is_null_and_an_empty_text_is_not() -> None:
    assert cells(Row("", None, None, None, None, None, None, None)) == ["", *["\\N"] * 7]


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("a\tb", "a\\tb"),
        ("a\nb", "a\\nb"),
        ("a\rb", "a\\rb"),
        ("\\N", "\\\\N"),
        ("\\.", "\\\\."),
        ('C:\\"x"', 'C:\\\\"x"'),
    ],
)
@pytest.mark.parametrize("count", [1, None])
def test_what_would_end_a_cell_is_escaped(note: str, written: str, count: int | None) -> None:
    row = Row("s", note, count, None, None, None, None, None)
    assert cells(row)[:3] == ["s", written, "\\N" if count is None else "1"]


def test_quotes_and_backslashes_in_lists_are_escaped_twice() -> None:
    row = Row("s", None, None, None, None, None, ('a"\\', "t\tb"), {"k": '"'})
    assert cells(row)[6:] == ['{"a\\\\"\\\\\\\\","t\\tb"}', '{"k": "\\\\""}']


def test_a_row_of_one_column() -> None:
    @dataclass
    class Narrow:
        subject: str

    assert copy_line(("subject",), ("text",))(Narrow("a\tb")) == "a\\tb\n"
