"""Run children in order, each healthy before the next; one child's end ends all."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from deploy.local.processes import Child, Process, ProcessFailed, Say, quiet

_POLL_SECONDS = 0.1
_MINUTE_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 8.0


class Interrupted(Exception):
    """A person, or the machine, asked this run to end (SIGINT or SIGTERM)."""


class Runner:
    """The children of one run. Leaving it stops all of them, the last started is asked first.

    `watching` are processes that others start and stop, Kafka and Postgres: their end ends all
    too, unless somebody stopped them on purpose.
    """

    def __init__(
        self, logs: Path, *, say: Say = quiet, watching: Sequence[Process] = ()
    ) -> None:
        self._logs = logs
        self._say = say
        self._watching = tuple(watching)
        self._children: list[Process] = []
        self._restarted: dict[str, list[float]] = {}

    async def __aenter__(self) -> "Runner":
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(self._stop(each) for each in reversed(self._children)))

    async def _stop(self, process: Process) -> None:
        await process.stop()
        self._say(f"{process.name} has stopped")

    async def start(self, *children: Child) -> None:
        """Start `children` in order.

        Raises:
            ProcessFailed: one ended or did not become healthy.
        """
        for child in children:
            process = Process(child, self._logs / f"{child.name}.log", self._say)
            self._children.append(process)
            await process.start()

    def process(self, name: str) -> Process:
        """The child called `name`."""
        return next(each for each in self._children if each.name == name)

    async def watch(self) -> None:
        """Look after the children for ever: start again those that may be, else give up.

        Raises:
            ProcessFailed: one has ended for good; its last lines are in the message.
        """
        while True:
            for process in (*self._watching, *self._children):
                if process.ended_by_itself:
                    await self._again(process)
            await asyncio.sleep(_POLL_SECONDS)

    async def _again(self, process: Process) -> None:
        while True:
            now = time.monotonic()
            earlier = self._restarted.get(process.name, [])
            recent = [each for each in earlier if now - each < _MINUTE_SECONDS]
            if len(recent) >= process.child.restarts:
                raise ProcessFailed(process.obituary())
            self._restarted[process.name] = [*recent, now]
            pause = min(0.25 * 2 ** len(recent), _LONGEST_PAUSE_SECONDS)
            self._say(f"{process.ending()} Starting it again in {pause} s.")
            await asyncio.sleep(pause)
            with contextlib.suppress(ProcessFailed):
                await process.start()
                return

    async def until(self, work: Awaitable[None]) -> None:
        """Look after the children until `work` is done.

        Raises:
            ProcessFailed: a child ended for good before that.
        """
        await _first(asyncio.ensure_future(work), asyncio.ensure_future(self.watch()))


async def interruptible(work: Callable[[], Awaitable[None]]) -> None:
    """Do `work`; SIGINT and SIGTERM end it in order, so that all it started is stopped.

    Raises:
        Interrupted: it was ended so.
    """
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)

    async def ask() -> None:
        await asked.wait()
        raise Interrupted

    try:
        await _first(asyncio.ensure_future(work()), asyncio.ensure_future(ask()))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _first(*tasks: "asyncio.Future[None]") -> None:
    """Wait for the first to end, cancel the others, then tell how it ended."""
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = [each for each in tasks if each.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()
