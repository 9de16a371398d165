"""Leases: who may do a piece of work, held on the very connection that does it.

Losing the connection is losing the lease, and with it the right to commit.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection, connect_worker

retry_seconds = 0.25


@asynccontextmanager
async def lease(dsn: str, *names: str) -> AsyncIterator[Connection]:
    """Wait until nobody else holds any of `names`, then give the connection that holds them.

    Several are taken in their sorted order: so two that want some of the same never wait for
    each other.
    """
    connection = await connect_worker(dsn, application=names[0])
    try:
        for name in sorted(names):
            await _take(connection, name)
        yield connection
    finally:
        await connection.close()


async def _take(connection: Connection, name: str) -> None:
    while True:
        still_wanted()
        row = await (
            await connection.execute(
                "select pg_try_advisory_lock(hashtextextended(%s, 0))", [name]
            )
        ).fetchone()
        if row is not None and row[0]:
            return
        await asyncio.sleep(retry_seconds)
