"""A share of the log read once: what stands wrongly in it is named, the rest noted in files.

Each partition is read alone and has a result of its own; joined in the order of their numbers,
these are the same whoever read them.
"""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.events.envelope import Unreadable
from shared.log.kafka import open_consumer, read_partition
from shared.proof.discarded import Discarded, Discards, sorted_out
from shared.proof.discrepancies import Discrepancies
from shared.proof.kept import LedgerBeside, LedgerPart
from shared.proof.noting import Notes
from shared.proof.passing import Seen, Standing, Streams, Told, partition_of, seen
from shared.proof.snapshots import Snapshot, joined

fetch_bytes = 4 * 1024 * 1024
unpacked_at_once = 100
"""Records that are taken apart while they are in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What whoever reads a share of the log needs to know; travels to its process."""

    bootstrap: str
    topic: str
    partitions: Sequence[int]
    """All of them, of which some are this share."""
    starts: Mapping[int, int]
    ends: Mapping[int, int]
    services: Sequence[str]
    discards: Discards
    folder: Path
    """For the notes."""
    ledger: Snapshot | None = None
    """What the ledger was, if that is compared too."""


@dataclass
class Passed(Discrepancies):
    """What passed of one service: what stands wrongly, and how often an event came again."""

    repeats: int = 0


@dataclass
class PartitionRead:
    """What one partition has."""

    number: int
    of_service: dict[str, Passed]
    discarded: list[Discarded] = field(default_factory=list)
    ledger: LedgerPart = field(default_factory=LedgerPart)

    def notes_of(self, folder: Path, service: str) -> Path:
        """Where the events of a service are noted."""
        return folder / f"{self.number}-{service}"

    def streams_in(self, folder: Path) -> Path:
        """Where it is noted how far each stream goes."""
        return folder / f"{self.number}"


async def read_share(task: Reading, partitions: Sequence[int]) -> list[PartitionRead]:
    """Read some partitions of the log, one after the other."""
    async with AsyncExitStack() as opened:
        ledger = None
        if task.ledger is not None:
            ledger = LedgerBeside(await opened.enter_async_context(joined(task.ledger)))
            await ledger.begin()
        consumer = await opened.enter_async_context(
            open_consumer(task.bootstrap, fetch_bytes=fetch_bytes, partitions_at_once=1)
        )
        return [await _Partition(task, number, ledger).read(consumer) for number in partitions]


class _Partition:
    """One partition as it passes."""

    def __init__(self, task: Reading, number: int, ledger: LedgerBeside | None) -> None:
        self.task, self.ledger = task, ledger
        self.found = PartitionRead(number, {name: Passed() for name in task.services})
        self.general = next(iter(self.found.of_service.values()))
        """Names what is of no store in particular."""
        self.streams = Streams(number)

    async def read(self, consumer: AIOKafkaConsumer) -> PartitionRead:
        """Read it from its start to its end."""
        task, number = self.task, self.found.number
        if start := task.starts[number]:
            for passed in self.found.of_service.values():
                words = f"begins at offset {start}"
                passed.found("truncated", f"partition {number}", words)
        where = TopicPartition(task.topic, number)
        if self.ledger is not None:
            self.ledger.begin_partition(number, task.starts[number])
        with ExitStack() as opened:
            notes = {
                name: opened.enter_context(Notes(self.found.notes_of(task.folder, name)))
                for name in task.services
            }
            async for records in read_partition(
                consumer,
                where,
                start=task.starts[number],
                end=task.ends[number],
                batch=unpacked_at_once,
            ):
                await self._take([seen(number, each) for each in records], notes)
            if self.ledger is not None:
                await self.ledger.end_partition(self.found.ledger)
            for record, before in self.streams.gaps():
                words = f"{record.what} comes after position {before}"
                self._of(record).found("gap", record.where, words, record.at)
            opened.enter_context(Notes(self.found.streams_in(task.folder))).streams(
                self.streams
            )
        return self.found

    async def _take(self, passing: Sequence[Seen], notes: Mapping[str, Notes]) -> None:
        ledger = self.ledger
        for record in sorted_out(passing, self.task.discards, self.found.discarded):
            standing = self._stand(record, notes)
            if ledger is not None:
                ledger.note(record, standing)
        if ledger is not None:
            await ledger.compare(self.found.ledger)

    def _stand(self, record: Seen, notes: Mapping[str, Notes]) -> Standing:
        """What a record is among those of its stream; what is wrong with it is named."""
        read, streams = record.read, self.streams
        if isinstance(read, Unreadable):
            words = f"{record.what}: {read.reason}"
            self.general.found("unreadable", record.where, words, record.at)
            return Standing.UNREADABLE
        noted = notes.get(read.source)
        if noted is None or record.key != read.subject.encode():
            self._name_strange(record, read)
        elif streams.is_new(read):
            self._name_misplaced(record)
        standing = streams.take(record)
        if standing is not Standing.FIRST:
            self._name_disorder(record, standing)
        if noted is not None:
            first = standing is not Standing.REPEAT
            noted.event(record, read.subject, read.position, first=first)
        return standing

    def _name_strange(self, record: Seen, read: Told) -> None:
        """Name what another program than our relays put there."""
        if read.source not in self.found.of_service:
            words = f"{record.what}, of {read.source}, a service that there is not"
            self.general.found("stranger", record.where, words, record.at)
        if record.key != read.subject.encode():
            self._of(record).found("wrong key", record.where, record.what, record.at)
        elif self.streams.is_new(read):
            self._name_misplaced(record)

    def _name_misplaced(self, record: Seen) -> None:
        """Name what was put elsewhere than our relays do."""
        assert record.key is not None
        if (right := partition_of(record.key, self.task.partitions)) != record.partition:
            words = f"{record.what} belongs into partition {right}"
            self._of(record).found("wrong partition", record.where, words, record.at)

    def _of(self, record: Seen) -> Passed:
        read = record.read
        source = None if isinstance(read, Unreadable) else read.source
        return self.found.of_service.get(source or "", self.general)

    def _name_disorder(self, record: Seen, standing: Standing) -> None:
        passed = self._of(record)
        if standing is Standing.REPEAT:
            passed.repeats += 1
        elif standing is Standing.LATE:
            words = f"{record.what} comes behind a later one"
            passed.found("out of order", record.where, words, record.at)
