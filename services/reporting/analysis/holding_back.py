"""Small numbers of an analysis held back, by the rules of the national files."""

from services.reporting.analysis.tables import TOTAL, Number, ShownTable, Table
from services.reporting.national import lines
from services.reporting.national.disclosure import SUPPRESSED, UNAVAILABLE, held_back
from services.reporting.national.lines import Line


def shown(table: Table, below: int) -> ShownTable:
    """A table with its numbers from 1 to under `below` held back; 0 holds nothing back.

    With them goes what would give them away by subtraction, and what was measured over so few.
    """
    if table.measured:
        return ShownTable(table, _measured(table, below))
    if below == 0 or table.public:
        return ShownTable(table, _cells(table))
    groups = [table.rows] if table.rows_add_up else [(row,) for row in table.rows]
    cells: dict[tuple[str, str], Number] = {}
    for rows in groups:
        places = [(row.code, column.code) for row in rows for column in table.columns]
        apart = [_line(table, row, column) for row, column in places]
        for place, each in zip(places, held_back(apart, below), strict=True):
            cells[place] = SUPPRESSED if each.number == SUPPRESSED else int(each.number)
    return ShownTable(table, cells)


def _cells(table: Table) -> dict[tuple[str, str], Number]:
    found = {
        (row.code, column.code): table.cell(row.code, column.code)
        for row in table.rows
        for column in table.columns
    }
    return {place: UNAVAILABLE if number is None else number for place, number in found.items()}


def _measured(table: Table, below: int) -> dict[tuple[str, str], Number]:
    few = {row for row, number in table.over.items() if 0 < number < below}
    return {
        place: SUPPRESSED if place[0] in few else number
        for place, number in _cells(table).items()
    }


def _line(table: Table, row: str, column: str) -> Line:
    """A cell as a line of a national file, which knows what adds up to what."""
    is_total = row == TOTAL or not table.rows_add_up
    topic, breakdown = (lines.TOTAL, lines.TOTAL) if is_total else (table.name, row)
    nature = lines.TOTAL if column == TOTAL else column
    return Line(0, "", topic, breakdown, nature, table.cell(row, column))
