"""`make bench`, or `python -m tests.bench --help`: measure, print, and with --write keep."""

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.stack import ROOT, Stack, local_stack
from tests.bench import rebuilding, starting, visible
from tests.bench.machine import this_machine
from tests.bench.report import Results, page

benchmarks = ROOT / "docs" / "benchmarks.md"
parts = ("rebuild", "visible", "start")


def main() -> None:
    """Measure what is asked for; nothing is asserted."""
    asked = _asked()
    results = asyncio.run(_measure(asked))
    text = page(results)
    print(text)
    if asked.write:
        benchmarks.write_text(text, encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--events", type=int, default=200_000, help="events to rebuild from")
    parser.add_argument("--workers", type=int, default=2, help="worker processes")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions of each figure")
    parser.add_argument("--rate", type=int, default=50, help="messages a second")
    parser.add_argument("--seconds", type=int, default=60, help="for so long, each repetition")
    parser.add_argument("--quick", action="store_true", help="20,000 events, 10 seconds")
    parser.add_argument("--only", choices=parts, help="one part")
    parser.add_argument(
        "--with-start", action="store_true", help="also `make run ONCE=1`, which takes minutes"
    )
    parser.add_argument(
        "--models", default="services.reporting.read_models", help="module of read models"
    )
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    asked = parser.parse_args()
    if asked.quick:
        asked.events, asked.seconds = 20_000, 10
    return asked


async def _measure(asked: argparse.Namespace) -> Results:
    wanted = {asked.only} if asked.only else {"rebuild", "visible"}
    if asked.with_start:
        wanted.add("start")
    with TemporaryDirectory() as folder:
        async with local_stack(Path(folder) / "data", keep=False, say=_say) as stack:
            results = await _on(stack, asked, wanted)
    if "start" in wanted:
        _say("starting cold and warm, in fresh clones")
        starts = await asyncio.to_thread(starting.measure, repeat=asked.repeat)
        results = replace(results, starts=starts)
    return results


async def _on(stack: Stack, asked: argparse.Namespace, wanted: set[str]) -> Results:
    """What is measured on one Kafka and one Postgres that nobody else uses."""
    results = Results(await this_machine(stack, sys.argv[1:]))
    if "rebuild" in wanted:
        small = await _rebuilt(stack, asked, asked.events // 4)
        large = await _rebuilt(stack, asked, asked.events)
        results = replace(results, small=small, large=large)
    if "visible" in wanted:
        _say(f"{asked.rate} messages a second for {asked.seconds} s, {asked.repeat} times")
        runs = await visible.measure(
            stack, rate=asked.rate, seconds=asked.seconds, repeat=asked.repeat
        )
        results = replace(results, rate=asked.rate, seconds=asked.seconds, visible=runs)
    return results


async def _rebuilt(
    stack: Stack, asked: argparse.Namespace, events: int
) -> rebuilding.Rebuilding:
    _say(f"rebuilding from {events:,} events, {asked.repeat} times")
    return await rebuilding.measure(
        stack,
        models_at=asked.models,
        events=events,
        workers=asked.workers,
        repeat=asked.repeat,
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
