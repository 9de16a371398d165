"""A log to rebuild from: a topic of its own, filled as the relay fills the main log."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice

from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.stack import Stack
from shared.events.envelope import Envelope, headers_of
from shared.log.kafka import log_ends, open_consumer, open_producer
from shared.log.topics import case_events
from tests.bench.cases import envelopes
from tests.support.stack import make_topic, unique

events_at_once = 2_000


@dataclass(frozen=True)
class Log:
    """A filled topic: how much is in it, and where each partition ends."""

    topic: str
    events: int
    body_bytes: int
    subjects: int
    ends: dict[int, int]


@asynccontextmanager
async def filled_log(stack: Stack, events: int) -> AsyncIterator[Log]:
    """Make a topic with so many events of invented cases; it is deleted afterwards."""
    declared = case_events()
    topic = unique("bench")
    await make_topic(stack, topic, declared.partitions, dict(declared.config))
    try:
        body_bytes = 0
        subjects: set[str] = set()
        async with open_producer(stack.kafka) as producer:
            for chunk in _chunks(envelopes(events)):
                sending = [
                    await producer.send(
                        topic,
                        key=envelope.subject.encode(),
                        value=envelope.body,
                        headers=headers_of(envelope),
                    )
                    for envelope in chunk
                ]
                for sent in sending:
                    await sent
                body_bytes += sum(len(envelope.body) for envelope in chunk)
                subjects.update(envelope.subject for envelope in chunk)
        async with open_consumer(stack.kafka) as consumer:
            ends = await log_ends(consumer, topic, range(declared.partitions))
        yield Log(topic, events, body_bytes, len(subjects), ends)
    finally:
        admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
        await admin.start()
        try:
            await admin.delete_topics([topic])
        finally:
            await admin.close()


def _chunks(all_: Iterable[Envelope]) -> Iterator[list[Envelope]]:
    rest = iter(all_)
    while chunk := list(islice(rest, events_at_once)):
        yield chunk
