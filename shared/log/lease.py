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
async def lease(dsn: str, name: str) -> AsyncIterator[Connection]:
    """Wait until nobody else holds `name`, then give the connection that holds it."""
    connection = await connect_worker(dsn, application=name)
    try:
        while True:
            still_wanted()
            row = await (
                await connection.execute(
                    "select pg_try_advisory_lock(hashtextextended(%s, 0))", [name]
                )
            ).fetchone()
            if row is not None and row[0]:
                break
            await asyncio.sleep(retry_seconds)
        yield connection
    finally:
        await connection.close()
