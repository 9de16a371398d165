"""Leases: who may do a piece of work, held on the very connection that does it.

Losing the connection is losing the lease, and with it the right to commit.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import structlog

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection, connect_worker

log = structlog.get_logger()
retry_seconds = 0.25
patience_seconds = 5.0


@asynccontextmanager
async def lease(dsn: str, *names: str) -> AsyncIterator[Connection]:
    """Wait until nobody else holds any of `names`, then give the connection that holds them.

    Several are taken all or none: who waits for one holds no other up. After a while of
    waiting it is said for which.
    """
    connection = await connect_worker(dsn, application=names[0])
    try:
        await _take_all(connection, sorted(names))
        yield connection
    finally:
        await connection.close()


async def _take_all(connection: Connection, names: Sequence[str]) -> None:
    began, said = monotonic(), False
    while (missed := await _first_missed(connection, names)) is not None:
        still_wanted()
        await connection.execute("select pg_advisory_unlock_all()")
        if not said and monotonic() - began > patience_seconds:
            log.warning("waiting for a lease", lease=missed)
            said = True
        await asyncio.sleep(retry_seconds)


async def _first_missed(connection: Connection, names: Sequence[str]) -> str | None:
    """Take them in their order; the first that somebody else holds, if any."""
    for name in names:
        row = await (
            await connection.execute(
                "select pg_try_advisory_lock(hashtextextended(%s, 0))", [name]
            )
        ).fetchone()
        if row is None or not row[0]:
            return name
    return None
