"""`make bench`, or `python -m tests.bench --help`: measure, print, and with --write keep."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.stack import ROOT, Stack, local_stack
from tests.bench import (
    balancing,
    browsing,
    pages,
    profiling,
    proving,
    rebuilding,
    starting,
    told_cases,
    told_rebuild,
    told_system,
    visible,
)
from tests.bench.asked import Asked, asked, parts
from tests.bench.filled import System, filled_system
from tests.bench.kept import Kept
from tests.bench.log import filled_log
from tests.bench.machine import Machine, this_machine
from tests.bench.report import section
from tests.bench.sections import replaced

benchmarks = ROOT / "docs" / "benchmarks.md"
order = (
    told_rebuild.title,
    told_system.pages_title,
    told_cases.cases_title,
    told_system.proof_title,
    told_system.balance_title,
    told_system.visible_title,
    told_system.start_title,
)
Body = Iterable[str]


def main() -> None:
    """Measure what is asked for; nothing is asserted."""
    asyncio.run(_measure(asked(sys.argv[1:], __doc__)))


async def _measure(wanted: Asked) -> None:
    with TemporaryDirectory() as folder:
        data = (wanted.keep or Path(folder)) / "data"
        async with AsyncExitStack() as opened:
            stack = await opened.enter_async_context(
                local_stack(data, keep=wanted.keep is not None, say=_say)
            )
            kept = Kept(data, wanted.keep is not None)
            run = _Run(wanted, stack, kept, opened, await this_machine(stack, sys.argv[1:]))
            for part in parts:
                if part in wanted.only and part != "start":
                    await run.measure(part)
        if "start" in wanted.only:
            await run.measure("start")


@dataclass
class _Run:
    """One run of the benchmarks, on one Kafka and one Postgres that nobody else uses."""

    asked: Asked
    stack: Stack
    kept: Kept
    opened: AsyncExitStack
    machine: Machine
    _system: list[System] = field(default_factory=list)

    async def measure(self, part: str) -> None:
        """Measure one part, show its section, and keep it at once if that is wanted."""
        _say(f"measuring: {part}")
        measures: dict[str, tuple[str, Callable[[], Awaitable[Body]]]] = {
            "rebuild": (told_rebuild.title, self._rebuild),
            "proof": (told_system.proof_title, self._proof),
            "balance": (told_system.balance_title, self._balance),
            "pages": (told_system.pages_title, self._pages),
            "cases": (told_cases.cases_title, self._cases),
            "visible": (told_system.visible_title, self._visible),
            "start": (told_system.start_title, self._start),
        }
        title, measured = measures[part]
        text = section(title, self.machine, await measured())
        print(text, flush=True)
        if self.asked.write:
            page = benchmarks.read_text(encoding="utf-8") if benchmarks.exists() else ""
            benchmarks.write_text(replaced(page, text, order), encoding="utf-8")

    async def _filled(self) -> System:
        """The system that several parts measure; filled when the first of them needs it."""
        if not self._system:
            _say(f"filling a system with {self.asked.events:,} events")
            filling = filled_system(self.stack, self.kept, self.asked.events)
            self._system.append(await self.opened.enter_async_context(filling))
        return self._system[0]

    async def _rebuild(self) -> Body:
        wanted = self.asked
        most = max(wanted.events, *wanted.sizes)
        _say(f"filling a log with {most:,} events")
        how = rebuilding.Measuring(wanted.models, wanted.workers, wanted.repeat)
        async with filled_log(self.stack, self.kept, most) as log:
            measured = await rebuilding.measure(
                self.stack, log, how, events=wanted.events, sizes=wanted.sizes
            )
            lines = [*told_rebuild.body(measured)]
            if wanted.profile:
                this = log.beginning(min(wanted.events, profiling.events_folded))
                async with rebuilding.place_for(self.stack, this, how) as place:
                    shown = await profiling.of_rebuild(place, this)
                words = f"Profile of one worker that folds {this.events:,} events with marks"
                lines += profiling.block(words, shown)
        return lines

    async def _proof(self) -> Body:
        measured = await proving.measure(await self._filled(), repeat=self.asked.repeat)
        return told_system.of_proof(measured)

    async def _balance(self) -> Body:
        filled = await self._filled()
        measured = await balancing.measure(filled, repeat=self.asked.repeat)
        lines = [*told_system.of_balance(measured)]
        if self.asked.profile:
            shown = await profiling.of_reconcile(filled.place)
            words = "Profile of stores, log and ledger compared in one process"
            lines += profiling.block(words, shown)
        return lines

    async def _pages(self) -> Body:
        measured = await pages.measure(
            self.stack,
            await self._filled(),
            rate=self.asked.page_rate,
            seconds=self.asked.page_seconds,
            repeat=self.asked.repeat,
        )
        return told_system.of_pages(measured, self.asked.events)

    async def _cases(self) -> Body:
        wanted = self.asked
        events = browsing.events_for(wanted.cases)
        _say(f"filling a system with about {wanted.cases:,} cases")
        how = browsing.How(wanted.page_rate, wanted.page_seconds, wanted.repeat)
        async with filled_system(self.stack, self.kept, events) as filled:
            measured = await browsing.measure(self.stack, filled, how, records=wanted.records)
        return told_cases.of_cases(measured)

    async def _visible(self) -> Body:
        rate, seconds = self.asked.rate, self.asked.seconds
        runs = await visible.measure(
            self.stack, rate=rate, seconds=seconds, repeat=self.asked.repeat
        )
        return told_system.of_visible(runs, rate=rate, seconds=seconds)

    async def _start(self) -> Body:
        starts = await asyncio.to_thread(starting.measure, repeat=self.asked.repeat)
        return told_system.of_starts(starts)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
