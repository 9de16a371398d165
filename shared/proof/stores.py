"""Reconcile event stores with the log: each event there, unaltered, in order, and no other."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from aiokafka import AIOKafkaConsumer

from shared.decisions.database import Connection
from shared.log.kafka import log_ends, log_starts, open_consumer
from shared.proof.discarded import Discarded, Discards, discards
from shared.proof.discrepancies import Discrepancies
from shared.proof.follower_check import FollowerCheck
from shared.proof.kept import LedgerCheck
from shared.proof.log_reading import PartitionRead, Reading, read_share
from shared.proof.shares import read_in_shares
from shared.proof.snapshots import snapshot_of
from shared.proof.store_check import StoreCheck

_memory = "set local work_mem = '32MB'"
"""What a million events are joined in; a database gives less to who answers requests."""


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
    stores: Sequence[Store],
    log: Log,
    *,
    kept: LedgerCheck | None = None,
    workers: int | None = None,
) -> list[StoreBalance]:
    """Read the whole log once and compare it with every store, while all of them go on.

    Each database is seen as it was at one moment, then the log's end is noted: so whatever was
    published by then must be before that end. `kept` compares the ledger, as the transaction
    of its connection sees it, which is that of one of the stores; its balance tells.
    `workers` processes read the log; None is one a core, if the log is long enough for that.

    Raises:
        WorkerLost: one of them was killed; nothing is known then.
    """
    check = _Check(stores, log, kept)
    async with AsyncExitStack() as snapshots:
        folder = Path(snapshots.enter_context(TemporaryDirectory(prefix="reconcile-")))
        for store in stores:
            await snapshots.enter_async_context(store.connection.transaction())
            await store.connection.execute("set transaction isolation level repeatable read")
            await store.connection.execute(_memory)
        await check.begin()
        async with open_consumer(log.bootstrap) as consumer:
            await check.read(consumer, folder, workers)
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

    async def read(self, consumer: AIOKafkaConsumer, folder: Path, workers: int | None) -> None:
        """Let the log be read, and join what its partitions have, in their order."""
        log = self.log
        ends = await log_ends(consumer, log.topic, log.partitions)
        starts = await log_starts(consumer, log.topic, log.partitions)
        ledger = None if self.kept is None else await snapshot_of(self.kept.connection)
        task = Reading(
            log.bootstrap,
            log.topic,
            log.partitions,
            starts,
            ends,
            tuple(self.stores),
            self._discards,
            folder,
            ledger,
        )
        lengths = {number: ends[number] - starts[number] for number in log.partitions}
        read = await read_in_shares(read_share, task, lengths, workers)
        parts = sorted(read, key=lambda part: log.partitions.index(part.number))
        for part in parts:
            self._take(part)
        await asyncio.gather(
            *(self._take_notes(service, parts, ends, folder) for service in self.stores)
        )

    def _take(self, part: PartitionRead) -> None:
        for service, passed in part.of_service.items():
            self.balances[service].take(passed)
            self.balances[service].repeats += passed.repeats
        self.general.discarded += part.discarded
        if self.kept is not None:
            self.kept.take(part.ledger)

    async def _take_notes(
        self, service: str, parts: Sequence[PartitionRead], ends: dict[int, int], folder: Path
    ) -> None:
        for part in parts:
            await self.stores[service].take(part.notes_of(folder, service))
            await self.followers[service].end_partition(
                part.number, part.streams_in(folder), ends[part.number]
            )

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
