"""The three copies of what the ledger covers, in the order that the ledger recorded.

The ledger's own leaves; those of the records that Kafka has; those of the events that the
stores have. Where Kafka and the stores agree with the ledger, leaf by leaf, nothing is kept.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from aiokafka import TopicPartition
from psycopg import sql

from shared.decisions.database import Connection
from shared.log.kafka import log_ends, log_starts, open_consumer, read_partition
from shared.proof.leaf import leaf_of
from shared.proof.leaf_sql import leaf_sql
from shared.proof.leaves import Leaves, absent, leaves_at_once
from shared.proof.stores import Log, Store

batch_records = 5_000


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
    opened: ExitStack, ledger: Connection, stores: Sequence[Store], log: Log
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
    copies.missing = await _read_ledger(ledger, copies.ledger.leaves)
    for each in (copies.kafka, copies.stores):
        each.leaves.take_all_of(copies.ledger.leaves)
    for store in stores:
        await _hand_to(store, ledger)
    await _name_of_no_store(ledger, stores, copies.stores)
    async with asyncio.TaskGroup() as tasks:
        for store in stores:
            tasks.create_task(_read_store(store, copies.stores))
        tasks.create_task(_read_kafka(ledger, log, copies.kafka))
    return copies


async def _read_ledger(connection: Connection, leaves: Leaves) -> list[int]:
    """Read the ledger's leaves; the indexes that it lacks."""
    missing = []
    for start in range(0, leaves.size, leaves_at_once):
        stop = min(leaves.size, start + leaves_at_once)
        rows = await connection.execute(
            "select count(*), string_agg(leaf, ''::bytea order by leaf_index) from ledger"
            " where leaf_index >= %s and leaf_index < %s",
            [start, stop],
            binary=True,
        )
        ((count, joined),) = await rows.fetchall()
        if count == stop - start and len(joined) == count * len(absent):
            leaves.put(start, bytes(joined))
            continue
        single = await connection.execute(
            "select leaf_index, leaf from ledger where leaf_index >= %s and leaf_index < %s",
            [start, stop],
        )
        found = {index: bytes(leaf) async for index, leaf in single}
        for index in range(start, stop):
            leaf = found.get(index, absent)
            leaves.put(index, leaf if len(leaf) == len(absent) else absent)
            if index not in found:
                missing.append(index)
    return missing


async def _hand_to(store: Store, ledger: Connection) -> None:
    """Put what the ledger has of a service beside its events, in a table of the connection."""
    await store.connection.execute("drop table if exists pg_temp.fsck_ledger")
    await store.connection.execute(
        "create temp table fsck_ledger"
        " (subject text, position bigint, leaf_index bigint, leaf bytea)"
    )
    out_of = sql.SQL(
        "copy (select subject, position, leaf_index, leaf from ledger where source = {})"
        " to stdout (format binary)"
    ).format(store.service)
    async with (
        ledger.cursor() as reading,
        store.connection.cursor() as writing,
        reading.copy(out_of) as source,
        writing.copy("copy fsck_ledger from stdin (format binary)") as target,
    ):
        async for part in source:
            await target.write(part)
    await store.connection.execute("analyze pg_temp.fsck_ledger")


async def _name_of_no_store(ledger: Connection, stores: Sequence[Store], copy: Copy) -> None:
    rows = await ledger.execute(
        "select leaf_index from ledger where source <> all(%s)",
        [[store.service for store in stores]],
    )
    async for (index,) in rows:
        copy.put(index, absent)


async def _read_store(store: Store, copy: Copy) -> None:
    """Let the database work out the leaves of its events; only those that differ travel."""
    leaf = leaf_sql("%(service)s")
    statement = (
        f"select l.leaf_index, {leaf} from fsck_ledger l left join events e"  # noqa: S608
        f" using (subject, position) where e.seq is null or {leaf} is distinct from l.leaf"
    )
    async with store.connection.cursor("fsck_differs") as cursor:
        await cursor.execute(sql.SQL(statement), {"service": store.service})
        async for index, found in cursor:
            copy.put(index, absent if found is None else bytes(found))
    await store.connection.execute("drop table pg_temp.fsck_ledger")


async def _read_kafka(ledger: Connection, log: Log, copy: Copy) -> None:
    async with open_consumer(log.bootstrap) as consumer:
        ends = await log_ends(consumer, log.topic, log.partitions)
        starts = await log_starts(consumer, log.topic, log.partitions)
        for number in log.partitions:
            at = starts[number]
            where = TopicPartition(log.topic, number)
            async for records in read_partition(
                consumer, where, start=at, end=ends[number], batch=batch_records
            ):
                indexes = await _indexes(ledger, number, at, records[-1].offset)
                for record in records:
                    index = indexes.pop(record.offset, None)
                    if index is not None:
                        leaf = leaf_of(record.key, record.value, record.headers)
                        copy.put(index, leaf)
                for index in indexes.values():
                    copy.put(index, absent)
                at = records[-1].offset + 1
    rows = await ledger.execute(
        "select leaf_index from ledger l where not exists (select from"
        " unnest(%s::int[], %s::bigint[], %s::bigint[]) as p (partition, first, after)"
        " where p.partition = l.partition and log_offset >= first and log_offset < after)",
        [list(ends), [starts[number] for number in ends], list(ends.values())],
    )
    async for (index,) in rows:
        copy.put(index, absent)


async def _indexes(ledger: Connection, number: int, first: int, last: int) -> dict[int, int]:
    rows = await ledger.execute(
        "select log_offset, leaf_index from ledger where partition = %s"
        " and log_offset between %s and %s",
        [number, first, last],
        binary=True,
    )
    return dict(await rows.fetchall())
