"""Kafka clients, with the settings that do not lose anything."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from shared.events.envelope import Envelope, Headers, Unreadable, read_record

case_events = "cspr-case-events"


@asynccontextmanager
async def open_producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    """An idempotent producer that waits for all replicas; aiokafka's defaults do neither."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_request_size=2 * 1024 * 1024,
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


@asynccontextmanager
async def open_consumer(
    bootstrap: str,
    *,
    fetch_bytes: int = 8 * 1024 * 1024,
    partitions_at_once: int = 8,
    wait_ms: int = 100,
    committed_only: bool = False,
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer that belongs to no group: partitions are assigned and sought by hand.

    One fetch brings at most `fetch_bytes`, shared out over so many partitions.
    `committed_only` leaves out what a partner's transaction took back; we write without.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=wait_ms,
        max_partition_fetch_bytes=fetch_bytes // partitions_at_once,
        fetch_max_bytes=fetch_bytes,
        check_crcs=True,
        isolation_level="read_committed" if committed_only else "read_uncommitted",
    )
    await consumer.start()
    await asyncio.sleep(0)  # its task must have begun: aiokafka cannot end one that has not
    try:
        yield consumer
    finally:
        await consumer.stop()


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record of the main log as bytes, with its envelope where that could be read."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    read: Envelope | Unreadable

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - the six parts of a Kafka record
        cls,
        partition: int,
        offset: int,
        timestamp_ms: int,
        key: bytes | None,
        value: bytes | None,
        headers: Headers,
    ) -> "RawRecord":
        """Read the envelope, and keep the bytes."""
        envelope = read_record(key, value, headers, partition, offset, timestamp_ms)
        return cls(partition, offset, timestamp_ms, key, value, headers, envelope)


def raw(partition: int, record: ConsumerRecord) -> RawRecord:
    """What aiokafka gives, as one of ours."""
    return RawRecord.of(
        partition,
        record.offset,
        record.timestamp,
        cast("bytes | None", record.key),
        cast("bytes | None", record.value),
        cast(Headers, record.headers),
    )


async def log_ends(
    consumer: AIOKafkaConsumer, topic: str, partitions: Sequence[int]
) -> dict[int, int]:
    """The offset that the next record of each partition will get."""
    ends = await consumer.end_offsets([TopicPartition(topic, number) for number in partitions])
    return {where.partition: end for where, end in ends.items()}


async def log_starts(
    consumer: AIOKafkaConsumer, topic: str, partitions: Sequence[int]
) -> dict[int, int]:
    """The oldest offset that each partition still has."""
    starts = await consumer.beginning_offsets(
        [TopicPartition(topic, number) for number in partitions]
    )
    return {where.partition: start for where, start in starts.items()}


async def read_partition(
    consumer: AIOKafkaConsumer, where: TopicPartition, *, start: int, end: int, batch: int
) -> AsyncIterator[list[ConsumerRecord]]:
    """The records of one partition from offset `start` up to, not with, `end`, in batches."""
    if where not in consumer.assignment():
        _assign(consumer, where)
    consumer.seek(where, start)
    consumer.resume(where)
    at = start
    try:
        while at < end:
            found = await consumer.getmany(where, timeout_ms=1_000, max_records=batch)
            records = [record for record in found.get(where, ()) if record.offset < end]
            if records:
                at = records[-1].offset + 1
                yield records
    finally:
        consumer.pause(where)


def _assign(consumer: AIOKafkaConsumer, where: TopicPartition) -> None:
    """Assign all partitions of a topic at once, each paused until its turn comes.

    A consumer that is assigned one after the other may never come to its end (aiokafka 0.14).
    """
    numbers = consumer.partitions_for_topic(where.topic) or ()
    of_topic = {where, *(TopicPartition(where.topic, number) for number in numbers)}
    wanted = consumer.assignment() | of_topic
    consumer.assign(list(wanted))
    for each in wanted:
        consumer.seek(each, 0)
    consumer.pause(*wanted)
