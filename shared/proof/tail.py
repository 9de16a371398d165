"""The tail of the log, looked at again and again: what was decided, published, kept since.

It sees each new record and each new event once, a few seconds after the ledger has it. What
was changed behind it, and what read models made of it, is for the whole check to find.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.decisions.database import Connection
from shared.events.envelope import Unreadable
from shared.log.kafka import log_ends, read_partition
from shared.proof.discarded import Discards, discards, sorted_out
from shared.proof.discrepancies import Discrepancies
from shared.proof.leaf_sql import leaf_sql
from shared.proof.ledger import Ledger
from shared.proof.passing import Seen, Told, partition_of, seen
from shared.proof.stores import Log, Store

batch_records = 1_000
Place = tuple[str, str, int]
"""Service, subject and position of an event."""


class _Awaited(NamedTuple):
    """An event whose place in the outbox is gone: the log has it before these offsets."""

    ends: dict[int, int]
    decided: datetime


class Tail:
    """How far the log and the stores were looked at; everything before is known."""

    def __init__(self, stores: Sequence[Store], ledger: Connection, log: Log) -> None:
        self.stores, self.ledger, self.log = stores, ledger, log
        self.records = 0
        self._offsets: dict[int, int] = {}
        self._seqs: dict[str, int] = {}
        self._unpublished: dict[str, list[int]] = {each.service: [] for each in stores}
        self._awaited: dict[Place, _Awaited] = {}

    async def begin(self, consumer: AIOKafkaConsumer) -> None:
        """Begin at the end: stores first, so that nothing published later is missed."""
        for store in self.stores:
            row = await _one(store.connection, "select coalesce(max(seq), 0) from events")
            self._seqs[store.service] = row[0]
        self._offsets = await log_ends(consumer, self.log.topic, self.log.partitions)

    async def look(self, consumer: AIOKafkaConsumer) -> Discrepancies:
        """Look at what came since, as far as the ledger has followed."""
        found = Discrepancies()
        published = [each for store in self.stores for each in await self._published(store)]
        ends = await log_ends(consumer, self.log.topic, self.log.partitions)
        for place, decided in published:
            self._awaited[place] = _Awaited(ends, decided)
        rows = await self.ledger.execute(
            "select partition, next_offset from follower_offsets where follower = %s",
            [Ledger.name],
        )
        followed: dict[int, int] = dict(await rows.fetchall())
        for number in self.log.partitions:
            end = min(ends[number], followed.get(number, 0))
            await self._read(consumer, number, end, found)
        for place, awaited in list(self._awaited.items()):
            if all(self._offsets[number] >= end for number, end in awaited.ends.items()):
                del self._awaited[place]
                service, subject, position = place
                words = f"{subject} position {position}"
                found.found("not in the log", service, words, awaited.decided)
        return found

    async def _published(self, store: Store) -> list[tuple[Place, datetime]]:
        """New events that are not in the outbox any more; those that are, are asked again."""
        rows = await store.connection.execute(
            "select seq, subject, position, time,"
            " exists (select from outbox o where o.seq = e.seq)"
            " from events e where seq > %s or seq = any(%s) order by seq",
            [self._seqs[store.service], self._unpublished[store.service]],
        )
        waiting, published = [], []
        for seq, subject, position, time, waits in await rows.fetchall():
            self._seqs[store.service] = max(seq, self._seqs[store.service])
            if waits:
                waiting.append(seq)
            else:
                published.append(((store.service, subject, position), time))
        self._unpublished[store.service] = waiting
        return published

    async def _read(
        self, consumer: AIOKafkaConsumer, number: int, end: int, found: Discrepancies
    ) -> None:
        where = TopicPartition(self.log.topic, number)
        async for raw in read_partition(
            consumer, where, start=self._offsets[number], end=end, batch=batch_records
        ):
            records = [seen(number, each) for each in raw]
            self.records += len(records)
            for record in records:
                if isinstance(record.read, Told):
                    place = record.read.source, record.read.subject, record.read.position
                    self._awaited.pop(place, None)
            if doubtful := await self._compare(records):
                for record in sorted_out(list(doubtful), await self._discards(), []):
                    found.found(doubtful[record], record.where, record.what, record.at)
            self._offsets[number] = records[-1].offset + 1

    async def _discards(self) -> Discards:
        known: Discards = {}
        for store in self.stores:
            known |= await discards(store.service, store.connection)
        return known

    async def _compare(self, records: Sequence[Seen]) -> dict[Seen, str]:
        doubtful = {each: words for each in records if (words := self._looks_wrong(each))}
        rest = [each for each in records if each not in doubtful]
        for store in self.stores:
            mine = [each for each in rest if _event(each).source == store.service]
            doubtful |= await _beside_store(store, mine)
        return doubtful | await self._beside_ledger(
            [each for each in rest if each not in doubtful]
        )

    def _looks_wrong(self, record: Seen) -> str | None:
        read = record.read
        if isinstance(read, Unreadable):
            return "unreadable"
        if read.source not in self._seqs:
            return "stranger"
        if record.key != read.subject.encode():
            return "wrong key"
        right = partition_of(record.key, self.log.partitions)
        return None if right == record.partition else "wrong partition"

    async def _beside_ledger(self, records: Sequence[Seen]) -> dict[Seen, str]:
        if not records:
            return {}
        rows = await self.ledger.execute(
            "select subject, source, position, leaf from ledger where (subject, source,"
            " position) in (select * from unnest(%s::text[], %s::text[], %s::bigint[]))",
            [
                [_event(each).subject for each in records],
                [_event(each).source for each in records],
                [_event(each).position for each in records],
            ],
        )
        leaves = {(row[1], row[0], row[2]): bytes(row[3]) async for row in rows}
        parked = await self.ledger.execute(
            "select subject from parked_subjects where follower = %s", [Ledger.name]
        )
        waiting = {subject async for (subject,) in parked}
        doubtful = {}
        for record in records:
            read = _event(record)
            leaf = leaves.get((read.source, read.subject, read.position))
            if leaf is None and read.subject not in waiting:
                doubtful[record] = "not in the ledger"
            elif leaf is not None and leaf != record.leaf:
                doubtful[record] = "altered in the ledger"
        return doubtful


async def _beside_store(store: Store, records: Sequence[Seen]) -> dict[Seen, str]:
    if not records:
        return {}
    statement = (
        "select subject, position, " + leaf_sql("%(service)s") + " from events e"  # noqa: S608
        " where (subject, position) in"
        " (select * from unnest(%(subjects)s::text[], %(positions)s::bigint[]))"
    )
    rows = await store.connection.execute(
        statement,
        {
            "service": store.service,
            "subjects": [_event(each).subject for each in records],
            "positions": [_event(each).position for each in records],
        },
    )
    leaves = {(subject, position): bytes(leaf) async for subject, position, leaf in rows}
    doubtful = {}
    for record in records:
        leaf = leaves.get((_event(record).subject, _event(record).position))
        if leaf is None:
            doubtful[record] = "not in the store"
        elif leaf != record.leaf:
            doubtful[record] = "altered"
    return doubtful


def _event(record: Seen) -> Told:
    assert isinstance(record.read, Told), "what is unreadable was sorted out"
    return record.read


async def _one(connection: Connection, statement: str) -> Any:
    row = await (await connection.execute(statement)).fetchone()
    assert row is not None
    return row
