"""What is held back or rounded before figures leave the partnership.

`c` stands for a number held back, `x` for one that is not to be had, 0 is a true zero
(published). From which number on DfE holds back in these files could not be checked: the
threshold is asked for, and without one nothing is held back. Regions are rounded to 10
(published).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.reporting.national.lines import TOTAL, Line, years_of

SUPPRESSED, UNAVAILABLE = "c", "x"
nearest = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A line, and its number as it may be shown: digits, `c` or `x`."""

    line: Line
    number: str


def rounded(lines: Iterable[Line]) -> Iterator[Shown]:
    """Each number to the nearest 10, halves up; what is rounded does not add up, by design."""
    for line in lines:
        number = line.number
        text = UNAVAILABLE if number is None else str((number + nearest // 2) // nearest * 10)
        yield Shown(line, text)


def held_back(lines: Iterable[Line], below: int) -> Iterator[Shown]:
    """Hold back what is from 1 to under `below`, and what would give it away by subtraction.

    Of numbers that add up to a total, never is exactly one held back: another goes with it.
    What other files say, or the same file of another moment, may still narrow a number down.
    """
    for of_year in years_of(lines):
        hidden = _hidden(of_year, below)
        for place, line in enumerate(of_year):
            if line.number is None:
                yield Shown(line, UNAVAILABLE)
            else:
                yield Shown(line, SUPPRESSED if place in hidden else str(line.number))


def _hidden(lines: Sequence[Line], below: int) -> set[int]:
    hidden = {at for at, line in enumerate(lines) if line.number and 0 < line.number < below}
    sums = sums_of(lines)
    while True:
        more = {
            _second(lines, cells, hidden)
            for cells in sums
            if len(hidden.intersection(cells)) == 1
        }
        if not more:
            return hidden
        hidden |= more


def _second(lines: Sequence[Line], cells: Sequence[int], hidden: set[int]) -> int:
    """The least of the other numbers: rather not a zero, rather a part than a total."""

    def cost(at: int) -> tuple[bool, bool, int]:
        line = lines[at]
        return (line.number == 0, line.nature == TOTAL, line.number or 0)

    return min((at for at in cells if at not in hidden), key=cost)


def sums_of(lines: Sequence[Line]) -> list[list[int]]:
    """The places of a year's lines that add up: parts with their total, or to a known one.

    The natures of a line with its total; of a topic the values of a nature with the nature's
    total; of several places a nature with that of England, which stands in another file.
    """
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    columns: dict[tuple[str, ...], list[int]] = defaultdict(list)
    totals: dict[tuple[str, str], int] = {}
    for at, line in enumerate(lines):
        if line.number is None:
            continue
        rows[line.place, line.topic, line.breakdown].append(at)
        if line.topic == TOTAL:
            totals[line.place, line.nature] = at
            columns["", TOTAL, line.nature].append(at)
        else:
            columns[line.place, line.topic, line.nature].append(at)
    for (place, topic, nature), cells in columns.items():
        if topic != TOTAL:
            cells.append(totals[place, nature])
    return [cells for cells in (*rows.values(), *columns.values()) if len(cells) > 1]
