"""Postgres' write-ahead log: letting go at once of what it keeps for later use."""

import asyncio

from shared.decisions.database import Connection

_ahead = """
select count(*) from pg_ls_waldir()
where name ~ '^[0-9A-F]{24}$' and name >= pg_walfile_name(pg_current_wal_insert_lsn())
"""


async def recycle(connection: Connection) -> None:
    """Write through the segments that were kept for reuse, and remove all that is old.

    Postgres keeps old segments under new names, with what stood in them, until it comes to
    write there; this lets it come there, 16 MiB a segment. Needs a superuser. The setting that
    it changes for this is set back; archived segments and standbys are not touched.
    """
    await _set(connection, "alter system set wal_recycle = off", "off")
    try:
        row = await (await connection.execute(_ahead)).fetchone()
        for _ in range(row[0] if row else 0):
            await connection.execute("select pg_logical_emit_message(false, 'cspr', '')")
            await connection.execute("select pg_switch_wal()")
        await connection.execute("checkpoint")
    finally:
        await _set(connection, "alter system reset wal_recycle", "on")


async def _set(connection: Connection, statement: str, expected: str) -> None:
    await connection.execute(statement.encode())
    await connection.execute("select pg_reload_conf()")
    while True:
        row = await (await connection.execute("show wal_recycle")).fetchone()
        if row == (expected,):
            return
        await asyncio.sleep(0.02)
