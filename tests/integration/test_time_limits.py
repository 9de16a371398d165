"""A process that stops keeps no lock: not when idle in a transaction, not in mid-sentence."""

import psycopg
import pytest

from shared.decisions import database as limits
from shared.decisions.database import connect_worker, in_one_go


@pytest.fixture
async def other(database: str) -> str:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        await connection.execute("create table held (id int primary key, x int)")
        await connection.execute("insert into held values (1, 0)")
    return database


async def update_meanwhile(dsn: str) -> None:
    """What a successor does; it may wait for the lock, but not for ever."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("set lock_timeout = '10s'")
        await connection.execute("update held set x = x + 1")


async def test_a_lock_of_who_is_idle_in_a_transaction_goes(
    other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "transaction_limit_ms", 300)
    async with await connect_worker(other, application="stopped") as stopped:
        await stopped.execute("begin")
        await stopped.execute("update held set x = 9")
        await update_meanwhile(other)
        with pytest.raises(psycopg.Error):
            await stopped.execute("commit")


async def test_a_lock_of_who_stopped_in_the_middle_of_sending_goes(
    other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a Sync the server waits for more and calls the session active."""
    monkeypatch.setattr(limits, "transaction_limit_ms", 300)
    monkeypatch.setattr(limits, "whole_transaction_limit_ms", 1_000)
    stopped = await connect_worker(other, application="stopped")
    taken_over = False
    with pytest.raises(psycopg.Error):
        async with stopped.pipeline():
            await stopped.execute("begin")
            await stopped.execute("update held set x = 9")
            await update_meanwhile(other)
            taken_over = True
    assert taken_over
    await stopped.close()


async def test_a_lease_of_who_stopped_after_its_commit_goes(
    other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a pipeline that wrote, too: see `in_one_go`."""
    monkeypatch.setattr(limits, "idle_limit_ms", 500)
    async with await psycopg.AsyncConnection.connect(other, autocommit=True) as successor:
        await successor.execute("set lock_timeout = '10s'")
        stopped = await connect_worker(other, application="stopped")
        await stopped.execute("select pg_advisory_lock(1)")
        async with in_one_go(stopped):
            await stopped.execute("update held set x = 9")
        await successor.execute("select pg_advisory_lock(1)")
        assert await (await successor.execute("select x from held")).fetchall() == [(9,)]
        with pytest.raises(psycopg.Error):
            await stopped.execute("select 1")


async def test_what_fails_in_one_go_leaves_nothing_and_the_connection_usable(
    other: str,
) -> None:
    async with await connect_worker(other, application="worker") as connection:
        with pytest.raises(psycopg.errors.UniqueViolation):
            async with in_one_go(connection):
                await connection.execute("update held set x = 9")
                await connection.execute("insert into held values (1, 5)")
        with pytest.raises(LookupError):
            async with in_one_go(connection):
                await connection.execute("update held set x = 9")
                raise LookupError
        assert await (await connection.execute("select x from held")).fetchall() == [(0,)]


async def test_what_was_to_be_prepared_behind_a_failure_is_prepared_again(other: str) -> None:
    async with await connect_worker(other, application="worker") as connection:
        for turn in range(6):
            async with in_one_go(connection):
                await connection.execute("select x + %s from held", [turn])
            with pytest.raises(psycopg.errors.UniqueViolation):
                async with in_one_go(connection):
                    await connection.execute("insert into held values (1, 5)")
                    for _ in range(4):
                        await connection.execute("select x - %s from held", [turn])
            async with in_one_go(connection):
                found = await connection.execute("select x - %s from held", [turn])
                assert await found.fetchall() == [(-turn,)]
