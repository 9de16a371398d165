"""An analysis as it is printed, in the words that its template reads."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reporting.analysis.plots import described, plot
from services.reporting.analysis.tables import ShownTable
from services.reporting.analysis.whole import Asked
from shared.edge.pages.words import authority_name, day

about = "c: held back. x: not to be had. 0: none. Nothing is rounded."


def printed(asked: Asked, tables: Iterable[ShownTable], today: date) -> dict[str, Any]:
    """What the template reads."""
    whose = authority_name(asked.authority) if asked.authority else "England"
    held = (
        f"numbers from 1 to {asked.suppress_below - 1}, and what would give them away"
        if asked.suppress_below > 1
        else "nothing, so it is not for publication"
    )
    return {
        "title": f"Analysis of a period: {asked.period.words}, {whose}",
        "head": [("Made", day(today)), ("Held back", held), ("Signs", about)],
        "parts": [_part(each) for each in tables],
    }


def _part(shown: ShownTable) -> dict[str, Any]:
    table = shown.table
    drawn = plot(shown)
    return {
        "title": table.title,
        "note": f"In {table.unit}. {table.note}" if table.measured else table.note,
        "plot": drawn or "",
        "words": described(shown) if drawn else "",
        "head": [table.row_head, *(column.words for column in table.columns)],
        "rows": [
            [
                row.words,
                *(_said(shown.cell(row.code, column.code)) for column in table.columns),
            ]
            for row in table.rows
        ],
    }


def _said(number: int | str) -> str:
    return f"{number:,}" if isinstance(number, int) else number
