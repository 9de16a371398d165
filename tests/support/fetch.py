"""Read a whole partition, from its first message to its present end."""

import asyncio

from aiokafka import AIOKafkaConsumer, TopicPartition


async def read_all(bootstrap: str, partition: TopicPartition) -> list[bytes]:
    """The values of all messages of `partition`."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None) as consumer:
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        end = (await consumer.end_offsets([partition]))[partition]
        values: list[bytes] = []
        async with asyncio.timeout(30):
            while await consumer.position(partition) < end:
                for messages in (await consumer.getmany(timeout_ms=100)).values():
                    values += [message.value for message in messages]
        return values
