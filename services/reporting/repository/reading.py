"""Records from a file that somebody has: CSV or JSON, every faulty row named in words.

No fault quotes what the file says; it names the row, the column, and what to do.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.reporting.repository import words
from services.reporting.repository.identity import record_of
from shared.edge.refusals import BadInput, Fault
from shared.edge.strict_json import parse
from shared.edge.words import faults_of
from shared.events.records import RecordFacts

most_bytes = 16 * 1024 * 1024
lists = ("authorities", "ages", "agencies", "keywords")
columns = tuple(RecordFacts.model_fields)
_also_called = {"themes": "keywords", "model": "method", "incident line": "incident"}
_unnamed = ("anonymous", "unnamed", "on behalf of an unnamed partnership", "not named")


class FileRefused(Exception):
    """The file as a whole cannot be read, in words for who has it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: `number` is its line (CSV) or its place in the list (JSON), from 1."""

    number: int
    facts: RecordFacts | None
    faults: tuple[str, ...] = ()


def read_file(raw: bytes, *, as_json: bool) -> list[Row]:
    """All rows, the right ones with their facts and the others with their faults.

    Raises:
        FileRefused: no row can be read at all.
    """
    if len(raw) > most_bytes:
        raise FileRefused("The file is larger than 16 MiB. Divide it.")
    rows = _of_json(raw) if as_json else _of_csv(raw)
    if not rows:
        raise FileRefused("There is no record in the file.")
    return _without_repeats(rows)


def _of_csv(raw: bytes) -> list[Row]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            "The file is not in UTF-8. Save it as “CSV UTF-8”, or quotes in titles are lost."
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [_column(name) for name in next(reader, [])]
        _check(header)
        rows: list[Row] = []
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_of_cells(begins, header, cells))
            begins = reader.line_num + 1
    except csv.Error:
        raise FileRefused(
            f"Line {reader.line_num} is not CSV: a quote is not closed, or stands in the middle"
            " of a cell. Put the cell in double quotes, and write a quote in it twice."
        ) from None
    return rows


def _column(name: str) -> str:
    known = name.strip().lower()
    return _also_called.get(known, known)


def _check(header: Sequence[str]) -> None:
    known = f"Known are: {', '.join(columns)}."
    for place, name in enumerate(header, 1):
        if name not in columns:
            raise FileRefused(f"Column {place} of the first line is not known. {known}")
        if header.index(name) != place - 1:
            raise FileRefused(f"Column {place} of the first line is there twice.")
    for name in ("title", "kind"):
        if name not in header:
            raise FileRefused(f"The first line has no column “{name}”. {known}")


def _of_cells(number: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        return Row(
            number,
            None,
            (
                f"It has {len(cells)} cells and the first line {len(header)}. "
                "A comma within a text needs double quotes around the text.",
            ),
        )
    found: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        if cell.strip():
            found[name] = cell.split(";") if name in lists else cell
    return _row(number, found)


def _of_json(raw: bytes) -> list[Row]:
    try:
        said = parse(raw, max_bytes=most_bytes)
    except BadInput as bad:
        raise FileRefused(" ".join(_told(bad.faults))) from None
    if isinstance(said, dict):
        said = said.get("records")
    if not isinstance(said, list):
        raise FileRefused("The file holds no list of records, nor an object with `records`.")
    return [
        _row(number, one)
        if isinstance(one, dict)
        else Row(number, None, ("It is not an object in curly brackets.",))
        for number, one in enumerate(said, 1)
    ]


def _row(number: int, said: Mapping[str, Any]) -> Row:
    unknown = len(said.keys() - {*columns})
    if unknown:
        return Row(
            number, None, (f"It has {unknown} fields that are not known. Leave them out.",)
        )
    try:
        made = json.dumps({name: _cleaned(name, value) for name, value in said.items()})
        return Row(number, RecordFacts.model_validate_json(made))
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
        return Row(number, None, tuple(_told(faults_of([dict(one) for one in errors]))))


def _cleaned(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_text(name, one) for one in value if not isinstance(one, str) or one.strip()]
    return _text(name, value)


def _text(name: str, value: Any) -> Any:
    """A text in one form of Unicode, without what cannot be seen; codes from their words."""
    if not isinstance(value, str):
        return value
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\t", " ")
    text = "".join(each for each in lines if unicodedata.category(each) != "Cf").strip()
    if name == "partnership" and text.lower() in _unnamed:
        return None
    if name == "published":
        return words.partial_day(text)
    if name in ("kind", "level", "agencies"):
        return text.lower().replace("’", "").replace("'", "").replace(" ", "-")
    if name == "ages":
        return text.lower()
    return text


def _told(faults: Iterable[Fault]) -> list[str]:
    return [f"{_named(fault.field)}{fault.what} {fault.remedy}".strip() for fault in faults]


def _named(field: str) -> str:
    return f"{field}: " if field else ""


def _without_repeats(rows: Sequence[Row]) -> list[Row]:
    """A record that stands in the file twice is named the second time."""
    first: dict[str, int] = {}
    told: list[Row] = []
    for row in rows:
        if row.facts is not None:
            before = first.setdefault(record_of(row.facts), row.number)
            if before != row.number:
                row = Row(row.number, None, (_repeats.format(before),))
        told.append(row)
    return told


_repeats = (
    "It is the same record as in row {}: same number, or same partnership, title, day and"
    " kind. Leave one of them out, or give each its number in the column “ref”."
)
