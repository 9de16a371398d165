"""Rebuild: read models folded anew from offset 0, in worker processes, into shadow tables.

Nothing is sent, decided or published here: a worker has a consumer and its tables, no producer
and no policies.
"""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import psycopg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from psycopg.errors import DeadlockDetected, UniqueViolation

from shared.decisions.database import Connection
from shared.events.envelope import Envelope, read_record
from shared.events.erasures import ErasureCarriedOut
from shared.folds.bulk import BulkFold
from shared.folds.pace import Pace, unless_silent
from shared.folds.progress import Passed, is_left, note_folded, set_aside
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.folds.stored import refuse_if_cancelled
from shared.folds.twice import LogUnfit, SubjectTwice, subject_twice
from shared.folds.workers import share_out
from shared.log.kafka import log_starts, open_consumer, raw, read_partition

fetch_records = 100
fetch_bytes = 4 * 1024 * 1024
"""Fetched in large pieces and unpacked in small ones, that stay in the processor's cache."""

keys_destroyed = ErasureCarriedOut.__name__

seconds_between_looks = 1.0
"""Between looking whether the rebuild was cancelled."""


class LogTooShort(LogUnfit):
    """The log no longer has its oldest events: what is folded from it would be wrong."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What a worker needs to know; travels to its process."""

    models_at: str
    """The module whose `read_models` they are, as `services.reporting.read_models`."""

    generations: Mapping[str, int]
    cuts: Mapping[str, Mapping[int, int]]
    """For each read model and partition: the first offset that is left out."""

    dsn: str = field(repr=False)
    bootstrap: str
    topic: str
    subjects_held: int = 500
    keep_marks: bool = False
    stored: bool = False
    """Whether its generations are followed afterwards: then each partition that is done is
    noted, and subjects that cannot be folded to their end are set aside as the living does."""

    subjects: frozenset[str] = frozenset()
    """Only these, if there are any."""

    types: frozenset[str] = frozenset()
    """Only events of these names, if there are any."""

    events_a_second: float | None = None
    """At most so many, in each worker."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What workers did; sums over them, but for the peak, which is the largest."""

    events: int
    rows: int
    subjects_stopped: int
    seconds: float
    peak_bytes: int
    working_seconds: float
    """Those of the slowest worker, without the start of its process."""


def models_named(models_at: str, names: Sequence[str] | None = None) -> list[ReadModel[object]]:
    """The read models that a module declares, all or those with certain names.

    Raises:
        KeyError: there is none of that name.
    """
    declared = {model.name: model for model in importlib.import_module(models_at).read_models}
    return [declared[name] for name in names or declared]


async def rebuild(task: Rebuild, *, workers: int, only: Sequence[int] | None = None) -> Folded:
    """Fold all partitions up to the cuts, or some, shared out over worker processes.

    Raises:
        WorkerLost: one of them was killed.
        LogUnfit: the log cannot be folded.
    """
    partitions = sorted({number for cut in task.cuts.values() for number in cut})
    began = monotonic()
    parts = await share_out(
        fold_share, task, partitions if only is None else only, workers=workers
    )
    return Folded(
        sum(part.events for part in parts),
        sum(part.rows for part in parts),
        sum(part.subjects_stopped for part in parts),
        monotonic() - began,
        max((part.peak_bytes for part in parts), default=0),
        max((part.working_seconds for part in parts), default=0.0),
    )


def fold_share(task: Rebuild, partitions: Sequence[int]) -> Folded:
    """What one worker process does: its partitions, one after the other."""
    return asyncio.run(_fold_share(task, partitions))


async def _fold_share(task: Rebuild, partitions: Sequence[int]) -> Folded:
    models = models_named(task.models_at, list(task.generations))
    began = monotonic()
    shadows = [Projection(model, task.generations[model.name], beside=True) for model in models]
    cuts = [task.cuts[shadow.model.name] for shadow in shadows]
    bulk = BulkFold(
        shadows,
        cuts,
        subjects_held=task.subjects_held,
        keep_marks=task.keep_marks,
        types=task.types,
    )
    async with (
        bulk_connection(task.dsn) as connection,
        open_consumer(
            task.bootstrap, fetch_bytes=fetch_bytes, partitions_at_once=1
        ) as consumer,
    ):
        starts = await log_starts(consumer, task.topic, partitions)
        if any(starts.values()):
            raise LogTooShort("The oldest events of the log are gone; it cannot be replayed.")
        for number in partitions:
            try:
                # all of a partition, or nothing of it
                async with connection.transaction():
                    await _Partition(task, bulk, connection, consumer, number).fold()
            except UniqueViolation as violation:
                every = sorted({each for cut in task.cuts.values() for each in cut})
                twice = await subject_twice(violation, consumer, task.topic, every)
                if twice is None:
                    raise
                raise twice from None
            except DeadlockDetected:
                raise SubjectTwice(
                    "Two workers wrote rows of the same subjects: some stand in two partitions"
                    " of the log. `cspr reconcile` names the records that are in the wrong one."
                ) from None
    seconds = monotonic() - began
    return Folded(
        bulk.events, bulk.rows_written, bulk.subjects_stopped, seconds, peak_bytes(), seconds
    )


@dataclass(frozen=True, slots=True)
class _Partition:
    """One partition of the log, folded in the caller's transaction."""

    task: Rebuild
    bulk: BulkFold
    connection: Connection
    consumer: AIOKafkaConsumer
    number: int

    async def fold(self) -> None:
        shadows, before = self.bulk.shadows, self.bulk.events
        if self.task.stored and not await is_left(self.connection, shadows[0], self.number):
            return
        pace, looked = Pace(self.task.events_a_second), monotonic()
        destroyed: list[int] = []
        async for records in self._records(fetch_records):
            reads = [
                read_record(r.key, r.value, r.headers, self.number, r.offset, r.timestamp)
                for r in records
            ]
            destroyed += [
                each.offset
                for each in reads
                if isinstance(each, Envelope) and each.name == keys_destroyed
            ]
            if self.task.subjects:
                reads = [read for read in reads if read.subject in self.task.subjects]
            await self.bulk.fold(self.connection, self.number, reads)
            await pace.keep(len(records))
            if self.task.stored and looked + seconds_between_looks < monotonic():
                looked = monotonic()
                for shadow in shadows:
                    await refuse_if_cancelled(
                        self.connection, shadow.model.name, shadow.generation
                    )
        if self.task.stored:
            await self._leave_and_set_aside()
        await self.bulk.end_partition(self.connection)
        if self.task.stored:
            passed = Passed(self.bulk.events - before, destroyed)
            await note_folded(self.connection, shadows, self.number, passed)

    async def _leave_and_set_aside(self) -> None:
        """What stopped is read once more, as seldom as it is there."""
        stopped = set(await self.bulk.leave_out_stopped(self.connection))
        if not stopped:
            return
        waiting = [
            record
            async for records in self._records(fetch_records)
            for record in (raw(self.number, each) for each in records)
            if record.read.subject in stopped
        ]
        for shadow in self.bulk.shadows:
            await set_aside(self.connection, shadow, waiting)

    def _records(self, batch: int) -> AsyncIterator[list[ConsumerRecord]]:
        end = max(cut.get(self.number, 0) for cut in self.bulk.cuts)
        where = TopicPartition(self.task.topic, self.number)
        return unless_silent(
            read_partition(self.consumer, where, start=0, end=end, batch=batch)
        )


@asynccontextmanager
async def bulk_connection(dsn: str) -> AsyncIterator[Connection]:
    """A connection for a load that nobody reads yet: it need not wait for the disk.

    It says that it is a rebuild's, and the database takes no event from it.
    """
    async with await psycopg.AsyncConnection.connect(
        dsn,
        autocommit=True,
        application_name="rebuild",
        options="-c synchronous_commit=off -c timezone=UTC -c cspr.rebuild=on",
    ) as connection:
        yield connection


def peak_bytes() -> int:
    """The most memory that this process has held so far."""
    if sys.platform != "linux":
        return 0
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
