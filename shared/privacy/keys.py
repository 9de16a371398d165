"""The store of keys: one Postgres database, shared by the services, of wrapped keys."""

import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from shared.privacy.cache import KeyCache
from shared.privacy.refusals import KeyDestroyed, KeysUnavailable
from shared.privacy.wrapping import key_bytes, unwrap, wrap

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
default_cache_seconds = 5.0
"""For how long a process may still read with a key that was destroyed."""

_table = """
CREATE TABLE IF NOT EXISTS keys (
    key_id       text PRIMARY KEY,
    subject      text NOT NULL,
    wrapped      bytea,
    created_at   timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS keys_subject ON keys (subject);
CREATE TABLE IF NOT EXISTS erased_subjects (
    subject   text PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT now()
)
"""
_limits = (
    "-c lock_timeout=3000 -c transaction_timeout=10000"
    " -c idle_in_transaction_session_timeout=5000"
)
"""Milliseconds: a process that was stopped keeps no lock for ever, and nobody waits so long."""

_prepare_lock = 0x63737072
"""Any number; `CREATE … IF NOT EXISTS` alone fails when two processes run it at once."""


class Keys(Protocol):
    """Where keys come from; in tests of services a dictionary can stand for it."""

    async def ensure(self, key_ids: Collection[str]) -> Mapping[str, bytes]: ...
    async def find(self, key_ids: Collection[str]) -> Mapping[str, bytes | None]: ...


def subject_of(key_id: str) -> str:
    """The subject a key belongs to: `case-1` of `case-1/person-2`."""
    return key_id.rpartition("/")[0] or key_id


class KeyStore:
    """Keys by id. Open it before use (`async with`); opening does not need the database yet.

    `wait_seconds` bounds how long an answer is waited for. A key is served from memory for
    up to `cache_seconds`, so another process reads what was erased for at most that long;
    sealing always asks the store.
    """

    def __init__(
        self,
        dsn: str,
        master_key: bytes,
        *,
        cache_seconds: float = default_cache_seconds,
        wait_seconds: float = 3,
    ) -> None:
        if len(master_key) != key_bytes:
            raise ValueError("The master key has to have 32 bytes.")
        self._master = master_key
        self._master_proved = False
        self._cache = KeyCache(10_000, cache_seconds)
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            connection_class=psycopg.AsyncConnection[tuple[Any, ...]],
            kwargs={
                "autocommit": True,
                "connect_timeout": max(2, round(wait_seconds)),
                "options": _limits,
            },
            min_size=0,
            max_size=4,
            timeout=wait_seconds,
            reconnect_timeout=wait_seconds,
            check=AsyncConnectionPool.check_connection,
            open=False,
            name="keys",
        )

    @staticmethod
    async def prepare(dsn: str) -> None:
        """Make the table, unless it is there."""
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_prepare_lock])
            await connection.execute(_table)

    async def __aenter__(self) -> Self:
        await self._pool.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pool.close()

    async def ping(self) -> None:
        """Answer, if the store does and the master key is the right one.

        Raises:
            KeysUnavailable: it does not.
        """
        async with self._connection() as connection:
            await self._prove_master(connection)

    async def ensure(self, key_ids: Collection[str]) -> Mapping[str, bytes]:
        """The keys of these ids; those that are missing are made, and two makers agree.

        Raises:
            KeyDestroyed: one of them was destroyed; none is made again.
            KeysUnavailable: the store does not answer.
        """
        if not key_ids:
            return {}
        async with self._connection() as connection:
            await self._prove_master(connection)
            async with connection.pipeline():
                await self._make(connection, sorted(set(key_ids)))
                found = await self._read(connection, key_ids)
        destroyed = [key_id for key_id in key_ids if found.get(key_id) is None]
        if destroyed:  # or never made, and of a subject that was erased as a whole
            raise KeyDestroyed(destroyed)
        return {
            key_id: self._unwrap(key_id, wrapped)
            for key_id, wrapped in found.items()
            if wrapped is not None
        }

    async def find(self, key_ids: Collection[str]) -> Mapping[str, bytes | None]:
        """The keys of these ids; None for one that was destroyed or never made.

        Raises:
            KeysUnavailable: the store does not answer.
        """
        keys: dict[str, bytes | None] = {key_id: self._cache.get(key_id) for key_id in key_ids}
        unknown = [key_id for key_id, key in keys.items() if key is None]
        if unknown:
            async with self._connection() as connection:
                stored = await self._read(connection, unknown)
            for key_id, wrapped in stored.items():
                keys[key_id] = None if wrapped is None else self._unwrap(key_id, wrapped)
        return keys

    async def destroy(self, key_id: str) -> bool:
        """Destroy a key; its row stays, so that it is never made again. False: no such key.

        Raises:
            KeysUnavailable: the store does not answer.
        """
        self._cache.forget(key_id)
        async with self._connection() as connection:
            done = await connection.execute(
                "UPDATE keys SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, now())"
                " WHERE key_id = %s",
                [key_id],
            )
        self._cache.forget(key_id)
        return done.rowcount == 1

    async def erase_subject(self, subject: str) -> None:
        """Destroy all keys of a subject; none is ever made for it again.

        Waits for whoever is making keys at this moment, so that none slips in.

        Raises:
            KeysUnavailable: the store does not answer.
        """
        ids = await self.of_subject(subject)
        async with self._connection() as connection, connection.transaction():
            await connection.execute("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE")
            await connection.execute(
                "INSERT INTO erased_subjects (subject) VALUES (%s) ON CONFLICT DO NOTHING",
                [subject],
            )
            await connection.execute(
                "UPDATE keys SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, now())"
                " WHERE subject = %s AND wrapped IS NOT NULL",
                [subject],
            )
        for key_id in ids:
            self._cache.forget(key_id)

    async def destroyed_of(self, subject: str) -> Mapping[str, datetime]:
        """Which keys of a subject were destroyed, and when."""
        async with self._connection() as connection:
            rows = await connection.execute(
                "SELECT key_id, destroyed_at FROM keys WHERE subject = %s"
                " AND destroyed_at IS NOT NULL ORDER BY key_id",
                [subject],
            )
            return {row[0]: row[1] for row in await rows.fetchall()}

    async def of_subject(self, subject: str) -> Mapping[str, bool]:
        """The ids of a subject's keys, and whether each is still there."""
        async with self._connection() as connection:
            rows = await connection.execute(
                "SELECT key_id, wrapped IS NOT NULL FROM keys WHERE subject = %s"
                " ORDER BY key_id",
                [subject],
            )
            return {row[0]: row[1] for row in await rows.fetchall()}

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed):
            raise KeysUnavailable from None
        except psycopg.errors.UndefinedTable:
            raise KeysUnavailable("The store of keys has not been prepared yet.") from None

    async def _read(
        self, connection: Connection, key_ids: Iterable[str]
    ) -> dict[str, bytes | None]:
        rows = await connection.execute(
            "SELECT key_id, wrapped FROM keys WHERE key_id = ANY(%s)", [sorted(set(key_ids))]
        )
        return {row[0]: row[1] for row in await rows.fetchall()}

    async def _make(self, connection: Connection, key_ids: list[str]) -> None:
        """Make keys where there is no row, not even a destroyed key's, nor an erased subject.

        They come sorted, so that two makers do not deadlock.

        The other maker's key wins where it was first; the read that follows sees it, because
        it is a statement of its own and so has a newer snapshot.
        """
        wrapped = [
            wrap(self._master, key_id, secrets.token_bytes(key_bytes)) for key_id in key_ids
        ]
        await connection.execute(
            "INSERT INTO keys (key_id, subject, wrapped)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS new (id, of, box)"
            " WHERE NOT EXISTS (SELECT FROM erased_subjects WHERE subject = new.of)"
            " ON CONFLICT DO NOTHING",
            [key_ids, [subject_of(key_id) for key_id in key_ids], wrapped],
        )

    async def _prove_master(self, connection: Connection) -> None:
        """Open one stored key first, so that no two master keys are ever mixed in one store."""
        if self._master_proved:
            return
        rows = await connection.execute(
            "SELECT key_id, wrapped FROM keys WHERE wrapped IS NOT NULL LIMIT 1"
        )
        if row := await rows.fetchone():
            unwrap(self._master, row[0], row[1])
            self._master_proved = True

    def _unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        key = unwrap(self._master, key_id, wrapped)
        self._cache.keep(key_id, key)
        return key
