"""Reconcile an event store with the log: each event there, unaltered, positions contiguous."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from shared.decisions.database import Connection
from shared.events.envelope import Envelope, Unreadable, read_record
from shared.log.kafka import log_ends, log_starts, open_consumer, read_partition
from shared.proof.discrepancies import Discrepancies, faults_named
from shared.proof.kept import LedgerCheck

batch_records = 2_000


@dataclass
class StoreBalance(Discrepancies):
    """One service's event store beside the log."""

    service: str
    in_store: int = 0
    unpublished: int = 0
    in_log: int = 0
    repeats: int = 0

    @property
    def balances(self) -> bool:
        """Whether all that was published is in the log as it was decided."""
        return not self.discrepancies and self.in_store - self.unpublished == self.in_log


@dataclass(frozen=True)
class Store:
    """A service and a connection to its database."""

    service: str
    connection: Connection


@dataclass(frozen=True)
class Log:
    """Where the log is."""

    bootstrap: str
    topic: str
    partitions: Sequence[int]


async def reconcile_stores(
    stores: Sequence[Store], log: Log, *, kept: LedgerCheck | None = None
) -> list[StoreBalance]:
    """Read the whole log once and compare it with every store, while all of them go on.

    What is in a store is noted first, then where the log ends: so whatever was published by
    then must be before that end. `kept` compares the ledger too; its balance tells.
    """
    checks = {store.service: _StoreCheck(store) for store in stores}
    if kept is not None:
        await kept.begin()
    for check in checks.values():
        await check.begin()
    async with open_consumer(log.bootstrap) as consumer:
        ends = await log_ends(consumer, log.topic, log.partitions)
        starts = await log_starts(consumer, log.topic, log.partitions)
        for number in log.partitions:
            if starts[number]:
                _name_truncation(checks.values(), number, starts[number])
            where = TopicPartition(log.topic, number)
            async for records in read_partition(
                consumer, where, start=starts[number], end=ends[number], batch=batch_records
            ):
                reads = [_read(number, record) for record in records]
                await _compare(checks, reads)
                if kept is not None:
                    await kept.compare(number, records, reads)
            for check in checks.values():
                await check.end_partition(number)
    return [await check.end() for check in checks.values()]


def _read(number: int, r: ConsumerRecord) -> Envelope | Unreadable:
    return read_record(r.key, r.value, r.headers, number, r.offset, r.timestamp)


async def _compare(
    checks: "dict[str, _StoreCheck]", reads: Sequence[Envelope | Unreadable]
) -> None:
    known = [read for read in reads if isinstance(read, Envelope)]
    _name_strangers(checks, reads, known)
    for service, check in checks.items():
        await check.compare([read for read in known if read.source == service])


def _name_truncation(checks: "Iterable[_StoreCheck]", number: int, start: int) -> None:
    for check in checks:
        check.balance.found("truncated", f"partition {number}", f"begins at offset {start}")


def _name_strangers(
    checks: "dict[str, _StoreCheck]", reads: Sequence[object], known: Sequence[Envelope]
) -> None:
    first = next(iter(checks.values()))
    if len(known) < len(reads):
        first.balance.found("unreadable", "log", f"{len(reads) - len(known)} records")
    for read in known:
        if read.source not in checks:
            first.balance.found(
                "stranger",
                f"partition {read.partition} offset {read.offset}",
                "an event of a service that there is not",
            )


def _of_log(read: Envelope) -> tuple[object, ...]:
    return (
        read.id,
        read.name,
        read.version,
        read.time,
        read.actor,
        read.correlation_id,
        read.causation_id,
        read.traceparent,
        read.body,
    )


class _StoreCheck:
    """One store, as the log is read past it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.balance = StoreBalance(store.service)
        self._marks: dict[str, int] = {}
        self._through = 0

    async def begin(self) -> None:
        connection = self.store.connection
        await connection.execute("drop table if exists pg_temp.reconcile_marks")
        await connection.execute(
            "create temp table reconcile_marks (subject text primary key, position bigint)"
        )
        await connection.execute("drop table if exists pg_temp.reconcile_partition")
        await connection.execute("create temp table reconcile_partition (like reconcile_marks)")
        async with connection.transaction():
            await connection.execute("set transaction isolation level repeatable read")
            row = await (
                await connection.execute(
                    "select coalesce(max(seq), 0), count(*), (select count(*) from outbox)"
                    " from events"
                )
            ).fetchone()
            assert row is not None
            self._through, self.balance.in_store, self.balance.unpublished = row
            await connection.execute("drop table if exists pg_temp.reconcile_waiting")
            await connection.execute(
                "create temp table reconcile_waiting as select seq from outbox"
            )

    async def compare(self, reads: Sequence[Envelope]) -> None:
        """Compare events of the log with those of the store at their positions."""
        if not reads:
            return
        rows = await self.store.connection.execute(
            "select subject, position, id, name, version, time, actor, correlation_id,"
            " causation_id, traceparent, body, seq from events where (subject, position) in"
            " (select * from unnest(%s::text[], %s::bigint[]))",
            [[read.subject for read in reads], [read.position for read in reads]],
        )
        stored = {(row[0], row[1]): row[2:] async for row in rows}
        for read in reads:
            self._compare_one(read, stored.get((read.subject, read.position)))

    def _compare_one(self, read: Envelope, stored: tuple[Any, ...] | None) -> None:
        where = f"partition {read.partition} offset {read.offset}"
        what = f"{read.subject} position {read.position}"
        mark = self._marks.get(read.subject, 0)
        if stored is None:
            self.balance.found("not in the store", where, what)
        elif _of_log(read) != stored[:-1]:
            self.balance.found("altered", where, what)
        if read.position <= mark:
            self.balance.repeats += 1
            return
        if read.position > mark + 1:
            self.balance.found("gap", where, f"{what} comes after position {mark}")
        self._marks[read.subject] = read.position
        self.balance.in_log += stored is not None and stored[-1] <= self._through

    async def end_partition(self, number: int) -> None:
        """Hand the partition's marks to the database, so that memory stays bounded.

        Names the subjects that another partition has too: nobody can tell their order.
        """
        connection = self.store.connection
        async with (
            connection.cursor() as cursor,
            cursor.copy("copy reconcile_partition (subject, position) from stdin") as copy,
        ):
            for item in self._marks.items():
                await copy.write_row(item)
        self._marks.clear()
        twice = await connection.execute(
            "select subject from reconcile_partition join reconcile_marks using (subject)"
            " order by subject limit %s",
            [faults_named],
        )
        async for (subject,) in twice:
            self.balance.found("in two partitions", f"partition {number}", subject)
        await connection.execute(
            "insert into reconcile_marks select * from reconcile_partition"
            " on conflict (subject) do update"
            " set position = greatest(reconcile_marks.position, excluded.position)"
        )
        await connection.execute("truncate reconcile_partition")

    async def end(self) -> StoreBalance:
        """Name what was published and is not in the log, and holes in the store's streams."""
        connection = self.store.connection
        missing = await connection.execute(
            "select e.subject, e.position from events e"
            " left join reconcile_marks m using (subject)"
            " where e.seq <= %s and e.position > coalesce(m.position, 0)"
            " and not exists (select from reconcile_waiting w where w.seq = e.seq)"
            " order by e.seq limit %s",
            [self._through, faults_named],
        )
        async for subject, position in missing:
            self.balance.found("not in the log", "store", f"{subject} position {position}")
        holes = await connection.execute(
            "select subject from events where seq <= %s group by subject"
            " having max(position) <> count(*) limit %s",
            [self._through, faults_named],
        )
        async for (subject,) in holes:
            self.balance.found("hole", "store", subject)
        waiting_in_log = await connection.execute(
            "select count(*) from events e join reconcile_waiting w using (seq)"
            " join reconcile_marks m using (subject) where e.position <= m.position"
        )
        row = await waiting_in_log.fetchone()
        self.balance.in_log -= row[0] if row else 0
        return self.balance
