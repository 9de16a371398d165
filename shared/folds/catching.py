"""Catching up: a generation follows the log beside the living one, and never overtakes it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import monotonic

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.decisions.database import Connection
from shared.folds.pace import unless_silent
from shared.folds.place import Place, Refused
from shared.folds.projection import Projection
from shared.log.follow import apply_records
from shared.log.kafka import open_consumer, raw, read_partition

records_at_once = 500
seconds_to_let_go = 10.0
close_enough_seconds = 1.0
retry_seconds = 0.05


async def offsets_of(connection: Connection, follower: str) -> dict[int, int]:
    """Where a follower stands in each partition."""
    rows = await connection.execute(
        "select partition, next_offset from follower_offsets where follower = %s", [follower]
    )
    return {partition: offset async for partition, offset in rows}


async def catch_up(
    place: Place, connection: Connection, shadow: Projection, ends: Mapping[int, int]
) -> None:
    """Apply what a generation lacks up to `ends`; what is beyond stays where it is.

    Raises:
        NotMine: somebody else moved its offsets meanwhile.
    """
    if await _behind(connection, shadow, ends):
        async with open_consumer(place.bootstrap) as consumer:
            await catch_up_reading(consumer, place, connection, shadow, ends)


async def catch_up_reading(
    consumer: AIOKafkaConsumer,
    place: Place,
    connection: Connection,
    shadow: Projection,
    ends: Mapping[int, int],
) -> None:
    """As `catch_up`, by a consumer that is open already."""
    for number, start in (await _behind(connection, shadow, ends)).items():
        where = TopicPartition(place.topic, number)
        await _advance(consumer, connection, shadow, where, (start, ends[number]))


async def _behind(
    connection: Connection, shadow: Projection, ends: Mapping[int, int]
) -> dict[int, int]:
    """Where it stands in the partitions in which it is not at the end."""
    at = await offsets_of(connection, shadow.name)
    return {
        number: at.get(number, 0) for number in sorted(ends) if at.get(number, 0) < ends[number]
    }


async def _advance(
    consumer: AIOKafkaConsumer,
    connection: Connection,
    shadow: Projection,
    where: TopicPartition,
    between: tuple[int, int],
) -> None:
    start, end = between
    batches = read_partition(consumer, where, start=start, end=end, batch=records_at_once)
    async for records in unless_silent(batches):
        await apply_records(
            connection, shadow, [raw(where.partition, record) for record in records]
        )


async def catch_up_closely(
    place: Place, connection: Connection, shadow: Projection, living: str
) -> None:
    """Catch up with the living one, until a round takes less than a second."""
    while True:
        began = monotonic()
        await catch_up(place, connection, shadow, await offsets_of(connection, living))
        if monotonic() - began < close_enough_seconds:
            return


async def lacking(connection: Connection, shadow: str, living: str) -> int:
    """How many records of the log the living one has applied and the other has not."""
    at = await offsets_of(connection, shadow)
    return sum(
        max(0, end - at.get(number, 0))
        for number, end in (await offsets_of(connection, living)).items()
    )


async def try_to_hold(connection: Connection, follower: str) -> bool:
    """Take the right to move a follower, if nobody has it."""
    row = await (
        await connection.execute(
            "select pg_try_advisory_lock(hashtextextended(%s, 0))", [f"follow:{follower}"]
        )
    ).fetchone()
    return row is not None and bool(row[0])


async def let_go(connection: Connection, follower: str) -> None:
    """Give the right to move a follower back."""
    await connection.execute(
        "select pg_advisory_unlock(hashtextextended(%s, 0))", [f"follow:{follower}"]
    )


@asynccontextmanager
async def held(connection: Connection, shadow: Projection) -> AsyncIterator[None]:
    """Have a generation for oneself: the service's process follows it no further meanwhile.

    Raises:
        Refused: it is not let go of.
    """
    ends = monotonic() + seconds_to_let_go
    while not await try_to_hold(connection, shadow.name):
        if monotonic() > ends:
            raise Refused(
                f"Another process still follows generation {shadow.generation} of"
                f" {shadow.model.name}; try again."
            )
        await asyncio.sleep(retry_seconds)
    try:
        yield
    finally:
        if not connection.closed:
            await let_go(connection, shadow.name)
