"""One event store, as the log is read past it: what the log has of it is noted beside it.

Only a digest of each record is noted, in a table that goes with the connection, and the
database itself works out the digests of what it has: no body travels, and memory is bounded.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg import sql

from shared.decisions.database import Connection
from shared.events.envelope import Envelope
from shared.log.kafka import RawRecord, raw, read_partition
from shared.proof.discrepancies import faults_named
from shared.proof.leaf_sql import leaf_sql, take_leaves
from shared.proof.noting import copy_notes, events_noted

asked_again = 10_000
"""So many records of one store that came while it was looked at are asked for again."""
most_looked_into = 10_000
"""So many events that have another digest than in the log are read there, one by one."""


class Balance(Protocol):
    """What a store's balance sheet has for this check."""

    in_store: int
    unpublished: int
    in_log: int

    def found(
        self, kind: str, where: str, what: str, since: datetime | None = None
    ) -> None: ...


class StoreCheck:
    """The events of one service, beside what the log has of them."""

    def __init__(self, service: str, connection: Connection) -> None:
        self.service, self.connection = service, connection
        self._missing: list[tuple[Any, ...]] = []
        self._leaf = leaf_sql("%(service)s")
        self._values = {"service": service, "most": most_looked_into, "again": asked_again}

    async def begin(self) -> None:
        """Make room for what passes."""
        await self.connection.execute("drop table if exists pg_temp.reconcile_log")
        await self.connection.execute(f"create temp table reconcile_log {events_noted}")

    async def take(self, notes: Path) -> None:
        """Take what a partition has of this service."""
        await copy_notes(self.connection, "reconcile_log", notes)

    async def end(self, balance: Balance) -> None:
        """Compare, and name what differs within the store itself."""
        await self._execute("analyze pg_temp.reconcile_log")
        await take_leaves(self.connection, self.service)
        row = await (await self._execute(_counts)).fetchone()
        assert row is not None
        balance.in_store, balance.unpublished, balance.in_log, missing, self._differ = row
        if missing:
            rows = await self._execute(_not_in_store)
            self._missing = await rows.fetchall()
        if balance.in_store - balance.unpublished != balance.in_log:
            async for subject, position, at in await self._execute(_not_in_log):
                what = f"{subject} position {position}"
                balance.found("not in the log", "store", what, at)
        rows = await self._execute(_holes)
        async for subject, counted, last, events, behind, newest in rows:
            if last != events:
                words = f"{subject}: {events} events up to {last}"
                balance.found("hole", "store", words, behind)
            if counted != last:
                words = f"{subject}: counted to {counted}, its events end at {last}"
                balance.found("wrong count", "store", words, newest)

    async def name_altered(
        self, consumer: AIOKafkaConsumer, topic: str, balance: Balance
    ) -> None:
        """Look into what has another digest in the log: what differs, if anything."""
        if not self._differ:
            return
        named = 0
        rows = await self._execute(_differing.format(leaf=self._leaf))
        for partition, offset, doubled, *stored in await rows.fetchall():
            if named == faults_named:
                return
            where = TopicPartition(topic, partition)
            async for (record,) in read_partition(
                consumer, where, start=offset, end=offset + 1, batch=1
            ):
                found = _name(raw(partition, record), tuple(stored), balance, doubled=doubled)
                named += found
        if self._differ > most_looked_into:
            rest = self._differ - most_looked_into
            words = f"{rest} more events have another digest, and were not looked into"
            balance.found("altered", "store", words, None)

    async def afterwards(self, balance: Balance) -> None:
        """Name what is in the log and still not in the store, now that time has passed."""
        for start in range(0, len(self._missing), 1_000):
            part = self._missing[start : start + 1_000]
            rows = await self.connection.execute(
                "select subject, position from events where (subject, position) in"
                " (select * from unnest(%s::text[], %s::bigint[]))",
                [[each[3] for each in part], [each[4] for each in part]],
            )
            there = set(await rows.fetchall())
            for number, offset, at_ms, subject, position in part:
                if (subject, position) not in there:
                    balance.found(
                        "not in the store",
                        f"partition {number} offset {offset}",
                        f"{subject} position {position}",
                        datetime.fromtimestamp(at_ms / 1000, UTC),
                    )
        await self.connection.execute("drop table if exists pg_temp.reconcile_log")
        await self.connection.execute("drop table if exists pg_temp.stored_leaves")

    async def _execute(self, statement: str) -> Any:
        return await self.connection.execute(sql.SQL(statement), self._values)


_compared = ("name", "version", "time", "actor", "correlation_id", "causation_id")


def _name(
    record: RawRecord, stored: tuple[Any, ...], balance: Balance, *, doubled: bool
) -> bool:
    """Name what of an event differs; False if it is nothing but headers."""
    read = record.read
    assert isinstance(read, Envelope)
    told = (read.id, *(getattr(read, name) for name in _compared), read.traceparent, read.body)
    names = ("id", *_compared, "traceparent", "body")
    parts = [name for name, a, b in zip(names, told, stored, strict=True) if a != b]
    if not parts:
        return False  # published with other headers than this build would: no other event
    kind = "second event at its position" if doubled else "altered"
    where = f"partition {record.partition} offset {record.offset}"
    words = f"{read.subject} position {read.position}: {', '.join(parts)}"
    balance.found(kind, where, words, read.recorded_at)
    return True


_counts = """
select (select count(*) from events), (select count(*) from outbox),
       count(*) filter (where l.first and e.seq is not null
                        and not exists (select from outbox o where o.seq = e.seq)),
       count(*) filter (where e.seq is null),
       count(*) filter (where e.seq is not null and l.leaf is distinct from e.leaf)
from reconcile_log l left join stored_leaves e using (subject, position)
"""
_not_in_store = """
select l.partition, l.log_offset, l.at_ms, l.subject, l.position
from reconcile_log l left join events e using (subject, position)
where e.seq is null order by l.at_ms, l.partition, l.log_offset limit %(again)s
"""
_not_in_log = """
select e.subject, e.position, e.time from events e
where not exists (select from outbox o where o.seq = e.seq)
and not exists (select from reconcile_log l
                where l.subject = e.subject and l.position = e.position)
order by e.seq
"""
_differing = """
select l.partition, l.log_offset,
       exists (select from reconcile_log r where r.subject = l.subject
               and r.position = l.position and r.leaf = {leaf}),
       e.id, e.name, e.version, e.time, e.actor, e.correlation_id, e.causation_id,
       e.traceparent, e.body
from reconcile_log l join events e using (subject, position)
where l.leaf is distinct from {leaf} order by l.partition, l.log_offset limit %(most)s
"""
_holes = """
select subject, coalesce(s.position, 0), coalesce(e.last, 0), coalesce(e.events, 0),
       t.behind, t.newest
from streams s full join
     (select subject, max(position) as last, count(*) as events from events group by subject) e
     using (subject)
left join lateral
     (select min(n.time) filter (where n.position <> n.number) as behind,
             max(n.time) as newest
      from (select o.time, o.position, row_number() over (order by o.position) as number
            from events o where o.subject = coalesce(s.subject, e.subject)) n) t on true
where s.position is distinct from e.last or e.last <> e.events order by subject
"""
