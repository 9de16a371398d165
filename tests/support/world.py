"""One toy service on real Kafka and Postgres: its store, its topic, and hands to move it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from aiokafka import TopicPartition

import services
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.decisions.decider import Command
from shared.decisions.migrate import migrate
from shared.decisions.store import Cause, EventStore, Outcome, Request
from shared.log.follow import Taking, apply_records, apply_together
from shared.log.follower import Follower, Keeper
from shared.log.kafka import (
    RawRecord,
    log_ends,
    open_consumer,
    open_producer,
    raw,
    read_partition,
)
from shared.log.relay import Relay
from shared.log.standing import stored_offsets
from shared.log.work import FollowerWorker
from tests.support.toy import Count, toy

moment = datetime(2026, 1, 5, 12, tzinfo=UTC)
partitions = tuple(range(3))


@dataclass
class World:
    """A store with a database of its own, and a log."""

    dsn: str = field(repr=False)
    kafka: str
    topic: str
    connection: Connection
    store: EventStore
    partitions: Sequence[int] = partitions

    async def do(self, subject: str, command: Command) -> Outcome:
        """Decide one command in a transaction of its own."""
        async with self.connection.transaction():
            request = Request(subject, command, Cause("tester", "flow"))
            return (await self.store.decide(self.connection, toy, [request]))[0]

    async def count(self, subject: str, amount: int, note: str = "") -> Outcome:
        """Count in a subject."""
        return await self.do(subject, Count(asked_at=moment, amount=amount, note=note))

    def relay(self) -> Relay:
        """The service's relay, not started."""
        return Relay(self.store.source, self.dsn, self.kafka, self.topic)

    async def publish(self) -> int:
        """Publish all that is unpublished."""
        async with open_producer(self.kafka) as producer:
            total = 0
            while sent := await self.relay().publish_batch(self.connection, producer):
                total += sent
            return total

    async def read_log(self, offsets: dict[int, int] | None = None) -> list[RawRecord]:
        """All records from the offsets (the beginning) to the end, by partition."""
        records: list[RawRecord] = []
        async with open_consumer(self.kafka) as consumer:
            ends = await log_ends(consumer, self.topic, self.partitions)
            for number in self.partitions:
                where = TopicPartition(self.topic, number)
                at = (offsets or {}).get(number, 0)
                async for batch in read_partition(
                    consumer, where, start=at, end=ends[number], batch=500
                ):
                    records.extend(raw(number, record) for record in batch)
        return records

    async def follow(self, follower: Follower | Keeper) -> int:
        """Let a follower take all that the log has, as one batch."""
        offsets = await stored_offsets(self.connection, follower.name, self.partitions)
        records = await self.read_log(offsets)
        if records:
            await apply_records(self.connection, follower, records)
        return len(records)

    async def follow_together(self, *followers: Follower | Keeper) -> None:
        """Let followers that are new take all that the log has, as one batch."""
        for each in followers:
            await stored_offsets(self.connection, each.name, self.partitions)
        records = await self.read_log()
        await apply_together(self.connection, [Taking(each, records) for each in followers])

    def worker(self, *followers: Follower | Keeper) -> FollowerWorker:
        """A worker of followers, not started."""
        return FollowerWorker(followers, self.dsn, self.kafka, self.partitions, self.topic)

    async def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return await (await self.connection.execute(statement, values)).fetchall()


@asynccontextmanager
async def world(
    dsn: str, kafka: str, topic: str, source: str = "reviews"
) -> AsyncIterator[World]:
    """A migrated store whose gate is open."""
    migrations = Path(services.__path__[0]) / source / "migrations"
    await asyncio.to_thread(migrate, dsn, migrations)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        store = EventStore(source, SystemClock())
        store.gate.open_for(await store.gate.fingerprint(connection))
        yield World(dsn, kafka, topic, connection, store)


async def until(condition: Any, seconds: float = 20.0) -> None:
    """Wait until an async condition holds; it is asked again, never slept through."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)
