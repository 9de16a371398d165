"""The switch: in one transaction readers see another generation, and no mixture of two."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import psycopg

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, connect_worker
from shared.folds.catching import catch_up_reading, offsets_of
from shared.folds.generations import make_live
from shared.folds.place import Place, SwapRefused
from shared.folds.projection import Projection
from shared.log.kafka import open_consumer

lock_ms = 100
"""Nobody who reads is kept waiting longer by a switch that does not get through."""

retry_seconds = 0.05
seconds_to_read = 2.0
"""So long at most the living followers are held while the log is read for the new ones."""

_in_use = (
    "The living generation is used without a pause, by a query or a transaction that lasts;"
    " nothing was changed. Try again when it has ended."
)
_log_is_slow = (
    "Kafka did not give in time what the log had meanwhile; nothing was changed. Try again when"
    " it answers."
)
_lost = (
    "The database ended a transaction or a connection of this swap: `cspr replay status` says"
    " which generation is live. It is made whole or not at all; try again."
)

Note = Callable[[Connection], Awaitable[None]]
"""What else is written in the transaction of the switch."""


async def nothing_more(_connection: Connection) -> None:
    """No note."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The living generation of a read model, and the one that is to take its place."""

    old: Projection
    new: Projection


async def switch(
    place: Place,
    connection: Connection,
    pairs: Sequence[Pair],
    *,
    keep_for: timedelta | None,
    note: Note = nothing_more,
    seconds: float = 10.0,
) -> None:
    """Put new generations in place of the living ones, all at once.

    The living followers are held for the moment of it, while the new ones, which the caller
    holds and moves on `connection`, make up what they lack.

    Raises:
        SwapRefused: readers, or the living followers, left no moment for it.
    """
    ends = monotonic() + seconds
    async with (
        open_consumer(place.bootstrap) as consumer,
        await connect_worker(place.dsn, application="swap") as switching,
    ):
        while True:
            try:
                for pair in pairs:
                    at = await offsets_of(connection, pair.old.name)
                    await catch_up_reading(consumer, place, connection, pair.new, at)
                async with switching.transaction():
                    await switching.execute(f"set local lock_timeout = {lock_ms}")
                    async with asyncio.timeout(seconds_to_read):
                        for pair in pairs:
                            at = await _locked(switching, pair.old)
                            await catch_up_reading(consumer, place, connection, pair.new, at)
                    await _make_live(switching, pairs, keep_for, note)
                crash_point("swap-committed")
                return
            except psycopg.errors.LockNotAvailable:
                why = _in_use
            except TimeoutError:
                why = _log_is_slow
            except (psycopg.OperationalError, psycopg.InternalError):
                raise SwapRefused(_lost) from None
            if monotonic() > ends:
                raise SwapRefused(why)
            await asyncio.sleep(retry_seconds)


async def _make_live(
    switching: Connection, pairs: Sequence[Pair], keep_for: timedelta | None, note: Note
) -> None:
    for pair in pairs:
        old, new = await _locked(switching, pair.old), await _locked(switching, pair.new)
        # ahead is well: a follower that retires takes a last batch before it notices
        if any(new.get(number, 0) < offset for number, offset in old.items()):
            raise SwapRefused(
                f"Generation {pair.new.generation} of {pair.new.model.name} is behind the"
                " living one; nothing was changed."
            )
    for pair in pairs:
        await make_live(switching, pair.new, keep_for=keep_for)
    await note(switching)
    crash_point("swap-made")


async def _locked(connection: Connection, projection: Projection) -> dict[int, int]:
    rows = await connection.execute(
        "select partition, next_offset from follower_offsets where follower = %s"
        " order by partition for update",
        [projection.name],
    )
    return {partition: offset async for partition, offset in rows}
