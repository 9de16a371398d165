"""Searching what topics hold, as a consumer reads it: whatever the broker keeps it in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.log.kafka import log_ends, log_starts, open_consumer

batch_records = 1_000


@dataclass(frozen=True, slots=True)
class InTopic:
    """A record that holds what was searched for; `sent_at` is the time that it carries."""

    topic: str
    partition: int
    offset: int
    sent_at: datetime
    what: str


async def search_topics(
    bootstrap: str, topics: Sequence[str], wanted: Mapping[str, Sequence[bytes]]
) -> list[InTopic]:
    """What these topics still have of what is searched for, by the name of that."""
    if not wanted:
        return []
    return [
        InTopic(record.topic, record.partition, record.offset, sent_at(record), what)
        async for record in records_of(bootstrap, topics)
        for what, forms in wanted.items()
        if _holds(record, forms)
    ]


async def records_of(bootstrap: str, topics: Sequence[str]) -> AsyncIterator[ConsumerRecord]:
    """All that these topics have now; a topic that is gone holds nothing."""
    partitions = await _partitions(bootstrap, topics)
    async with open_consumer(bootstrap) as consumer:
        spans = await _spans(consumer, partitions)
        if spans:
            consumer.assign(list(spans))
        for where, (start, _) in spans.items():
            consumer.seek(where, start)
        for where, (_, end) in spans.items():
            while (at := await consumer.position(where)) < end:
                for record in await _next(consumer, where, at):
                    yield record


async def _spans(
    consumer: AIOKafkaConsumer, partitions: Mapping[str, Sequence[int]]
) -> dict[TopicPartition, tuple[int, int]]:
    """Where each partition begins and ends, if it has anything."""
    found: dict[TopicPartition, tuple[int, int]] = {}
    for topic, numbers in partitions.items():
        starts = await log_starts(consumer, topic, numbers)
        ends = await log_ends(consumer, topic, numbers)
        for number in numbers:
            if starts[number] < ends[number]:
                found[TopicPartition(topic, number)] = starts[number], ends[number]
    return found


async def _partitions(bootstrap: str, topics: Sequence[str]) -> dict[str, list[int]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        found = await admin.describe_topics(sorted(set(topics)))
    finally:
        await admin.close()
    return {
        each["topic"]: sorted(part["partition"] for part in each["partitions"])
        for each in found
        if each["error_code"] == 0
    }


async def _next(
    consumer: AIOKafkaConsumer, where: TopicPartition, at: int
) -> Sequence[ConsumerRecord]:
    """The next records; one that the client cannot take apart is passed over alone."""
    try:
        found = await consumer.getmany(where, timeout_ms=500, max_records=batch_records)
        return list(found.get(where, ()))
    except UnicodeDecodeError:
        consumer.seek(where, at)
    try:
        found = await consumer.getmany(where, timeout_ms=500, max_records=1)
        return list(found.get(where, ()))
    except UnicodeDecodeError:
        consumer.seek(where, at + 1)
        return []


def _holds(record: ConsumerRecord, forms: Sequence[bytes]) -> bool:
    parts = [record.key or b"", record.value or b"", *(v or b"" for _, v in record.headers)]
    return any(form in part for form in forms for part in parts)


def sent_at(record: ConsumerRecord) -> datetime:
    """The time that a record carries."""
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)
