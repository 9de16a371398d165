"""A store restored from an older backup decides nothing until it has its own events again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.decisions.gate import Gate, StoreBehind
from shared.decisions.migrate import migrate
from shared.log.own import Forked, OwnEvents
from tests.support.stack import MakeTopic
from tests.support.world import World, until, world

migrations = Path(__file__).parents[2] / "services" / "reviews" / "migrations"


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


def own(w: World) -> OwnEvents:
    return OwnEvents(w.store, w.dsn, w.kafka, w.topic, w.partitions)


async def forget_since(w: World, position: int) -> None:
    """What a restore of an older backup does to the store, while the log goes on."""
    await w.connection.execute("alter table events disable trigger user")
    await w.connection.execute("delete from events where position > %s", [position])
    await w.connection.execute("update streams set position = %s", [position])
    await w.connection.execute("alter table events enable trigger user")


async def test_a_store_that_was_not_compared_decides_nothing(w: World) -> None:
    w.store.gate.open_to = "another start of the database"
    with pytest.raises(StoreBehind, match="nothing was taken"):
        await w.count("case-1", 1)


async def test_a_restored_store_takes_its_events_back_and_goes_on(w: World) -> None:
    for amount in (1, 2, 3):
        await w.count("case-1", amount)
    await w.publish()
    original = await w.rows("select id, position, body from events order by position")
    await forget_since(w, 1)
    assert await own(w).check(w.connection) == 2
    assert await w.rows("select id, position, body from events order by position") == original
    outcome = await w.count("case-1", 4)
    assert outcome.position.position == 4
    assert await own(w).check(w.connection) == 0


async def test_a_fork_is_never_mended_by_itself(w: World) -> None:
    for amount in (1, 2):
        await w.count("case-1", amount)
    await w.publish()
    await forget_since(w, 1)
    await w.count("case-1", 99)
    w.store.gate.open_to = None
    with pytest.raises(Forked, match="position 2"):
        await own(w).check(w.connection)
    with pytest.raises(StoreBehind):
        await w.count("case-1", 1)


async def test_the_guard_opens_a_store_that_is_shut(
    w: World,
) -> None:
    w.store.gate.open_to = None
    guarding = asyncio.create_task(own(w).guard())

    async def open_again() -> bool:
        return await w.store.gate.is_open(w.connection)

    await until(open_again)
    guarding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await guarding
    assert (await w.count("case-1", 1)).refusal is None


async def test_two_checks_at_once_add_nothing_twice(w: World) -> None:
    await w.count("case-1", 1)
    await w.publish()
    await forget_since(w, 0)
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as other:
        await asyncio.gather(own(w).check(w.connection), own(w).check(other))
    assert await w.rows("select count(*) from events") == [(1,)]


async def test_a_copy_that_was_put_in_the_place_of_the_store_is_not_taken_for_it(
    stack: Stack, database: str
) -> None:
    """The shortest way to restore a backup on the same server changes no table's number."""
    await asyncio.to_thread(migrate, database, migrations)
    gate, name = Gate(), database.rpartition("/")[2]
    async with await psycopg.AsyncConnection.connect(database) as connection:
        gate.open_for(await gate.fingerprint(connection))
        assert await gate.is_open(connection)
    async with await psycopg.AsyncConnection.connect(
        stack.dsn("postgres"), autocommit=True
    ) as server:
        await server.execute(f"create database {name}_backup template {name}")
        await server.execute(f"drop database {name} with (force)")
        await server.execute(f"alter database {name}_backup rename to {name}")
    async with await psycopg.AsyncConnection.connect(database) as connection:
        assert not await gate.is_open(connection)
