"""A log to rebuild from: a topic of its own, filled with nothing beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.stack import Stack
from shared.log.kafka import log_ends, open_consumer
from shared.log.topics import case_events
from tests.bench.filling import Filling, fill
from tests.bench.kept import Kept
from tests.support.stack import make_topic, unique


@dataclass(frozen=True)
class Log:
    """A filled topic, or the beginning of one: how much is in it, where each partition ends."""

    topic: str
    events: int
    body_bytes: int
    subjects: int
    ends: dict[int, int]

    def beginning(self, events: int) -> "Log":
        """About so many events of it: the same share of each partition."""
        share = min(1.0, events / self.events)
        ends = {number: round(end * share) for number, end in self.ends.items()}
        return Log(
            self.topic,
            sum(ends.values()),
            round(self.body_bytes * share),
            round(self.subjects * share),
            ends,
        )


@asynccontextmanager
async def filled_log(stack: Stack, kept: Kept, events: int) -> AsyncIterator[Log]:
    """A topic with so many events of invented cases; deleted afterwards, unless it is kept."""
    noted = kept.read(f"log-{events}")
    if noted is not None:
        ends = {int(number): end for number, end in noted.pop("ends").items()}
        yield Log(**noted, ends=ends)
        return
    declared = case_events()
    partitions = tuple(range(declared.partitions))
    topic = await make_topic(stack, unique("bench"), declared.partitions, dict(declared.config))
    try:
        filled = await fill(Filling(stack.kafka, topic, partitions, events))
        async with open_consumer(stack.kafka) as consumer:
            ends = await log_ends(consumer, topic, partitions)
        log = Log(topic, events, filled.body_bytes, filled.subjects, ends)
        kept.write(f"log-{events}", vars(log))
        yield log
    finally:
        if not kept.keeps:
            admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
            await admin.start()
            try:
                await admin.delete_topics([topic])
            finally:
                await admin.close()
