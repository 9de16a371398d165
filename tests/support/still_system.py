"""All services' databases and one log, without processes: hands to move and to harm them."""

import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from aiokafka import TopicPartition
from psycopg import sql

from deploy.local.stack import Stack
from services.command.followers import service_named
from services.command.place import Place, names
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.decisions.decider import Decider
from shared.decisions.ids import new_subject
from shared.decisions.store import Cause, EventStore, Request
from shared.edge.service import prepare
from shared.events.event import Event
from shared.folds.generations import live_projection
from shared.log.follow import Taking, apply_together
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
from tests.contract.examples import EXAMPLES
from tests.support.stack import make_topic, unique

anything: Decider[Sequence[Event], None] = Decider(
    None, lambda events, _: events, lambda s, _: s
)
"""Decides whatever it is told."""

_templates: dict[str, str] = {}
"""By server: the prefix of databases that were prepared once, and are copied for each test."""


@dataclass
class System:
    """The databases and the log; nothing runs."""

    place: Place
    connections: dict[str, Connection] = field(default_factory=dict)

    @property
    def topic(self) -> str:
        return self.place.config("reviews").topic

    @property
    def partitions(self) -> tuple[int, ...]:
        return self.place.config("reviews").partitions

    async def append(self, service: str, subject: str, *events: Event) -> None:
        """Let a service decide these events."""
        connection = self.connections[service]
        store = EventStore(service, SystemClock())
        store.gate.open_for(await store.gate.fingerprint(connection))
        async with connection.transaction():
            request = Request(subject, events, Cause("officer-7", "flow"))
            await store.decide(connection, anything, [request])

    async def publish(self) -> None:
        """Publish all that is unpublished."""
        kafka = self.place.config("reviews").kafka
        async with open_producer(kafka) as producer:
            for service in names:
                relay = Relay(service, "", kafka, self.topic)
                while await relay.publish_batch(self.connections[service], producer):
                    pass

    async def put(
        self,
        key: str,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]],
        *,
        topic: str | None = None,
        partition: int | None = None,
    ) -> None:
        """Put a record into the log past every relay."""
        async with open_producer(self.place.config("reviews").kafka) as producer:
            await producer.send_and_wait(
                topic or self.topic,
                value,
                key=key.encode(),
                headers=list(headers),
                partition=partition,
            )

    async def log(self, topic: str | None = None) -> list[RawRecord]:
        """All records, by partition."""
        return await self._read({}, topic or self.topic)

    async def _read(self, offsets: dict[int, int], topic: str) -> list[RawRecord]:
        records: list[RawRecord] = []
        async with open_consumer(self.place.config("reviews").kafka) as consumer:
            ends = await log_ends(consumer, topic, self.partitions)
            for number in self.partitions:
                where = TopicPartition(topic, number)
                at = offsets.get(number, 0)
                async for batch in read_partition(
                    consumer, where, start=at, end=ends[number], batch=500
                ):
                    records.extend(raw(number, record) for record in batch)
        return records

    async def follow(self) -> None:
        """Let every read model and the ledger take all that they have not taken."""
        records = await self.log()
        for service, connection in self.connections.items():
            takings = []
            for follower in await self.followers(service):
                at = await stored_offsets(connection, follower.name, self.partitions)
                mine = [each for each in records if each.offset >= at[each.partition]]
                if mine:
                    takings.append(Taking(follower, mine))
            if takings:
                await apply_together(connection, takings)

    async def followers(self, service: str) -> list[Follower | Keeper]:
        """The read models of a service, and what it keeps."""
        parts = service_named(service)
        connection = self.connections[service]
        living = [await live_projection(connection, model) for model in parts.read_models]
        return [*parts.keepers, *living]

    async def played(self, cases: int = 2) -> list[str]:
        """A few cases with events of all three services, published and followed."""
        subjects = [new_subject("case") for _ in range(cases)]
        for subject in subjects:
            await self.append("notifications", subject, EXAMPLES["AwarenessRecorded"])
            await self.append("notifications", subject, EXAMPLES["IncidentNotified"])
            await self.append("notifications", subject, EXAMPLES["NotificationAmended"])
            await self.append("reviews", subject, EXAMPLES["RapidReviewOpened"])
            await self.append("reviews", subject, EXAMPLES["ImmediateActionRecorded"])
            await self.append("reporting", subject, EXAMPLES["PanelReportRequired"])
        await self.publish()
        await self.follow()
        return subjects

    async def rows(self, service: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives in a service's database."""
        found = await self.connections[service].execute(statement, values)
        return await found.fetchall()

    async def harm(self, service: str, statement: str, *values: Any) -> None:
        """Do to a database what no program of ours does."""
        connection = self.connections[service]
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute(statement, values)


@asynccontextmanager
async def system(stack: Stack) -> AsyncIterator[System]:
    """Databases as prepared by the services, copied from ones that were made once.

    They go with the stack: to drop them takes longer than most tests.
    """
    prefix = unique("s")
    if stack.database not in _templates:
        _templates[stack.database] = await _prepared(stack)
    await make_topic(stack, f"{prefix}-cspr-case-events", 3)
    async with await psycopg.AsyncConnection.connect(
        stack.dsn("postgres"), autocommit=True
    ) as server:
        for name in [*names, "keys"]:
            await server.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(f"{prefix}_{name}"),
                    sql.Identifier(f"{_templates[stack.database]}_{name}"),
                )
            )
    async with AsyncExitStack() as opened:
        made = System(_place(stack, prefix))
        for name in names:
            made.connections[name] = await opened.enter_async_context(
                await psycopg.AsyncConnection.connect(
                    made.place.config(name).dsn, autocommit=True
                )
            )
        yield made


async def _prepared(stack: Stack) -> str:
    prefix = unique("template")
    where = _place(stack, prefix)
    for name in names:
        await prepare(where.config(name), service_named(name))
    return prefix


def _place(stack: Stack, prefix: str) -> Place:
    return Place(
        {
            "CSPR_KAFKA": stack.kafka,
            "CSPR_DATABASE": stack.database,
            "CSPR_MASTER_KEY": base64.b64encode(bytes(range(32))).decode(),
            "CSPR_JWKS": "unused",
            "CSPR_DATABASE_PREFIX": prefix,
            "CSPR_TOPIC_PREFIX": f"{prefix}-",
            "CSPR_PARTITIONS": "3",
        }
    )
