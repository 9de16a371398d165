"""A follower at work: it holds its lease, begins where it stopped, passes no record by."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection
from shared.decisions.gate import StoreBehind
from shared.log.follow import Follower, Newer, apply_records
from shared.log.kafka import RawRecord, case_events, log_ends, log_starts, open_consumer, raw
from shared.log.lease import lease
from shared.log.silence import Silence

log = structlog.get_logger()

batch_size = 500
poll_ms = 500


class LogMadeAnew(Exception):
    """The log does not reach the stored offset: it is another log, and this follower stops."""


@dataclass
class FollowerWorker:
    """Runs one follower over the partitions of the main log."""

    follower: Follower
    dsn: str = field(repr=False)
    bootstrap: str
    partitions: Sequence[int]
    topic: str = case_events
    silence: Silence = field(default_factory=Silence)

    async def run(self) -> None:
        """Follow until cancelled, or until an error ends it."""
        async with (
            lease(self.dsn, f"follow:{self.follower.name}") as connection,
            open_consumer(self.bootstrap) as consumer,
        ):
            await self._begin(connection, consumer)
            while True:
                still_wanted()
                batches = await consumer.getmany(timeout_ms=poll_ms, max_records=batch_size)
                records = [
                    raw(where.partition, record)
                    for where, batch in batches.items()
                    for record in batch
                ]
                if records:
                    self.silence.heard()
                    await self._apply(connection, consumer, records)
                else:
                    await self._idle(connection, consumer)

    async def _begin(self, connection: Connection, consumer: AIOKafkaConsumer) -> None:
        """Assign by hand and seek before the first poll."""
        offsets = await stored_offsets(connection, self.follower.name, self.partitions)
        ends = await log_ends(consumer, self.topic, self.partitions)
        starts = await log_starts(consumer, self.topic, self.partitions)
        for number, offset in offsets.items():
            if not starts[number] <= offset <= ends[number]:
                raise LogMadeAnew(
                    f"{self.follower.name} stands at {offset} of partition {number}, and the"
                    f" log has {starts[number]} to {ends[number]}."
                )
        where = {number: TopicPartition(self.topic, number) for number in self.partitions}
        consumer.assign(list(where.values()))
        for number, offset in offsets.items():
            consumer.seek(where[number], offset)
        await connection.execute(
            "delete from paused_partitions where follower = %s", [self.follower.name]
        )

    async def _apply(
        self, connection: Connection, consumer: AIOKafkaConsumer, records: list[RawRecord]
    ) -> None:
        while records:
            try:
                await apply_records(connection, self.follower, records)
            except Newer as newer:
                at = newer.record
                records = [
                    record
                    for record in records
                    if record.partition != at.partition or record.offset < at.offset
                ]
                await self._pause(connection, consumer, newer)
            except StoreBehind:
                await asyncio.sleep(0.2)
            else:
                return

    async def _pause(
        self, connection: Connection, consumer: AIOKafkaConsumer, newer: Newer
    ) -> None:
        """Stop one partition, visibly; the others go on. Its start again is its next look."""
        partition = newer.record.partition
        consumer.pause(TopicPartition(self.topic, partition))
        log.error(
            "partition paused", follower=self.follower.name, partition=partition, why=str(newer)
        )
        await connection.execute(
            "insert into paused_partitions (follower, partition, why) values (%s, %s, %s)"
            " on conflict do nothing",
            [self.follower.name, partition, str(newer)],
        )

    async def _idle(self, connection: Connection, consumer: AIOKafkaConsumer) -> None:
        """Show the database that this process lives, and see whether the log goes on alone."""
        await self.follower.check(connection)
        await self.silence.check(consumer, self.follower.name)


async def stored_offsets(
    connection: Connection, follower: str, partitions: Sequence[int]
) -> dict[int, int]:
    """Where the follower stands in each partition; at the log's beginning if it is new."""
    await connection.execute(
        "insert into follower_offsets (follower, partition, next_offset)"
        " select %s, partition, 0 from unnest(%s::int[]) as new (partition)"
        " on conflict do nothing",
        [follower, list(partitions)],
    )
    rows = await connection.execute(
        "select partition, next_offset from follower_offsets"
        " where follower = %s and partition = any(%s)",
        [follower, list(partitions)],
    )
    return {partition: offset async for partition, offset in rows}
