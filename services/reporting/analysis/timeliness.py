"""How early or late what was due was done: as a distribution, in working days.

Counted from the day it was due to the day it was done, by the days that are working days, and
a day that is begun counts: so what was done a day late at a weekend is one late, not none.
How lateness is banded is our choice.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from services.reporting.analysis.tables import TOTAL, Label, Table, total
from services.reporting.read_models.due_facts import ACTION

clocks = (
    Label("notification", "Notification to the Panel (5 working days)"),
    Label("rapid-review", "Rapid review to the Panel (15 working days)"),
    Label("panel-answer", "The Panel's answer (about 10 days, watched)"),
    Label("publication", "Publication of a review (6 months)"),
    Label(ACTION, "Actions after reviews (the day agreed)"),
)
terms = (
    Label("pre-publication", "Copies before publication (7 working days)"),
    Label("availability", "Available after publication (1 year)"),
)
_bands = ((1, "1", "1 to 5"), (6, "6", "6 to 10"), (11, "11", "11 to 20"), (21, "21", "21 or"))
_late = tuple(
    Label(f"{code}-{first}", f"{words} {text}{' more' if first == '21' else ''}")
    for code, words in (("late", "Late by"),)
    for _, first, text in _bands
)
_too_early = tuple(
    Label(each.code.replace("late", "too-early"), each.words.replace("Late", "Too early"))
    for each in _late
)
_early, _on_the_day = Label("early", "Early"), Label("on-the-day", "On the day")
_open, _otherwise = Label("open", "Not done"), Label("otherwise", "Ended without it")
_kept = Label("kept", "Kept")


@dataclass(frozen=True, slots=True)
class Timed:
    """So many of one kind: `days` after they were due, before it less than 0; None: not done.

    `ended_how` says how those ended that are over.
    """

    what: str
    ended_how: str | None
    days: int | None
    explained: bool
    number: int


def of_clocks(timed: Sequence[Timed]) -> Table:
    """What had to be done by a day, by how early or late it was."""
    return _table(
        "timeliness",
        "What was due in the period, by when it was done",
        clocks,
        (_early, _on_the_day, *_late, _open, _otherwise, total),
        _counted(timed, _of_clock),
    )


def of_terms(timed: Sequence[Timed]) -> Table:
    """What had to wait for a day, or to stand until it."""
    return _table(
        "terms",
        "Times to be waited for that were over in the period, by whether they were kept",
        terms,
        (_kept, *_too_early, total),
        _counted(timed, _of_term),
    )


def quartiles(timed: Iterable[Timed]) -> Table:
    """The quartiles of what was done; less than 0 is before the day that it was due on."""
    done: dict[str, Counter[int]] = defaultdict(Counter)
    for each in timed:
        if each.days is not None and each.ended_how == "done":
            done[each.what][each.days] += each.number
    columns = (
        Label("lower", "Lower quartile"),
        Label("median", "Median"),
        Label("upper", "Upper quartile"),
    )
    cells = {
        (row.code, column.code): quantile(done[row.code], share)
        for row in clocks
        for column, share in zip(columns, (0.25, 0.5, 0.75), strict=True)
    }
    return Table(
        "quartiles",
        "Working days from the day it was due to the day it was done",
        "working days",
        "What was due",
        clocks,
        columns,
        cells,
        rows_add_up=False,
        measured=True,
        over={what: of.total() for what, of in done.items()},
        measures="timeliness",
        note="Less than 0 is before the day that it was due on. Of what was done alone.",
    )


def explained(timed: Iterable[Timed]) -> Table:
    """Of publications that were late or are not there yet, how many were explained."""
    cells: Counter[tuple[str, str]] = Counter()
    for each in timed:
        late = each.days is not None and each.days > 0
        if each.what == "publication" and (late or each.ended_how is None):
            column = "late" if late else "open"
            for row in ("yes" if each.explained else "no", TOTAL):
                cells[row, column] += each.number
                cells[row, TOTAL] += each.number
    return Table(
        "explained",
        "Late publications, by whether the delay was explained",
        "reviews",
        "Explained",
        (Label("yes", "Explained"), Label("no", "Not explained"), total),
        (Label("late", "Published late"), Label("open", "Not published yet"), total),
        dict(cells),
        held_with=("timeliness", "publication"),
    )


def quantile(counted: Mapping[int, int], share: float) -> int | None:
    """The least value that so large a share is not above; None if there is nothing."""
    wanted, reached = ceil(share * sum(counted.values())), 0
    for value in sorted(counted):
        reached += counted[value]
        if reached >= wanted:
            return value
    return None


def _of_clock(each: Timed) -> str:
    if each.ended_how is None:
        return _open.code
    if each.ended_how != "done" or each.days is None:
        return _otherwise.code
    if each.days <= 0:
        return _early.code if each.days < 0 else _on_the_day.code
    return _late[_band(each.days)].code


def _of_term(each: Timed) -> str:
    """What still stands after its last day was kept."""
    if each.days is None or each.days >= 0:
        return _kept.code
    return _too_early[_band(-each.days)].code


def _band(days: int) -> int:
    return sum(1 for least, _, _ in _bands if days >= least) - 1


def _counted(
    timed: Iterable[Timed], column_of: Callable[[Timed], str]
) -> dict[tuple[str, str], int | None]:
    cells: Counter[tuple[str, str]] = Counter()
    for each in timed:
        cells[each.what, column_of(each)] += each.number
        cells[each.what, TOTAL] += each.number
    return dict(cells)


def _table(
    name: str,
    title: str,
    rows: tuple[Label, ...],
    columns: tuple[Label, ...],
    cells: Mapping[tuple[str, str], int | None],
) -> Table:
    return Table(
        name, title, "of each kind", "What was due", rows, columns, cells, rows_add_up=False
    )
