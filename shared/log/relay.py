"""The relay: publishes the outbox, each subject's first occurrences in order, none lost.

It takes what is unpublished, never what is "newer than the last": a transaction that commits
late is found the next time. Repeats are possible and harmless: readers count first occurrences.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.decisions.cancellation import still_wanted
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, connect_listener
from shared.decisions.store import outbox_channel
from shared.events.envelope import Envelope, headers_of
from shared.log.kafka import case_events, open_producer
from shared.log.lease import lease

batch_size = 500
poll_seconds = 1.0


@dataclass(frozen=True)
class Relay:
    """Publishes what one service (`source`) decided; others wait for its lease."""

    source: str
    dsn: str = field(repr=False)
    bootstrap: str
    topic: str = case_events

    async def run(self) -> None:
        """Publish until cancelled; ends on any error, its supervisor starts it again."""
        async with lease(self.dsn, f"relay:{self.source}") as connection:
            listener = await connect_listener(self.dsn, channel=outbox_channel)
            woken = asyncio.Event()
            hearing = asyncio.create_task(_hear(listener, woken))
            try:
                async with open_producer(self.bootstrap) as producer:
                    while True:
                        still_wanted()
                        if hearing.done():
                            hearing.result()
                        woken.clear()
                        if await self.publish_batch(connection, producer) < batch_size:
                            await _wait(woken)
            finally:
                hearing.cancel()
                await listener.close()

    async def publish_batch(self, connection: Connection, producer: AIOKafkaProducer) -> int:
        """Publish the oldest unpublished events and mark them; says how many there were."""
        unpublished = await self._unpublished(connection)
        if not unpublished:
            return 0
        for together in in_rounds([envelope for _, envelope in unpublished]):
            await self._publish(producer, together)
        crash_point("relay-published")
        await connection.execute(
            "delete from outbox where seq = any(%s)", [[seq for seq, _ in unpublished]]
        )
        return len(unpublished)

    async def _publish(self, producer: AIOKafkaProducer, together: Sequence[Envelope]) -> None:
        """Publish events of different subjects; wait until Kafka has acknowledged them all."""
        sending = [
            await producer.send(
                self.topic,
                key=envelope.subject.encode(),
                value=envelope.body,
                headers=headers_of(envelope),
            )
            for envelope in together
        ]
        for sent in sending:
            await sent

    async def _unpublished(self, connection: Connection) -> list[tuple[int, Envelope]]:
        rows = await connection.execute(
            "select seq, id, subject, position, name, version, time, actor, correlation_id,"
            " causation_id, traceparent, body from outbox join events using (seq)"
            " order by seq limit %s",
            [batch_size],
        )
        return [(row[0], self._envelope(*row[1:])) async for row in rows]

    def _envelope(self, id_: str, subject: str, position: int, *rest: Any) -> Envelope:
        return Envelope(id_, self.source, subject, position, *rest)


def in_rounds(envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
    """Rounds in which each subject has one event at most, in its order.

    A round begins when the one before is acknowledged. So an event that could not be sent
    never has a later one of its subject in the producer's buffers, which would overtake it.
    """
    rounds: list[list[Envelope]] = []
    seen: Counter[str] = Counter()
    for envelope in envelopes:
        number = seen[envelope.subject]
        seen[envelope.subject] += 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(envelope)
    return rounds


async def _hear(listener: Connection, woken: asyncio.Event) -> None:
    async for _ in listener.notifies():
        woken.set()


async def _wait(woken: asyncio.Event) -> None:
    """Wait for a notification, which is only a hint; look anyway after a second."""
    try:
        await asyncio.wait_for(woken.wait(), poll_seconds)
    except TimeoutError:
        return
