"""A service's desk: what it keeps watch over goes on when its connections are ended."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.decisions.store import Position
from shared.edge.config import Config
from shared.edge.desk import open_desk
from shared.edge.refusals import NotReady
from shared.edge.service import Service, prepare
from tests.support.stack import Databases, MakeTopic, unique
from tests.support.toy import read_models, toy
from tests.support.world import until

migrations = Path(__file__).parents[2] / "services" / "reviews" / "migrations"
service = Service("reviews", toy, {}, read_models, migrations)


@pytest.fixture
async def config(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str
) -> AsyncIterator[Config]:
    """A prepared service of its own."""
    await make_topic("cspr-case-events", partitions=3)
    made = Config(
        service="reviews",
        kafka=stack.kafka,
        database=stack.database,
        master_key=bytes(32),
        jwks="none",
        issuer="none",
        audience="none",
        host="127.0.0.1",
        port=0,
        prefix=unique("desk"),
        topic_prefix=topic_prefix,
        partitions=(0, 1, 2),
    )
    await prepare(made, service)
    yield made
    databases = Databases(stack, [made.database_name, f"{made.prefix}_keys"])
    await databases.drop()


async def test_a_store_that_was_shut_is_opened_again_after_its_guard_lost_its_connection(
    config: Config,
) -> None:
    async with (
        open_desk(config, service) as desk,
        await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection,
    ):

        async def is_open() -> bool:
            return await desk.store.gate.is_open(connection)

        async def ended() -> bool:
            """The connection on which the guard looks whether the store is still open."""
            done = await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and application_name = 'own'"
                " and query like '%pg_postmaster_start_time%'"
            )
            return done.rowcount == 1

        await until(is_open)
        await until(ended)
        desk.store.gate.open_to = "the start before: what a restarted database leaves behind"
        await until(is_open)


async def test_who_waits_for_what_never_comes_keeps_nobody_else_from_the_database(
    config: Config,
) -> None:
    async with open_desk(config, service) as desk:
        never = Position("reviews", "case-none", 1)
        waiting = [asyncio.create_task(desk.seen("totals", never)) for _ in range(30)]
        for _ in range(10):
            await asyncio.sleep(0.02)
            async with desk.pool.connection(timeout=1) as connection:
                await connection.execute("select 1")
        refused = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(each) for each in refused} == {NotReady}
