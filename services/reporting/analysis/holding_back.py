"""Small numbers of an analysis held back, by the rules of the national files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.reporting.analysis.tables import TOTAL, Number, ShownTable, Table
from services.reporting.national import lines
from services.reporting.national.disclosure import SUPPRESSED, UNAVAILABLE, held_back
from services.reporting.national.lines import Line

Cells = Mapping[tuple[str, str], Number]


def all_shown(tables: Sequence[Table], below: int) -> list[ShownTable]:
    """Tables with their numbers from 1 to under `below` held back; 0 holds nothing back.

    With them goes what would give them away by subtraction: in tables over the same population
    together, since these have their totals in common. What was measured over so few goes too.
    """
    together: dict[str, list[Table]] = defaultdict(list)
    for table in tables:
        together[table.population or table.name].append(table)
    found = {
        each.table.name: each for some in together.values() for each in _shown(some, below)
    }
    return [_with_others(found[table.name], found) for table in tables]


def shown(table: Table, below: int) -> ShownTable:
    """One table, as `all_shown`."""
    return all_shown([table], below)[0]


def _shown(tables: Sequence[Table], below: int) -> list[ShownTable]:
    """Tables over one population; several have the same total row and the same columns."""
    if any(table.measured for table in tables):
        return [ShownTable(table, _measured(table, below)) for table in tables]
    if below == 0 or any(table.public for table in tables):
        return [ShownTable(table, _cells(table)) for table in tables]
    held = _held(tables, below)
    return [
        ShownTable(
            table,
            {
                place: SUPPRESSED if (_topic(table, place[0]), *place) in held else number
                for place, number in _cells(table).items()
            },
        )
        for table in tables
    ]


def _held(tables: Sequence[Table], below: int) -> set[tuple[str, str, str]]:
    """Which cells are held back, by topic, row and column."""
    named = {
        (_topic(table, row.code), row.code, column.code): _line(table, row.code, column.code)
        for table in tables
        for row in table.rows
        for column in table.columns
    }
    apart: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name in named:
        apart["" if tables[0].rows_add_up else name[1]].append(name)
    return {
        name
        for some in apart.values()
        for name, each in zip(
            some, held_back([named[name] for name in some], below), strict=True
        )
        if each.number == SUPPRESSED
    }


def _topic(table: Table, row: str) -> str:
    """What tables of a population have in common is the total, which is one line for all."""
    return lines.TOTAL if row == TOTAL or not table.rows_add_up else table.name


def _line(table: Table, row: str, column: str) -> Line:
    """A cell as a line of a national file, which knows what adds up to what."""
    topic = _topic(table, row)
    breakdown = lines.TOTAL if topic == lines.TOTAL else row
    nature = lines.TOTAL if column == TOTAL else column
    return Line(0, "", topic, breakdown, nature, table.cell(row, column))


def _with_others(each: ShownTable, all_: Mapping[str, ShownTable]) -> ShownTable:
    """Held back where the row of another table is that this one tells more of."""
    if each.table.measures in all_:
        return _with_its_rows(each, all_[each.table.measures])
    name, row = each.table.held_with or ("", "")
    if name not in all_:
        return each
    if not _is_held(all_[name], row):
        return each
    return replace(
        each, cells={place: number and SUPPRESSED for place, number in each.cells.items()}
    )


def _with_its_rows(each: ShownTable, other: ShownTable) -> ShownTable:
    """A median of few tells which of them were early: it goes with any number of its row."""
    held = {row.code for row in other.table.rows if _is_held(other, row.code)}
    cells = {
        place: SUPPRESSED if place[0] in held else number
        for place, number in each.cells.items()
    }
    return replace(each, cells=cells)


def _is_held(table: ShownTable, row: str) -> bool:
    return any(table.cell(row, column.code) == SUPPRESSED for column in table.table.columns)


def _cells(table: Table) -> Cells:
    found = {
        (row.code, column.code): table.cell(row.code, column.code)
        for row in table.rows
        for column in table.columns
    }
    return {place: UNAVAILABLE if number is None else number for place, number in found.items()}


def _measured(table: Table, below: int) -> Cells:
    few = {row for row, number in table.over.items() if 0 < number < below}
    return {
        place: SUPPRESSED if place[0] in few else number
        for place, number in _cells(table).items()
    }
