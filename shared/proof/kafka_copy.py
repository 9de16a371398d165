"""Kafka's copy of the ledger: where a share of the log has other leaves than it, or none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from aiokafka import TopicPartition

from shared.decisions.database import Connection
from shared.log.kafka import open_consumer, read_partition
from shared.proof.leaf import leaf_of
from shared.proof.leaf_rows import as_one_value, leaves_of_ledger
from shared.proof.leaves import absent
from shared.proof.log_reading import fetch_bytes, unpacked_at_once
from shared.proof.snapshots import Snapshot, joined

compared_at_once = 1_000
_row = Struct(">q32s")


@dataclass(frozen=True, slots=True)
class KafkaReading:
    """What whoever reads a share of the log needs to know; travels to its process."""

    bootstrap: str
    topic: str
    starts: Mapping[int, int]
    ends: Mapping[int, int]
    ledger: Snapshot
    folder: Path
    """For what differs: as much as all leaves, at worst."""


async def read_kafka_share(task: KafkaReading, partitions: Sequence[int]) -> list[Path]:
    """Read some partitions; the files of what differs from the ledger there, by its index."""
    paths = []
    async with (
        joined(task.ledger) as ledger,
        open_consumer(
            task.bootstrap, fetch_bytes=fetch_bytes, partitions_at_once=1
        ) as consumer,
    ):
        for number in partitions:
            path = task.folder / f"{number}"
            with path.open("wb") as file:
                beside = _Beside(ledger, number, task.starts[number], file)
                async for records in read_partition(
                    consumer,
                    TopicPartition(task.topic, number),
                    start=task.starts[number],
                    end=task.ends[number],
                    batch=unpacked_at_once,
                ):
                    for each in records:
                        beside.leaves[each.offset] = leaf_of(each.key, each.value, each.headers)
                    if len(beside.leaves) >= compared_at_once:
                        await beside.compare()
                await beside.compare()
            paths.append(path)
    return paths


def differing(path: Path) -> Iterator[tuple[int, bytes]]:
    """What such a file says: an index, and the leaf that Kafka has there, or `absent`."""
    with path.open("rb") as file:
        while row := file.read(_row.size):
            yield _row.unpack(row)


class _Beside:
    """One partition beside the ledger."""

    def __init__(self, ledger: Connection, number: int, start: int, file: BinaryIO) -> None:
        self.ledger, self.number, self.at, self.file = ledger, number, start, file
        self.leaves: dict[int, bytes] = {}
        """Of the records that were read and not compared yet, by their offset."""

    async def compare(self) -> None:
        """Compare with the ledger; where all agree, only one value travels."""
        if not self.leaves:
            return
        place = self.number, self.at, next(reversed(self.leaves))
        found = await leaves_of_ledger(self.ledger, *place)
        if found and found != as_one_value(self.leaves.items()):
            await self._compare_each(place)
        self.at = place[-1] + 1
        self.leaves.clear()

    async def _compare_each(self, place: tuple[int, int, int]) -> None:
        rows = await self.ledger.execute(
            "select log_offset, leaf_index, leaf from ledger where partition = %s"
            " and log_offset between %s and %s",
            place,
            binary=True,
        )
        for offset, index, leaf in await rows.fetchall():
            here = self.leaves.get(offset, absent)
            if here != leaf:
                self.file.write(_row.pack(index, here))
