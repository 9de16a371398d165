"""A consumer that gives nothing while the log grows is ended; at the log's end it is not."""

import pytest
from aiokafka import TopicPartition

from deploy.local.stack import Stack
from shared.log import silence
from shared.log.kafka import open_consumer, open_producer
from shared.log.silence import Silence, Stalled
from tests.support.stack import MakeTopic


async def test_a_consumer_that_hears_nothing_of_a_growing_log_is_stalled(
    stack: Stack, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "ask_after_seconds", 0.0)
    monkeypatch.setattr(silence, "stalled_after_seconds", 0.0)
    topic = await make_topic("quiet")
    quiet = Silence()
    async with open_consumer(stack.kafka) as consumer:
        where = TopicPartition(topic, 0)
        consumer.assign([where])
        consumer.seek(where, 0)
        await quiet.check(consumer, "it")
        async with open_producer(stack.kafka) as producer:
            await producer.send_and_wait(topic, b"more")
        with pytest.raises(Stalled, match="there is more to read"):
            await quiet.check(consumer, "it")
        consumer.pause(where)
        await quiet.check(consumer, "it")
