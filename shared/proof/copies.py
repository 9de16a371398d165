"""The three copies of what the ledger covers, in the order that the ledger recorded.

The ledger's own leaves; those of the records that Kafka has; those of the events that the
stores have. Where Kafka and the stores agree with the ledger, leaf by leaf, nothing is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg import AsyncCopy

from shared.decisions.database import Connection
from shared.log.kafka import log_ends, log_starts, open_consumer
from shared.proof.kafka_copy import KafkaReading, differing, read_kafka_share
from shared.proof.leaf_sql import take_leaves
from shared.proof.leaves import Leaves, absent, leaves_at_once
from shared.proof.noting import copy_begins, copy_ends
from shared.proof.shares import read_in_shares
from shared.proof.snapshots import snapshot_of
from shared.proof.stores import Log, Store


@dataclass
class Copy:
    """One copy: where it has other leaves than the ledger, or none."""

    name: str
    leaves: Leaves
    differs: bool = False

    def put(self, index: int, leaf: bytes) -> None:
        """Say what this copy has at an index, and remember if that is another leaf."""
        if self.leaves[index] != leaf:
            self.differs = True
            self.leaves.put(index, leaf)


@dataclass
class Copies:
    """All three, and the indexes that the ledger itself lacks."""

    ledger: Copy
    kafka: Copy
    stores: Copy
    missing: list[int] = field(default_factory=list)

    @property
    def all(self) -> tuple[Copy, Copy, Copy]:
        """The three of them."""
        return self.ledger, self.kafka, self.stores


async def take_copies(
    opened: ExitStack,
    ledger: Connection,
    stores: Sequence[Store],
    log: Log,
    *,
    workers: int | None = None,
) -> Copies:
    """Read all three, in transactions that the caller has begun and that see one moment each.

    The ledger is looked at first, the log's end last: so whatever the ledger has must be in
    the stores and in Kafka, while all of them go on. Its connection is none of the stores'.
    """
    row = await (
        await ledger.execute("select coalesce(max(leaf_index) + 1, 0) from ledger")
    ).fetchone()
    size = row[0] if row else 0

    def copy(name: str) -> Copy:
        return Copy(name, opened.enter_context(Leaves(size)))

    copies = Copies(copy("ledger"), copy("Kafka"), copy("event stores"))
    copies.missing, foreign = await _read_ledger(ledger, copies.ledger.leaves, stores)
    for each in (copies.kafka, copies.stores):
        each.leaves.take_all_of(copies.ledger.leaves)
    for index in foreign:
        copies.stores.put(index, absent)
    await _read_kafka(ledger, log, copies.kafka, workers)
    async with asyncio.TaskGroup() as tasks:
        for store in stores:
            tasks.create_task(_read_store(store, copies.stores))
    return copies


async def _read_ledger(
    connection: Connection, leaves: Leaves, stores: Sequence[Store]
) -> tuple[list[int], list[int]]:
    """Read the ledger's leaves, and hand to each store what the ledger has of it.

    Answers the indexes that the ledger lacks, and those of services that have no store.
    """
    missing: list[int] = []
    foreign: list[int] = []
    services = [store.service for store in stores]
    async with AsyncExitStack() as opened:
        copies = {
            store.service: await opened.enter_async_context(_handing_to(store))
            for store in stores
        }
        for start in range(0, leaves.size, leaves_at_once):
            stop = min(leaves.size, start + leaves_at_once)
            missing += await _read_part(connection, leaves, start, stop)
            rows = await connection.execute(
                _by_service, {"services": services, "start": start, "stop": stop}, binary=True
            )
            for service, indexes, written in await rows.fetchall():
                if service in copies:
                    await copies[service].write(written)
                else:
                    foreign += indexes
    for store in stores:
        await store.connection.execute("analyze pg_temp.fsck_ledger")
    return missing, foreign


_by_service = """
select source, case when source <> all(%(services)s) then array_agg(leaf_index) end,
       string_agg(int2send(4::int2) || int4send(octet_length(named)) || named
                  || '\\x00000008'::bytea || int8send(position)
                  || '\\x00000008'::bytea || int8send(leaf_index)
                  || int4send(octet_length(leaf)) || leaf, ''::bytea)
from (select *, convert_to(subject, 'UTF8') as named from ledger
      where leaf_index >= %(start)s and leaf_index < %(stop)s) as l
group by source
"""
"""Rows of the ledger as the binary COPY of Postgres has them."""


async def _read_part(
    connection: Connection, leaves: Leaves, start: int, stop: int
) -> list[int]:
    rows = await connection.execute(
        "select count(*) filter (where octet_length(leaf) = 32),"
        " string_agg(leaf, ''::bytea order by leaf_index) from ledger"
        " where leaf_index >= %s and leaf_index < %s",
        [start, stop],
        binary=True,
    )
    ((count, joined),) = await rows.fetchall()
    if count == stop - start and len(joined) == count * len(absent):
        leaves.put(start, bytes(joined))
        return []
    single = await connection.execute(
        "select leaf_index, leaf from ledger where leaf_index >= %s and leaf_index < %s",
        [start, stop],
    )
    found = {index: bytes(leaf) async for index, leaf in single}
    for index in range(start, stop):
        leaf = found.get(index, absent)
        leaves.put(index, leaf if len(leaf) == len(absent) else absent)
    return [index for index in range(start, stop) if index not in found]


@asynccontextmanager
async def _handing_to(store: Store) -> AsyncIterator[AsyncCopy]:
    """What puts the ledger's rows beside a store's events, in a table of its connection."""
    await store.connection.execute("drop table if exists pg_temp.fsck_ledger")
    await store.connection.execute(
        "create temp table fsck_ledger"
        " (subject text, position bigint, leaf_index bigint, leaf bytea)"
    )
    async with (
        store.connection.cursor() as cursor,
        cursor.copy("copy fsck_ledger from stdin (format binary)") as copy,
    ):
        await copy.write(copy_begins)
        yield copy
        await copy.write(copy_ends)


async def _read_store(store: Store, copy: Copy) -> None:
    """Let the database work out the leaves of its events; only those that differ travel."""
    await take_leaves(store.connection, store.service)
    async with store.connection.cursor("fsck_differs") as cursor:
        await cursor.execute(
            "select l.leaf_index, e.leaf from fsck_ledger l left join stored_leaves e"
            " using (subject, position) where e.seq is null or e.leaf is distinct from l.leaf"
        )
        async for index, found in cursor:
            copy.put(index, absent if found is None else bytes(found))
    await store.connection.execute("drop table pg_temp.fsck_ledger, pg_temp.stored_leaves")


async def _read_kafka(ledger: Connection, log: Log, copy: Copy, workers: int | None) -> None:
    async with open_consumer(log.bootstrap) as consumer:
        ends = await log_ends(consumer, log.topic, log.partitions)
        starts = await log_starts(consumer, log.topic, log.partitions)
    with TemporaryDirectory(prefix="fsck-") as folder:
        snapshot = await snapshot_of(ledger)
        task = KafkaReading(log.bootstrap, log.topic, starts, ends, snapshot, Path(folder))
        lengths = {number: ends[number] - starts[number] for number in log.partitions}
        for path in await read_in_shares(read_kafka_share, task, lengths, workers):
            for index, leaf in differing(path):
                copy.put(index, leaf)
    rows = await ledger.execute(
        "select leaf_index from ledger l where not exists (select from"
        " unnest(%s::int[], %s::bigint[], %s::bigint[]) as p (partition, first, after)"
        " where p.partition = l.partition and log_offset >= first and log_offset < after)",
        [list(ends), [starts[number] for number in ends], list(ends.values())],
    )
    async for (index,) in rows:
        copy.put(index, absent)
