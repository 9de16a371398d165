"""One child process: started, waited for until it is healthy, stopped, killed, started again.

Nothing here belongs to an event loop, so that a test may stop in its own loop what another
loop has started.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import tether

Say = Callable[[str], None]
Gate = Callable[[], Awaitable[bool]]

_POLL_SECONDS = 0.03
_LOG_LIMIT_BYTES = 20 * 1024 * 1024


class ProcessFailed(RuntimeError):
    """A child ended, or did not become healthy; its last lines are in the message."""


def quiet(line: str) -> None:
    """Say nothing: for tests."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """What to run, and how to tell that it is healthy.

    `ready` is asked again and again until it answers true; a connection error counts as no.
    `restarts` is how often within a minute it is started again after it ended by itself.
    `inside` is a command that prepares the ground (another user, say) and then becomes `argv`;
    `tied` is false where that command itself sees to it that the child ends with this process.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Gate
    timeout_seconds: float = 60.0
    restarts: int = 0
    inside: Sequence[str] = ()
    tied: bool = True
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    stop_seconds: float = 15.0


class Process:
    """A child that runs, or has run: the handle by which it is stopped and started again."""

    def __init__(self, child: Child, log: Path, say: Say = quiet) -> None:
        self.child = child
        self.log = log
        self._say = say
        self._popen: subprocess.Popen[bytes] | None = None
        self._wanted = False
        self._lines_from = 0

    @property
    def name(self) -> str:
        """The name by which people know it."""
        return self.child.name

    @property
    def pid(self) -> int:
        """The process id.

        Raises:
            ProcessFailed: it was never started.
        """
        if self._popen is None:
            raise ProcessFailed(f"{self.name} was never started.")
        return self._popen.pid

    @property
    def running(self) -> bool:
        """Whether the process is there (it may be paused)."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def ended_by_itself(self) -> bool:
        """Whether it was meant to run and does not."""
        return self._wanted and not self.running

    async def start(self) -> None:
        """Start the process and wait until it is healthy.

        Raises:
            ProcessFailed: it ended, or was not healthy in time; nothing is left running.
        """
        if self.running:
            return
        self._spawn()
        try:
            await self._healthy()
        except BaseException:
            await self.kill()
            raise
        self._wanted = True

    def _spawn(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".1.log"))
        death = [str(os.getpid()), str(int(self.child.death_signal))]
        tied = [sys.executable, "-I", tether.__file__, *death] if self.child.tied else []
        with self.log.open("ab") as out:
            self._lines_from = out.tell()
            self._popen = subprocess.Popen(
                [*self.child.inside, *tied, *self.child.argv],
                env={**os.environ, **self.child.env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def _healthy(self) -> None:
        began = time.monotonic()
        told = began
        while not await _answers(self.child.ready):
            if not self.running:
                raise ProcessFailed(self.obituary())
            waited = time.monotonic() - began
            if waited > self.child.timeout_seconds:
                raise ProcessFailed(
                    f"{self.name} was not healthy within {self.child.timeout_seconds:.0f} s."
                    f"{self._tail()}"
                )
            if time.monotonic() - told > 5:
                told = time.monotonic()
                self._say(f"still waiting for {self.name} ({waited:.0f} s)")
            await asyncio.sleep(_POLL_SECONDS)
        if not self.running:
            raise ProcessFailed(self.obituary())
        self._say(f"{self.name} is up ({time.monotonic() - began:.1f} s)")

    async def stop(self) -> None:
        """Ask it to end, wait, and kill it with all that it started if it does not."""
        self._wanted = False
        if self.running:
            self._signal(self.child.stop_signal)
            self._signal(signal.SIGCONT)
            await self._gone_within(self.child.stop_seconds)
        await self.kill()

    async def kill(self) -> None:
        """Kill it outright with all that it started, as a loss of power would."""
        self._wanted = False
        if self._popen is None:
            return
        self._signal(signal.SIGKILL, group=True)
        await self._gone_within(10)

    def pause(self) -> None:
        """Stop it where it is (SIGSTOP): it keeps its connections and does nothing."""
        self._signal(signal.SIGSTOP, group=True)

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        self._signal(signal.SIGCONT, group=True)

    async def ended(self) -> int:
        """Wait until the process has ended; its exit status, negative for a signal."""
        while self.running:
            await asyncio.sleep(_POLL_SECONDS)
        return self._popen.returncode if self._popen else 0

    def ending(self) -> str:
        """How it ended, in one sentence."""
        status = self._popen.poll() if self._popen else None
        how = f"ended with status {status}"
        if status is not None and status < 0:
            how = f"was ended by {signal.Signals(-status).name}"
        return f"{self.name} {how}."

    def obituary(self) -> str:
        """How it ended, with the last lines that it wrote."""
        return f"{self.ending()}{self._tail()}"

    def last_lines(self, count: int = 15) -> list[str]:
        """The last lines that this run of the process wrote."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            file.seek(max(self._lines_from, self.log.stat().st_size - 64 * 1024))
            return file.read().decode(errors="replace").splitlines()[-count:]

    def _tail(self) -> str:
        lines = "\n".join(f"  | {line}" for line in self.last_lines())
        return f" Its last lines (all of them in {self.log}):\n{lines}" if lines else ""

    def _signal(self, number: int, *, group: bool = False) -> None:
        try:
            if group:
                os.killpg(self.pid, number)
            elif self.running:
                os.kill(self.pid, number)
        except ProcessLookupError:
            pass

    async def _gone_within(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self.running and time.monotonic() < end:
            await asyncio.sleep(_POLL_SECONDS)


async def _answers(ready: Gate) -> bool:
    try:
        return await ready()
    except (OSError, TimeoutError):
        return False
