"""The sections about a system that runs: latency, pages and swaps, the ledger, the balance."""

from collections.abc import Iterator, Sequence
from statistics import quantiles

from tests.bench.balancing import Balanced
from tests.bench.pages import Answered
from tests.bench.pages import asked as pages_asked
from tests.bench.proving import Proven
from tests.bench.report import Line, line, table, verdict
from tests.bench.starting import Start
from tests.bench.swapping import Swapping, readers_words
from tests.bench.visible import Run

pages_title = "Reporting's pages during a rebuild, and swaps"
proof_title = "The ledger and its proofs"
balance_title = "Reconcile and fsck"
visible_title = "From a partner's event to visible in reporting"
start_title = "`make run ONCE=1` in a fresh clone"


def of_pages(measured: Answered, events: int) -> Iterator[str]:
    """Pages without and during rebuilds, and what readers wait for a swap."""
    rebuilds = sum(each.rebuilds for each in measured.rounds)
    yield (
        f"The whole local system on {events:,} events ({measured.rows:,} rows of reporting's"
        f" read models), and no events coming. {measured.rate} requests a second over HTTP for"
        f" {measured.seconds} seconds without a rebuild, then for as long while"
        f" `cspr replay start` rebuilds all read models of reporting again and again"
        f" ({rebuilds} times); {len(measured.rounds)} repetitions."
    )
    yield (
        "Counted from when a request was due to be sent (an open loop: a stall counts for all"
        f" that it delays) to its whole answer. Asked in turns: {', '.join(pages_asked)}."
    )
    yield ""
    yield from table("milliseconds", _page_lines(measured))
    yield ""
    swaps = measured.swaps
    yield (
        f"Swaps and rollbacks of {swaps.read_model} in turns, {len(swaps.held_ms)} in all,"
        f" while the system runs and {readers_words} ({swaps.reads:,} reads)."
        " What counts is the longest read during each; the target is for the longest of all."
    )
    yield ""
    yield from table("milliseconds", _swap_lines(swaps))


def _page_lines(measured: Answered) -> Iterator[Line]:
    without = [quantiles(each.without_ms, n=100) for each in measured.rounds]
    during = [quantiles(each.during_ms, n=100) for each in measured.rounds]
    yield line("p50 without a rebuild", [each[49] for each in without], ".0f")
    yield line("p50 during a rebuild", [each[49] for each in during], ".0f")
    yield line("p99 without a rebuild", [each[98] for each in without], ".0f")
    yield line("p99 during a rebuild", [each[98] for each in during], ".0f", most=100)
    times = [b[98] / a[98] for a, b in zip(without, during, strict=True)]
    yield line("p99 during, of that without", times, ".2f", most=2)
    yield line(
        "greatest during a rebuild", [max(each.during_ms) for each in measured.rounds], ".0f"
    )


def _swap_lines(swaps: Swapping) -> Iterator[Line]:
    name, middle, spread, _ = line("longest read during a switch", swaps.held_ms, ".1f")
    yield name, middle, spread, verdict(max(swaps.held_ms), most=50)
    yield line("longest read between switches", [swaps.quiet_ms], ".1f")
    yield line("the whole switch, with catching up", swaps.switch_ms, ".0f")


def of_proof(measured: Proven) -> Iterator[str]:
    """Appending, proving, checking."""
    yield (
        f"A ledger of {measured.leaves:,} leaves in Postgres; {len(measured.grown)} repetitions"
        f" of the tree, of {measured.receipts:,} receipts for events from anywhere in it, each"
        " with its inclusion proof and its record as a partner is answered, and of"
        " `cspr_verify.py` as a process that checks all of them."
    )
    yield (
        "Leaves are appended by `shared/proof/growing.py` in the order of the ledger, with the"
        " nodes stored. Before that the ledger's follower keeps the whole events, with their"
        " bodies and indexes: that is the second line, in transactions of 2,000 events, and"
        " without what a follower stores of its place."
    )
    yield ""
    yield from table("appending", _appending(measured))
    yield ""
    yield from table("proving and checking", _proving(measured))


def _appending(measured: Proven) -> Iterator[Line]:
    grown = [each.leaves / each.seconds for each in measured.grown]
    yield line("leaves appended to the tree, leaves/s", grown, ",.0f", least=50_000)
    yield line("events kept by the ledger's follower, events/s", measured.kept_a_second, ",.0f")


def _proving(measured: Proven) -> Iterator[Line]:
    parts = [quantiles(each, n=100) for each in measured.proof_ms]
    yield line("a receipt with its proof, p50, ms", [each[49] for each in parts], ".2f")
    yield line("a receipt with its proof, p99, ms", [each[98] for each in parts], ".2f", most=5)
    seconds = measured.verifier_seconds
    yield line(f"verifier, {measured.receipts:,} receipts, seconds", seconds, ".2f", most=1)
    yield line("of that its start and one receipt, seconds", measured.start_seconds, ".2f")


def of_balance(measured: Balanced) -> Iterator[str]:
    """The commands that compare."""
    yield (
        f"`cspr reconcile --no-read-models` and `cspr audit fsck` as operators run them, the"
        f" start of the program among it, on {measured.events:,} events that balance: stores,"
        " log, inbox, followers' marks, ledger and its tree. To fold the read models anew"
        " too is a rebuild, and measured there."
    )
    yield ""
    lines = []
    for name, ran in measured.ran.items():
        seconds = [each.seconds for each in ran]
        lines.append(line(f"{name}, seconds", seconds, ".1f", most=30))
        rates = [measured.events / each.seconds for each in ran]
        lines.append(line(f"{name}, events/s", rates, ",.0f"))
        peaks = [each.peak_bytes / 1e6 for each in ran]
        lines.append(line(f"{name}, its largest process, MB", peaks, ".0f"))
    yield from table(f"{measured.events:,} events", lines)


def of_visible(runs: Sequence[Run], *, rate: int, seconds: int) -> Iterator[str]:
    """From a message to a row."""
    yield (
        f"{rate} messages a second for {seconds} seconds over Kafka, after a warm-up;"
        f" {len(runs)} repetitions on the whole local system."
    )
    yield (
        "Counted from when a message was due to be sent (an open loop: a stall counts for all"
        " that it delays) to its row in reporting's ledger, looked for every few"
        " milliseconds."
    )
    yield ""
    parts = [quantiles(run.latencies_ms, n=100) for run in runs]
    yield from table(
        "milliseconds",
        [
            line("p50", [part[49] for part in parts], ".0f", most=50),
            line("p95", [part[94] for part in parts], ".0f"),
            line("p99", [part[98] for part in parts], ".0f", most=250),
            line("greatest", [max(run.latencies_ms) for run in runs], ".0f"),
        ],
    )
    yield ""
    yield f"Messages that did not come: {sum(run.missing for run in runs)}."


def of_starts(starts: Sequence[Start]) -> Iterator[str]:
    """Cold and warm."""
    yield (
        "Cold sets up the environment too and has no data (packages may come from the machine's"
        " caches); warm is the second run in the same folder."
    )
    yield ""
    yield from table(
        "seconds",
        [
            line("cold", [each.cold for each in starts], ".0f"),
            line("warm", [each.warm for each in starts], ".0f"),
        ],
    )
