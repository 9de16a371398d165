"""What a partner is answered on its topic, read as the partner would."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.worked_example.asking import StillWaiting, patience_seconds
from shared.edge.config import Config
from shared.log.kafka import open_consumer
from shared.log.topics import partner_out

Receipt = dict[str, Any]
ByMessage = dict[str, list[Receipt]]


@dataclass(frozen=True)
class Answers:
    """The answers that come from now on."""

    consumer: AIOKafkaConsumer

    async def next(
        self, sent: Collection[str], *, seconds: float = patience_seconds
    ) -> ByMessage:
        """The answers to messages, each as often as its id is in `sent`, in their order.

        An answer may come once more than it was asked for, where a process was started again.

        Raises:
            StillWaiting: they did not come in time.
        """
        found: ByMessage = defaultdict(list)
        missing, end = Counter(sent), time.monotonic() + seconds
        while missing:
            if time.monotonic() > end:
                came = len(sent) - missing.total()
                raise StillWaiting(
                    f"{came} of {len(sent)} answers came within {seconds:.0f} s."
                )
            for batch in (await self.consumer.getmany(timeout_ms=200)).values():
                for record in batch:
                    found[record.key.decode()].append(json.loads(record.value))
                missing -= Counter(record.key.decode() for record in batch)
        return found


@asynccontextmanager
async def answers_to(config: Config, partner: str) -> AsyncIterator[Answers]:
    """Follow what a partner is answered, from the end of its topic."""
    topic = partner_out(partner)
    where = [
        TopicPartition(config.topic_prefix + topic.name, number)
        for number in range(topic.partitions)
    ]
    async with open_consumer(config.kafka) as consumer:
        consumer.assign(where)
        await consumer.seek_to_end(*where)
        for each in where:
            await consumer.position(each)
        yield Answers(consumer)
