"""An analysis as one long table: a line a number, for whoever counts on with it."""

import csv
from collections.abc import Iterable
from io import StringIO

from services.reporting.analysis.tables import ShownTable
from services.reporting.analysis.whole import Asked

columns = (
    *("period_from", "period_to", "authority", "table", "unit"),
    *("row", "row_words", "column", "column_words", "value"),
)


def csv_of(asked: Asked, tables: Iterable[ShownTable]) -> str:
    """The file; `c` is held back, `x` is not to be had, 0 is a true zero. Lines end CRLF."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    period = (asked.period.begins, asked.period.ends, asked.authority or "England")
    for each in tables:
        table = each.table
        for row in table.rows:
            for column in table.columns:
                value = each.cell(row.code, column.code)
                head = (*period, table.name, table.unit)
                named = (_plain(row.code), _plain(row.words), column.code, column.words)
                writer.writerow((*head, *named, value))
    return text.getvalue()


def _plain(text: str) -> str:
    """A theme as text also where a spreadsheet would take it for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t" and text else text
