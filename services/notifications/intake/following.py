"""The partners' topics at work: read under a lease, from offsets in the service's database.

No consumer group: the offset moves in the transaction that decides (ADR 2).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from services.notifications import queries
from services.notifications.intake.arrived import Arrived, Place, Sender
from services.notifications.intake.door import Door
from services.notifications.intake.record import arrived_from, arrived_unread
from shared.decisions.cancellation import still_wanted
from shared.decisions.clock import Clock
from shared.decisions.database import Connection
from shared.decisions.gate import StoreBehind
from shared.edge.logs import logger
from shared.log.follower import NotMine
from shared.log.kafka import open_consumer
from shared.log.lease import lease
from shared.log.silence import Silence
from shared.log.topics import partner_in
from shared.privacy.refusals import KeysUnavailable

batch_size = 500
poll_ms = 200
look_for_partners_seconds = 1.0
wait_seconds = 0.5


@dataclass
class Intake:
    """Reads what partners send over Kafka; another process waits for its lease."""

    door: Door
    clock: Clock
    dsn: str = field(repr=False)
    bootstrap: str
    _senders: dict[str, Sender] = field(default_factory=dict)
    _there: frozenset[str] = frozenset()
    _looked: float = -look_for_partners_seconds
    _silence: Silence = field(default_factory=Silence)

    async def run(self) -> None:
        """Read until cancelled, or until an error ends it."""
        async with (
            lease(self.dsn, "intake") as connection,
            open_consumer(self.bootstrap, committed_only=True) as consumer,
        ):
            while True:
                still_wanted()
                await self._look_for_partners(connection, consumer)
                if not consumer.assignment():
                    await asyncio.sleep(look_for_partners_seconds / 2)
                    continue
                arrived = await self._next(connection, consumer)
                if arrived:
                    await self._take(connection, arrived)
                    self._silence.heard()
                else:
                    await self._silence.check(consumer, "the intake")

    async def _next(self, connection: Connection, consumer: AIOKafkaConsumer) -> list[Arrived]:
        """The next messages; one by one where the client cannot take a batch apart."""
        try:
            batches = await consumer.getmany(timeout_ms=poll_ms, max_records=batch_size)
        except UnicodeDecodeError:
            return await self._next_of_each(connection, consumer)
        return [
            self._arrived(where, record) for where, batch in batches.items() for record in batch
        ]

    async def _next_of_each(
        self, connection: Connection, consumer: AIOKafkaConsumer
    ) -> list[Arrived]:
        """At most one message of each partition; what cannot be read arrives without a body.

        The client gives up a partition at a header's name that is not UTF-8, and for ever. It
        has also passed what it had read of other partitions by then, so each begins again
        where its messages were last taken in.
        """
        arrived: list[Arrived] = []
        taken = await _stored(connection)
        for where in sorted(consumer.assignment()):
            at = taken[where]
            consumer.seek(where, at)
            try:
                found = await consumer.getmany(where, timeout_ms=poll_ms, max_records=1)
            except UnicodeDecodeError:
                consumer.seek(where, at + 1)
                place = Place(where.topic, where.partition, at)
                sender = self._senders[where.topic]
                arrived.append(arrived_unread(sender, place, self.clock.now()))
            else:
                arrived += [self._arrived(where, each) for each in found.get(where, ())]
        return arrived

    def _arrived(self, where: TopicPartition, record: ConsumerRecord) -> Arrived:
        place = Place(where.topic, where.partition, record.offset)
        return arrived_from(record, self._senders[where.topic], place, self.clock.now())

    async def _take(self, connection: Connection, arrived: Sequence[Arrived]) -> None:
        """Take a batch in; wait while nothing can be decided or sealed."""
        while True:
            still_wanted()
            try:
                await self.door.receive(connection, arrived, advance=advance)
            except (StoreBehind, KeysUnavailable) as waiting:
                logger("intake").warning("intake waits", reason=type(waiting).__name__)
                await asyncio.sleep(wait_seconds)
                await connection.execute("select 1")
            else:
                return

    async def _look_for_partners(
        self, connection: Connection, consumer: AIOKafkaConsumer
    ) -> None:
        """See now and then who was added or changed; begin each topic where it was left.

        A topic that is gone stops its partner alone, visibly, until it is there again.
        """
        if monotonic() - self._looked < look_for_partners_seconds:
            return
        self._looked = monotonic()
        senders = await queries.senders_by_topic(connection)
        there = frozenset(senders.keys() & await consumer.topics())
        if (senders.keys(), there) != (self._senders.keys(), self._there):
            await _assign(connection, consumer, senders, there)
        self._senders, self._there = senders, there


async def _assign(
    connection: Connection,
    consumer: AIOKafkaConsumer,
    senders: Mapping[str, Sender],
    there: frozenset[str],
) -> None:
    """Assign by hand, and seek before the first poll."""
    where = [
        TopicPartition(topic, number)
        for topic, sender in sorted(senders.items())
        for number in range(partner_in(sender.name).partitions)
    ]
    offsets = await _offsets(
        connection, consumer, [each for each in where if each.topic in there]
    )
    consumer.assign(list(offsets))
    for partition, offset in offsets.items():
        consumer.seek(partition, offset)
    await _mark_stopped(connection, set(where) - offsets.keys())
    for topic in sorted(senders.keys() - there):
        logger("intake").error("topic gone", topic=topic)
    logger("intake").info("partners' topics", count=len(there))


async def _offsets(
    connection: Connection, consumer: AIOKafkaConsumer, where: Sequence[TopicPartition]
) -> dict[TopicPartition, int]:
    """Where to go on; a partition whose log does not reach there is stopped, visibly."""
    starts = await consumer.beginning_offsets(list(where))
    ends = await consumer.end_offsets(list(where))
    await connection.execute(
        "insert into intake_offsets (topic, partition, next_offset)"
        " select * from unnest(%s::text[], %s::int[], %s::bigint[]) on conflict do nothing",
        [
            [each.topic for each in where],
            [each.partition for each in where],
            [starts[each] for each in where],
        ],
    )
    stored = await _stored(connection)
    reached = {
        each: stored[each] for each in where if starts[each] <= stored[each] <= ends[each]
    }
    for each in set(where) - reached.keys():
        why = f"the topic has {starts[each]} to {ends[each]}, and {stored[each]} is next"
        logger("intake").error(
            "partition stopped", topic=each.topic, partition=each.partition, reason=why
        )
    return reached


async def _stored(connection: Connection) -> dict[TopicPartition, int]:
    """Where the messages of each partition were last taken in."""
    rows = await connection.execute("select topic, partition, next_offset from intake_offsets")
    return {TopicPartition(topic, number): offset async for topic, number, offset in rows}


async def _mark_stopped(connection: Connection, stopped: set[TopicPartition]) -> None:
    await connection.execute(
        "update intake_offsets set stopped = case when (topic, partition) in"
        " (select * from unnest(%s::text[], %s::int[])) then"
        " 'messages are missing, or the topic is gone or was made anew' end",
        [[each.topic for each in stopped], [each.partition for each in stopped]],
    )


async def advance(
    connection: Connection, arrived: Sequence[Arrived]
) -> Callable[[], Awaitable[None]]:
    """Move the offsets past messages, if nobody has read as far as these begin.

    They may begin after where the offsets stand: a partner that writes in transactions leaves
    offsets in its topic at which there is no message.

    What it gives raises NotMine where somebody else has read on: this process has lost its
    right to.
    """
    first: dict[tuple[str, int], int] = {}
    after: dict[tuple[str, int], int] = {}
    for each in arrived:
        assert each.place is not None
        topic, partition, offset = each.place
        first.setdefault((topic, partition), offset)
        after[topic, partition] = offset + 1
    keys = sorted(first)
    moved = await connection.execute(
        "update intake_offsets o set next_offset = new.after"
        " from unnest(%s::text[], %s::int[], %s::bigint[], %s::bigint[])"
        "   as new (topic, partition, first, after)"
        " where o.topic = new.topic and o.partition = new.partition"
        " and o.next_offset <= new.first returning 1",
        [
            [topic for topic, _ in keys],
            [partition for _, partition in keys],
            [first[key] for key in keys],
            [after[key] for key in keys],
        ],
    )

    async def advanced() -> None:
        if len(await moved.fetchall()) != len(keys):
            raise NotMine("The offsets of the intake are not where this process left them.")

    return advanced
