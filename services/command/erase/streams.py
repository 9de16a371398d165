"""Searching what topics hold, as a consumer reads it: whatever the broker keeps it in."""

from collections.abc import Mapping, Sequence
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
    """Read all that these topics still have; a topic that is gone holds nothing."""
    if not wanted:
        return []
    found: list[InTopic] = []
    partitions = await _partitions(bootstrap, topics)
    async with open_consumer(bootstrap) as consumer:
        ends: dict[TopicPartition, int] = {}
        starts: dict[TopicPartition, int] = {}
        for topic, numbers in partitions.items():
            for number, start in (await log_starts(consumer, topic, numbers)).items():
                starts[TopicPartition(topic, number)] = start
            for number, end in (await log_ends(consumer, topic, numbers)).items():
                ends[TopicPartition(topic, number)] = end
        left = sorted(where for where, end in ends.items() if starts[where] < end)
        if left:
            consumer.assign(left)
        for where in left:
            consumer.seek(where, starts[where])
        for where in left:
            found += await _search(consumer, where, ends[where], wanted)
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


async def _search(
    consumer: AIOKafkaConsumer,
    where: TopicPartition,
    end: int,
    wanted: Mapping[str, Sequence[bytes]],
) -> list[InTopic]:
    found: list[InTopic] = []
    while (at := await consumer.position(where)) < end:
        for record in await _next(consumer, where, at):
            found += [
                InTopic(where.topic, where.partition, record.offset, _time(record), what)
                for what, forms in wanted.items()
                if _holds(record, forms)
            ]
    return found


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


def _time(record: ConsumerRecord) -> datetime:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)
