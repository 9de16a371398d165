"""How fast a rebuild reads the log: no faster than told, and not waiting for ever."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import TypeVar

Batch = TypeVar("Batch")

silence_seconds = 60.0


class LogSilent(Exception):
    """Kafka gave nothing of what it has for so long that the rebuild ends, to be resumed."""


async def unless_silent(
    batches: AsyncIterator[Batch], *, seconds: float | None = None
) -> AsyncIterator[Batch]:
    """The batches, each within a bounded time.

    Raises:
        LogSilent: one did not come.
    """
    while True:
        try:
            async with asyncio.timeout(silence_seconds if seconds is None else seconds):
                batch = await anext(batches)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise LogSilent(
                "Kafka gives no events, though the log has more. What was folded is kept:"
                " bring Kafka back, then run `cspr replay resume`."
            ) from None
        yield batch


class Pace:
    """Waits so that no more than so many events a second are read; without a rate, never."""

    def __init__(self, events_a_second: float | None) -> None:
        self.rate = events_a_second
        self.began = monotonic()
        self.events = 0

    async def keep(self, events: int) -> None:
        """Count events that were read, and wait until it is time for more."""
        self.events += events
        if self.rate is None:
            return
        ahead = self.events / self.rate - (monotonic() - self.began)
        if ahead > 0:
            await asyncio.sleep(ahead)
