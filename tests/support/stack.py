"""What tests on real Kafka and Postgres need: databases and topics of their own."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from psycopg import sql

from deploy.local.stack import Stack

FreshDatabases = Callable[..., Awaitable[str]]
"""`await fresh_databases("reviews")` makes an empty database and answers its DSN."""

MakeTopic = Callable[..., Awaitable[str]]
"""`await make_topic("orders", partitions=3)` makes a topic under the test's prefix."""


def unique(name: str = "test") -> str:
    """A name that no other test has."""
    return f"{name}_{secrets.token_hex(5)}"


@dataclass
class Databases:
    """The databases that one test has made."""

    stack: Stack
    made: list[str] = field(default_factory=list)

    async def make(self, name: str = "test") -> str:
        """Make an empty database; its DSN."""
        database = unique(name)
        async with _server(self.stack) as connection:
            await connection.execute(
                sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
            )
        self.made.append(database)
        return self.stack.dsn(database)

    async def drop(self) -> None:
        """Drop them all, whoever is still connected."""
        async with _server(self.stack) as connection:
            for database in self.made:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                await connection.execute(drop.format(sql.Identifier(database)))


async def make_topic(
    stack: Stack, name: str, partitions: int = 1, config: dict[str, str] | None = None
) -> str:
    """Make a topic as told; its name."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=config)])
    finally:
        await admin.close()
    return name


@asynccontextmanager
async def _server(stack: Stack) -> AsyncIterator[psycopg.AsyncConnection[tuple[object, ...]]]:
    dsn = stack.dsn("postgres")
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        yield connection
