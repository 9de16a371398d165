"""The gate of an event store: shut until the store was compared with the log."""

from dataclasses import dataclass

from shared.decisions.database import Connection, Cursor

_fingerprint = (
    "select concat_ws(' ', pg_postmaster_start_time(), oid, 'events'::regclass::oid)"
    " from pg_database where datname = current_database()"
)
"""A database that was copied from a backup by `create database … template` has the tables'
numbers of the backup; only its own number is new."""


class StoreBehind(Exception):
    """The store may lack events of its own that the log has: it decides nothing until then."""


@dataclass
class Gate:
    """Open for one start of one database; a restart or a restored backup shuts it."""

    open_to: str | None = None

    async def ask(self, connection: Connection) -> Cursor:
        """Ask which start of which database this is."""
        return await connection.execute(_fingerprint)

    async def fingerprint(self, connection: Connection) -> str:
        """Which start of which database this is."""
        return await _answer(await self.ask(connection))

    def open_for(self, fingerprint: str) -> None:
        """The store has been compared with the log under this fingerprint."""
        self.open_to = fingerprint

    async def is_open(self, connection: Connection) -> bool:
        """Whether the store was compared since this database was started."""
        return self.open_to is not None and self.open_to == await self.fingerprint(connection)

    async def check(self, asked: Cursor) -> None:
        """Let a command pass, by what the database of its transaction answers.

        Raises:
            StoreBehind: not now, and why.
        """
        if self.open_to is None or self.open_to != await _answer(asked):
            raise StoreBehind(
                "The record is being compared with the log after a restart;"
                " nothing was taken, try again in a moment."
            )


async def _answer(asked: Cursor) -> str:
    row = await asked.fetchone()
    assert row is not None
    return str(row[0])
