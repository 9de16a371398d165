"""What an analysis is made of: tables of numbers, of which page, CSV, PDF and JSON are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TOTAL = "total"
Number = int | str
"""As it is shown: a number, `c` where it is held back, `x` where there is none to be had."""


@dataclass(frozen=True, slots=True)
class Label:
    """A row or a column: its code, and what it is called."""

    code: str
    words: str


total = Label(TOTAL, "Total")


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column; a cell that is not there is a true zero.

    The columns but the total add up to it. `rows_add_up`: the rows but the total do too.
    `measured`: the cells are no counts but working days, None where there is none, and `over`
    says over how many each row was measured.
    `public`: counted over what was published, so that nothing of it is held back.
    `population`: which tables have their total row in common. `held_with`: a row of another
    table, by its name, which this one tells apart again. `measures`: the table by name whose
    rows it says more of: a row goes where anything of that row is held back.
    """

    name: str
    title: str
    unit: str
    row_head: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: Mapping[tuple[str, str], int | None]
    rows_add_up: bool = True
    measured: bool = False
    over: Mapping[str, int] = field(default_factory=dict)
    public: bool = False
    population: str = ""
    held_with: tuple[str, str] | None = None
    measures: str = ""
    note: str = ""

    def cell(self, row: str, column: str) -> int | None:
        return self.cells.get((row, column), 0)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as it is shown, with what is held back."""

    table: Table
    cells: Mapping[tuple[str, str], Number] = field(default_factory=dict)

    def cell(self, row: str, column: str) -> Number:
        return self.cells[row, column]


def with_totals(counted: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int | None]:
    """Counts by row and column, with the totals of both and of all."""
    cells: dict[tuple[str, str], int | None] = {}
    for row, column, number in counted:
        for of_row in (row, TOTAL):
            for of_column in dict.fromkeys((column, TOTAL)):
                cells[of_row, of_column] = (cells.get((of_row, of_column)) or 0) + number
    return cells
