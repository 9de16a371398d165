"""One moment of a database, seen over several connections, also by other processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from shared.decisions.database import Connection


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a transaction sees, for as long as it is open; travels to other processes."""

    name: str
    dsn: str = field(repr=False)


async def snapshot_of(connection: Connection) -> Snapshot:
    """What the transaction of a connection sees; it is one of REPEATABLE READ."""
    row = await (await connection.execute("select pg_export_snapshot()")).fetchone()
    assert row is not None
    info = connection.info
    return Snapshot(row[0], make_conninfo(info.dsn, password=info.password or None))


@asynccontextmanager
async def joined(snapshot: Snapshot) -> AsyncIterator[Connection]:
    """A connection of its own that sees the same, in a transaction that writes nothing."""
    async with (
        await psycopg.AsyncConnection.connect(snapshot.dsn, autocommit=True) as connection,
        connection.transaction(),
    ):
        await connection.execute("set transaction isolation level repeatable read, read only")
        await connection.execute(
            sql.SQL("set transaction snapshot {}").format(snapshot.name),
        )
        yield connection
