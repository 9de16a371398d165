"""Reconcile event stores with the log: each event there, unaltered, in order, and no other."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.decisions.database import Connection
from shared.events.envelope import Envelope, Unreadable
from shared.log.kafka import log_ends, log_starts, open_consumer, read_partition
from shared.proof.discarded import Discarded, Discards, discards, sorted_out
from shared.proof.discrepancies import Discrepancies
from shared.proof.follower_check import FollowerCheck
from shared.proof.kept import LedgerCheck
from shared.proof.passing import Seen, Standing, Streams, partition_of, seen
from shared.proof.store_check import StoreCheck

batch_records = 5_000


@dataclass
class StoreBalance(Discrepancies):
    """One service's event store and followers beside the log."""

    service: str
    in_store: int = 0
    unpublished: int = 0
    in_log: int = 0
    repeats: int = 0
    discarded: list[Discarded] = field(default_factory=list)

    @property
    def balances(self) -> bool:
        """Whether all that was published is in the log as it was decided."""
        return not self.discrepancies and self.in_store - self.unpublished == self.in_log


@dataclass(frozen=True)
class Store:
    """A service and a connection to its database, without time limits of transactions."""

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

    Each database is seen as it was at one moment, then the log's end is noted: so whatever was
    published by then must be before that end. `kept` compares the ledger, over the connection
    of one of the stores; its balance tells.
    """
    check = _Check(stores, log, kept)
    async with AsyncExitStack() as snapshots:
        for store in stores:
            await snapshots.enter_async_context(store.connection.transaction())
            await store.connection.execute("set transaction isolation level repeatable read")
        await check.begin()
        async with open_consumer(log.bootstrap) as consumer:
            await check.read(consumer)
            await check.end(consumer)
    return await check.afterwards()


class _Check:
    """All stores, and what passes them."""

    def __init__(self, stores: Sequence[Store], log: Log, kept: LedgerCheck | None) -> None:
        self.log, self.kept = log, kept
        self.balances = {each.service: StoreBalance(each.service) for each in stores}
        self.stores = {
            each.service: StoreCheck(each.service, each.connection) for each in stores
        }
        self.followers = {each.service: FollowerCheck(each.connection) for each in stores}
        self.connections = {each.service: each.connection for each in stores}
        self.general = next(iter(self.balances.values()))
        """Names what is of no store in particular."""
        self._discards: Discards = {}

    async def begin(self) -> None:
        for service, connection in self.connections.items():
            self._discards |= await discards(service, connection)
            await self.stores[service].begin()
            await self.followers[service].begin()
        if self.kept is not None:
            await self.kept.begin()

    async def read(self, consumer: AIOKafkaConsumer) -> None:
        ends = await log_ends(consumer, self.log.topic, self.log.partitions)
        starts = await log_starts(consumer, self.log.topic, self.log.partitions)
        for number in self.log.partitions:
            self._name_truncation(number, starts[number])
            streams = Streams(number)
            where = TopicPartition(self.log.topic, number)
            async for records in read_partition(
                consumer, where, start=starts[number], end=ends[number], batch=batch_records
            ):
                await self._compare([seen(number, each) for each in records], streams)
            self._name_gaps(streams)
            for check in self.followers.values():
                await check.end_partition(streams, ends[number])

    async def _compare(self, passing: Sequence[Seen], streams: Streams) -> None:
        records = sorted_out(passing, self._discards, self.general.discarded)
        standings = []
        for record in records:
            if isinstance(record.read, Envelope):
                self._name_misplaced(record, record.read, new=streams.is_new(record.read))
            standing = streams.take(record)
            standings.append(standing)
            if standing is not Standing.FIRST:
                self._name_disorder(record, standing)
        of_store: dict[str, list[tuple[Seen, bool]]] = {name: [] for name in self.stores}
        for record, standing in zip(records, standings, strict=True):
            if isinstance(record.read, Envelope) and record.read.source in of_store:
                first = standing is not Standing.REPEAT
                of_store[record.read.source].append((record, first))
        if self.kept is not None:
            await self.kept.compare(streams.partition, records, standings)
        await asyncio.gather(
            *(self.stores[name].take(mine) for name, mine in of_store.items() if mine)
        )

    def _name_truncation(self, number: int, start: int) -> None:
        if start:
            for balance in self.balances.values():
                balance.found("truncated", f"partition {number}", f"begins at offset {start}")

    def _name_misplaced(self, record: Seen, read: Envelope, *, new: bool) -> None:
        """Name what another program than our relays put there, or elsewhere than they do."""
        if read.source not in self.stores:
            words = f"{record.what}, of {read.source}, a service that there is not"
            self.general.found("stranger", record.where, words, record.at)
        if record.key != read.subject.encode():
            self._of(record).found("wrong key", record.where, record.what, record.at)
        elif new and (
            (right := partition_of(record.key, self.log.partitions)) != record.partition
        ):
            words = f"{record.what} belongs into partition {right}"
            self._of(record).found("wrong partition", record.where, words, record.at)

    def _of(self, record: Seen) -> StoreBalance:
        read = record.read
        source = None if isinstance(read, Unreadable) else read.source
        return self.balances.get(source or "", self.general)

    def _name_disorder(self, record: Seen, standing: Standing) -> None:
        balance = self._of(record)
        if isinstance(record.read, Unreadable):
            words = f"{record.what}: {record.read.reason}"
            self.general.found("unreadable", record.where, words, record.at)
        elif standing is Standing.REPEAT:
            balance.repeats += 1
        elif standing is Standing.LATE:
            words = f"{record.what} comes behind a later one"
            balance.found("out of order", record.where, words, record.at)

    def _name_gaps(self, streams: Streams) -> None:
        for record, before in streams.gaps():
            words = f"{record.what} comes after position {before}"
            self._of(record).found("gap", record.where, words, record.at)

    async def end(self, consumer: AIOKafkaConsumer) -> None:
        """Name what differs, as all was at the moment of each store's snapshot."""
        await asyncio.gather(*(self._end(service) for service in self.stores))
        for service, check in self.stores.items():
            await check.name_altered(consumer, self.log.topic, self.balances[service])
        if self.kept is not None:
            await self.kept.end()

    async def _end(self, service: str) -> None:
        await self.stores[service].end(self.balances[service])
        await self.followers[service].end(self.balances[service])

    async def afterwards(self) -> list[StoreBalance]:
        """Ask again, past the snapshots, for what may have been decided since."""
        for service, check in self.stores.items():
            await check.afterwards(self.balances[service])
        return list(self.balances.values())
