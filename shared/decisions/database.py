"""Connections to a service's database, each with the time limits its use needs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import Composed
from psycopg_pool import AsyncConnectionPool

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Cursor = psycopg.AsyncCursor[tuple[Any, ...]]

transaction_limit_ms = 5_000
"""A process that was stopped inside a transaction loses it, and its locks, after this long."""

whole_transaction_limit_ms = 20_000
"""The same for one that was stopped while it was sending: Postgres does not call that idle.

`transaction_timeout` is of Postgres 17; it also ends a batch that takes too long by itself.
"""

idle_limit_ms = 5_000
"""The same for a process that holds a lease: it has to show every few seconds that it lives."""


def transaction_limits() -> str:
    """The options of a connection that keeps no lock when its process stops."""
    return (
        f"-c idle_in_transaction_session_timeout={transaction_limit_ms}"
        f" -c transaction_timeout={whole_transaction_limit_ms}"
    )


def seconds_allowed() -> float:
    """How long a transaction of such a connection lasts without being ended for sure."""
    return min(transaction_limit_ms, whole_transaction_limit_ms) / 1000


async def connect_worker(dsn: str, *, application: str) -> Connection:
    """A connection that carries a lease: idle for too long, and the server ends it.

    Raises:
        psycopg.OperationalError: the database does not answer.
    """
    return await psycopg.AsyncConnection.connect(
        dsn,
        autocommit=True,
        application_name=application,
        prepare_threshold=2,
        options=f"{transaction_limits()} -c idle_session_timeout={idle_limit_ms}",
    )


async def connect_listener(dsn: str, *, channel: str) -> Connection:
    """A connection that only listens, without time limits."""
    connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
    await connection.execute(f"listen {channel}")
    return connection


@asynccontextmanager
async def in_one_go(connection: Connection) -> AsyncIterator[None]:
    """A transaction whose statements are sent without waiting for the answer to each.

    Only to fetch rows waits, and the end of it, where whatever failed is raised. Half the time
    of a small transaction is the way to the server and back. Not to be nested.

    The commit goes by itself: psycopg ends a pipeline with a Flush behind its Sync, and after a
    Flush Postgres does not count the time that a session is idle, so that a process which
    froze there would keep its leases for ever.
    """
    try:
        async with connection.pipeline():
            await connection.execute("begin")
            yield
        await connection.execute("commit")
    except BaseException:
        # psycopg takes what was to be prepared behind the failure for prepared; its own
        # transactions forget that in the same way
        connection._prepared.clear()
        if not connection.closed and (
            connection.info.transaction_status is not TransactionStatus.IDLE
        ):
            await connection.execute("rollback")
        raise


@asynccontextmanager
async def in_one_snapshot(
    connection: Connection, hold: Composed, ask: LiteralString, values: Sequence[Any]
) -> AsyncIterator[list[tuple[Any, ...]]]:
    """A transaction that only reads, all of it from one snapshot; not to be nested.

    `hold` is a LOCK: it is made before the snapshot is taken, so that what was locked is what
    the snapshot shows. `ask` is the first query, and its rows are handed over; the three of
    them go to the server in one way.
    """
    try:
        try:
            async with connection.pipeline():
                await connection.execute("begin isolation level repeatable read read only")
                await connection.execute(hold)
                asked = await connection.execute(ask, values)
        except BaseException:
            connection._prepared.clear()  # as in `in_one_go`
            raise
        yield await asked.fetchall()
        await connection.execute("commit")
    except BaseException:
        if not connection.closed and (
            connection.info.transaction_status is not TransactionStatus.IDLE
        ):
            await connection.execute("rollback")
        raise


@asynccontextmanager
async def open_pool(
    dsn: str, *, size: int, application: str
) -> AsyncIterator[AsyncConnectionPool[Connection]]:
    """Connections for requests; one that is stopped inside a transaction is ended."""
    pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        dsn,
        min_size=1,
        max_size=size,
        open=False,
        kwargs={
            "autocommit": True,
            "application_name": application,
            "options": transaction_limits(),
        },
        check=AsyncConnectionPool.check_connection,
    )
    await pool.open(wait=True, timeout=30)
    try:
        yield pool
    finally:
        await pool.close()
