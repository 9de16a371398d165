"""The section about rebuilds."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median

from tests.bench.cases import living_cases
from tests.bench.filling import processes
from tests.bench.rebuilding import Rebuilding, Round
from tests.bench.report import Line, line, table, verdict

title = "Rebuild of reporting's read models"
Seconds = Callable[[Round], float]


def body(measured: Rebuilding) -> Iterator[str]:
    """All but its title."""
    log, first = measured.log, measured.rounds[0]
    yield (
        f"{log.events:,} events of about {log.subjects:,} invented cases, interleaved over"
        f" {living_cases * processes:,} that live at a time,"
        f" {log.body_bytes / log.events:,.0f} bytes of body an event;"
        f" {len(log.ends)} partitions, {measured.workers} worker processes each,"
        f" {len(measured.rounds)} repetitions, one after the other over the same log."
    )
    yield (
        "Row limit: consume the topic and COPY one raw row an event; subject limit: COPY the"
        " last raw value of each subject; logged tables with their keys, no decoding, no fold."
    )
    yield (
        "With marks: the fold of `cspr replay start`, which keeps the place of each stream for"
        " each read model, so that what it built can be resumed and can follow the log; without"
        " marks: the fold that only compares. Events a second are those of the slowest worker,"
        " without the start of its process; the whole operation has that, its planning,"
        " indexes and digest too."
    )
    yield (
        f"Read models: {', '.join(measured.models)} ({first.operated.folded.rows:,} rows), all"
        " that reporting has. The ledger is no read model: it is compared with the log and"
        " never folded anew."
    )
    yield ""
    yield from table(f"{log.events:,} events", [*_rates(measured), *_ratios(measured)])
    yield ""
    yield from table("flatness, with marks", _flatness(measured))
    yield ""
    yield (
        "Where the share of the subject limit is missed: a fold opens whole what it folds, and"
        " decision 38 says what was tried. A profile (`--profile`) shows what the time goes to."
    )


def _with_marks(each: Round) -> float:
    return each.operated.folded.working_seconds


def _without_marks(each: Round) -> float:
    return each.without_marks.working_seconds


def _rates(measured: Rebuilding) -> Iterator[Line]:
    figures: list[tuple[str, Seconds]] = [
        ("row limit", lambda each: each.by_row.seconds),
        ("subject limit", lambda each: each.by_subject.seconds),
        ("rebuild with marks", _with_marks),
        ("rebuild without marks", _without_marks),
        ("the whole operation", lambda each: each.operated.seconds),
    ]
    for name, seconds in figures:
        rates = [measured.log.events / seconds(each) for each in measured.rounds]
        yield line(f"{name}, events/s", rates, ",.0f")
    took = [each.operated.seconds for each in measured.rounds]
    yield line("the whole operation, seconds", took, ".1f")


def _ratios(measured: Rebuilding) -> Iterator[Line]:
    for name, of in (("with", _with_marks), ("without", _without_marks)):
        for limit, target in (("row", 0.7), ("subject", 0.5)):
            ratios = [
                (each.by_row if limit == "row" else each.by_subject).seconds / of(each)
                for each in measured.rounds
            ]
            yield line(
                f"rebuild {name} marks, of the {limit} limit", ratios, ".2f", least=target
            )


def _flatness(measured: Rebuilding) -> Iterator[Line]:
    rates, peaks = {}, {}
    for events, operated in measured.beside.items():
        rates[events] = [events / each.folded.working_seconds for each in operated]
        peaks[events] = [each.folded.peak_bytes / 1e6 for each in operated]
    for events, values in rates.items():
        yield line(f"{events:,} events, events/s", values, ",.0f")
    yield _spread("rates differ by", rates)
    yield from _further(measured)
    for events, values in peaks.items():
        yield line(f"{events:,} events, largest worker, MB", values, ".0f")
    yield _spread("peaks differ by", peaks)
    raw = [each.by_row.peak_bytes / 1e6 for each in measured.rounds]
    yield line("for comparison: row limit, MB", raw, ".0f")


def _further(measured: Rebuilding) -> Iterator[Line]:
    """From one size to the next: without what every rebuild takes, however little it folds."""
    times = {
        events: median([each.folded.working_seconds for each in operated])
        for events, operated in measured.beside.items()
    }
    for (less, before), (more, after) in pairwise(times.items()):
        rate = (more - less) / (after - before)
        yield f"from {less:,} to {more:,} events, further events/s", f"{rate:,.0f}", "", ""


def _spread(name: str, by_size: dict[int, list[float]]) -> Line:
    """How much the greatest median is above the least, in percent."""
    medians = [median(values) for values in by_size.values()]
    percent = (max(medians) / min(medians) - 1) * 100
    said = verdict(percent, most=15) if len(medians) > 1 else "one size only"
    return name, f"{percent:.0f} %", "", said.replace("15", "15 %")
