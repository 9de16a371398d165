"""Results as a page: each figure a median with its spread, beside its target."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.machine import Machine
from tests.bench.rebuilding import Rebuilding, Round
from tests.bench.starting import Start
from tests.bench.visible import Run

Line = tuple[str, str, str, str]


@dataclass(frozen=True)
class Results:
    """All that was measured in one run; None was not asked for."""

    machine: Machine
    small: Rebuilding | None = None
    large: Rebuilding | None = None
    rate: int = 0
    seconds: int = 0
    visible: Sequence[Run] | None = None
    starts: Sequence[Start] | None = None


def page(results: Results) -> str:
    """The page, as `docs/benchmarks.md` has it."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `python -m tests.bench --write`; no figure was typed by hand.",
        "Each is the median of its repetitions, with the least and the greatest beside it.",
        "The limits and rebuilds of a repetition run one after the other over the same log:"
        " their ratios count, and not the figures themselves.",
        "",
        *_about(results.machine),
    ]
    if results.large is not None:
        lines += ["", *_rebuilding(results.large, results.small)]
    if results.visible is not None:
        lines += ["", *_visible(results, results.visible)]
    if results.starts is not None:
        lines += ["", *_starts(results.starts)]
    return "\n".join(lines) + "\n"


def _about(machine: Machine) -> Iterator[str]:
    yield from (
        f"- command: `{machine.command}`",
        f"- day: {machine.day}",
        f"- machine: {machine.cores} cores, {machine.memory_gib:.0f} GiB, {machine.system};"
        f" load before it began {machine.load_before:.2f}",
        f"- Python {machine.python}, Kafka {machine.kafka}, Postgres {machine.postgres};"
        " all processes on this machine",
    )


def _table(title: str, lines: Sequence[Line]) -> Iterator[str]:
    yield f"| {title} | median | least to greatest | target |"
    yield "|---|--:|--:|--:|"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def _rebuilding(large: Rebuilding, small: Rebuilding | None) -> Iterator[str]:
    log, workers = large.log, large.workers
    yield "## Rebuild of reporting's read models"
    yield ""
    yield (
        f"{log.events:,} events of {log.subjects:,} invented cases, interleaved over many that"
        f" live at a time, {log.body_bytes / log.events:,.0f} bytes of body an event;"
        f" {len(log.ends)} partitions, {workers} worker processes each, {len(large.rounds)}"
        " repetitions."
    )
    yield (
        "Row limit: consume the topic and COPY one raw row an event; subject limit: COPY the"
        " last raw value of each subject; logged tables with their keys, no decoding, no fold."
    )
    yield "Events a second are those of the slowest worker, without the start of its process."
    row = large.rounds[0]
    yield (
        f"Read models: {', '.join(large.models)} ({row.all_models.rows:,} rows)."
        " The ledger is no read model: it is compared with the log and never folded anew."
    )
    yield ""
    yield from _table(f"{log.events:,} events", [*_rates(large), *_ratios(large)])
    yield ""
    yield from _table("memory of the largest worker", [*_memory(large, small)])


def _rates(large: Rebuilding) -> Iterator[Line]:
    figures: list[tuple[str, Callable[[Round], float]]] = [
        ("row limit", lambda each: each.by_row.seconds),
        ("subject limit", lambda each: each.by_subject.seconds),
        ("rebuild", lambda each: each.all_models.working_seconds),
    ]
    for name, seconds in figures:
        rates = [large.log.events / seconds(each) for each in large.rounds]
        yield _line(f"{name}, events/s", rates, ",.0f")


def _ratios(large: Rebuilding) -> Iterator[Line]:
    for limit, target in (("row", 0.5), ("subject", 0.35)):
        ratios = [
            (each.by_row if limit == "row" else each.by_subject).seconds
            / each.all_models.working_seconds
            for each in large.rounds
        ]
        yield _line(f"rebuild, of the {limit} limit", ratios, ".2f", f"≥ {target}")


def _memory(large: Rebuilding, small: Rebuilding | None) -> Iterator[Line]:
    peaks = [each.all_models.peak_bytes / 1e6 for each in large.rounds]
    if small is not None:
        fewer = [each.all_models.peak_bytes / 1e6 for each in small.rounds]
        yield _line(f"{small.log.events:,} events, MB", fewer, ".0f")
        yield _line(f"{large.log.events:,} events, MB", peaks, ".0f")
        ratio = median(peaks) / median(fewer)
        yield ("greater by", f"{ratio - 1:.0%}", "", "≤ 15 %")
    else:
        yield _line(f"{large.log.events:,} events, MB", peaks, ".0f")
    raw = [each.by_row.peak_bytes / 1e6 for each in large.rounds]
    yield _line("for comparison: row limit, MB", raw, ".0f")


def _visible(results: Results, runs: Sequence[Run]) -> Iterator[str]:
    yield "## From a partner's event to visible in reporting"
    yield ""
    yield (
        f"{results.rate} messages a second for {results.seconds} seconds over Kafka, after a"
        f" warm-up; {len(runs)} repetitions on the whole local system."
    )
    yield (
        "Counted from when a message was due to be sent (an open loop: a stall counts for all"
        " that it delays) to its row in reporting's ledger, looked for every few"
        " milliseconds."
    )
    yield ""
    parts = [quantiles(run.latencies_ms, n=100) for run in runs]
    yield from _table(
        "milliseconds",
        [
            _line("p50", [part[49] for part in parts], ".0f", "< 50"),
            _line("p95", [part[94] for part in parts], ".0f"),
            _line("p99", [part[98] for part in parts], ".0f", "< 250"),
            _line("greatest", [max(run.latencies_ms) for run in runs], ".0f"),
        ],
    )
    yield ""
    yield f"Messages that did not come: {sum(run.missing for run in runs)}."


def _starts(starts: Sequence[Start]) -> Iterator[str]:
    yield "## `make run ONCE=1` in a fresh clone"
    yield ""
    yield (
        "Cold sets up the environment too and has no data (packages may come from the machine's"
        " caches); warm is the second run in the same folder."
    )
    yield ""
    yield from _table(
        "seconds",
        [
            _line("cold", [each.cold for each in starts], ".0f"),
            _line("warm", [each.warm for each in starts], ".0f"),
        ],
    )


def _line(name: str, values: Sequence[float], form: str, target: str = "") -> Line:
    least, greatest = format(min(values), form), format(max(values), form)
    return name, format(median(values), form), f"{least} to {greatest}", target
