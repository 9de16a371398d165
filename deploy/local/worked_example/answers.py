"""What a partner is answered on its topic, read as the partner would."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.worked_example.asking import StillWaiting, patience_seconds
from shared.edge.config import Config
from shared.log.kafka import open_consumer
from shared.log.topics import partner_out

Receipt = dict[str, Any]


@dataclass(frozen=True)
class Answers:
    """The answers that come from now on."""

    consumer: AIOKafkaConsumer

    async def about(self, message_id: str, count: int) -> list[Receipt]:
        """So many answers to one message, in their order.

        Raises:
            StillWaiting: they did not come in time.
        """
        found: list[Receipt] = []
        end = time.monotonic() + patience_seconds
        while len(found) < count:
            if time.monotonic() > end:
                raise StillWaiting(f"{len(found)} of {count} answers to {message_id} came.")
            for batch in (await self.consumer.getmany(timeout_ms=200)).values():
                found += [
                    json.loads(record.value)
                    for record in batch
                    if record.key == message_id.encode()
                ]
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
