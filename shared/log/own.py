"""A service follows its own events too: so a store restored from an older backup is noticed.

It lacks events that the log has, and would draw their positions again. Until it has taken them
back it decides nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import TopicPartition

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection, connect_worker
from shared.decisions.store import EventStore
from shared.events.envelope import Envelope
from shared.log.kafka import RawRecord, log_ends, open_consumer, raw
from shared.log.standing import stored_offsets

own_follower = "own"
recheck_seconds = 0.5


class Forked(Exception):
    """The store and the log hold different events at one position: a person has to decide."""


@dataclass
class OwnEvents:
    """Keeps `store` closed until it has all of its events that the log has."""

    store: EventStore
    dsn: str = field(repr=False)
    bootstrap: str
    topic: str
    partitions: Sequence[int]

    async def guard(self) -> None:
        """Check, open the store, and check again whenever its database was started anew."""
        while True:
            still_wanted()
            async with await connect_worker(self.dsn, application="own") as connection:
                while await self.store.gate.is_open(connection):
                    still_wanted()
                    await asyncio.sleep(recheck_seconds)
                await self.check(connection)

    async def check(self, connection: Connection) -> int:
        """Read the log from where it was last read, take back what lacks; says how many.

        Raises:
            Forked: an event of the log is not the one that the store has at its position.
        """
        fingerprint = await self.store.gate.fingerprint(connection)
        taken = 0
        async with open_consumer(self.bootstrap) as consumer:
            ends = await log_ends(consumer, self.topic, self.partitions)
            offsets = await stored_offsets(connection, own_follower, self.partitions)
            behind = {number for number in self.partitions if offsets[number] < ends[number]}
            consumer.assign([TopicPartition(self.topic, number) for number in behind])
            for number in behind:
                consumer.seek(TopicPartition(self.topic, number), offsets[number])
            while behind:
                batches = await consumer.getmany(timeout_ms=500, max_records=500)
                records = [
                    raw(where.partition, record)
                    for where, batch in batches.items()
                    for record in batch
                ]
                taken += await self.take_back(connection, records)
                for record in records:
                    if record.offset + 1 >= ends[record.partition]:
                        behind.discard(record.partition)
        self.store.gate.open_for(fingerprint)
        return taken

    async def take_back(self, connection: Connection, records: Sequence[RawRecord]) -> int:
        """Add to the store what it lacks of these records; remember how far that was."""
        await connection.execute("select 1")
        if not records:
            return 0
        own = [
            record.read
            for record in records
            if isinstance(record.read, Envelope) and record.read.source == self.store.source
        ]
        async with connection.transaction():
            await _remember(connection, records)
            lacking = await _lacking(connection, own)
            await _add(connection, lacking)
        return len(lacking)


async def _remember(connection: Connection, records: Sequence[RawRecord]) -> None:
    """How far the log was read; several processes may read it at once, none goes back."""
    after = {record.partition: record.offset + 1 for record in records}
    await connection.execute(
        "update follower_offsets o set next_offset = greatest(o.next_offset, new.after)"
        " from (select * from unnest(%s::int[], %s::bigint[]) as new (partition, after)"
        "       order by partition) as new"
        " where o.follower = %s and o.partition = new.partition",
        [sorted(after), [after[number] for number in sorted(after)], own_follower],
    )


async def _lacking(connection: Connection, own: Sequence[Envelope]) -> list[Envelope]:
    """The first occurrences of events that the store does not have."""
    if not own:
        return []
    rows = await connection.execute(
        "select subject, position, id from events where (subject, position) in"
        " (select * from unnest(%s::text[], %s::bigint[]))",
        [[event.subject for event in own], [event.position for event in own]],
    )
    there = {(subject, position): id_ async for subject, position, id_ in rows}
    lacking: dict[tuple[str, int], Envelope] = {}
    for event in own:
        known = there.get((event.subject, event.position))
        if known is None:
            lacking.setdefault((event.subject, event.position), event)
        elif known != event.id:
            raise Forked(
                f"{event.subject} has another event at position {event.position} than the log."
            )
    return list(lacking.values())


async def _add(connection: Connection, events: Sequence[Envelope]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into events (id, subject, position, name, version, time, actor,"
            " correlation_id, causation_id, traceparent, body)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
            [
                (
                    event.id,
                    event.subject,
                    event.position,
                    event.name,
                    event.version,
                    event.time,
                    event.actor,
                    event.correlation_id,
                    event.causation_id,
                    event.traceparent,
                    event.body,
                )
                for event in events
            ],
        )
        await cursor.executemany(
            "insert into streams (subject, position) values (%s, %s) on conflict (subject)"
            " do update set position = greatest(streams.position, excluded.position)",
            [
                (event.subject, event.position)
                for event in sorted(events, key=lambda e: e.subject)
            ],
        )
