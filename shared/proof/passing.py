"""Records of the log as they pass a check: each with its leaf, and its place in its stream."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from aiokafka import ConsumerRecord
from aiokafka.partitioner import murmur2

from shared.events.envelope import (
    Envelope,
    Unreadable,
    headers_of,
    last_position,
    read_record,
    source_prefix,
    type_named,
)
from shared.proof.leaf import leaf_of_parts

Stream = tuple[str, str]
"""A subject and the service whose events they are."""


class Told(NamedTuple):
    """Of which subject and service an event is, and its position in that stream."""

    subject: str
    source: str
    position: int


class Seen(NamedTuple):
    """A record of the log."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    read: Told | Unreadable
    leaf: bytes

    @property
    def where(self) -> str:
        return f"partition {self.partition} offset {self.offset}"

    @property
    def at(self) -> datetime:
        """When Kafka appended it."""
        return datetime.fromtimestamp(self.timestamp_ms / 1000, UTC)

    @property
    def what(self) -> str:
        if isinstance(self.read, Unreadable):
            return self.read.subject
        return f"{self.read.subject} position {self.read.position}"


def seen(partition: int, r: ConsumerRecord) -> Seen:
    """A record as Kafka gives it."""
    offset, at, key, value, headers = r.offset, r.timestamp, r.key, r.value, r.headers
    names, values = tuple(zip(*headers, strict=True)) or ((), ())
    told: Told | Unreadable | None = None
    if names in _ours and 0 <= at < year_10000_ms:
        told = _of_ours(values)
    if told is None:
        read = read_record(key, value, headers, partition, offset, at)
        told = (
            read
            if isinstance(read, Unreadable)
            else Told(read.subject, read.source, read.position)
        )
    leaf = leaf_of_parts(key, value, names, values)
    return Seen(partition, offset, at, key, told, leaf)


year_10000_ms = 253_402_300_800_000


def _named_headers(cause: str | None, trace: str | None) -> tuple[str, ...]:
    time = datetime(2024, 1, 1, tzinfo=UTC)
    some = Envelope("i", "s", "s", 1, "N", 1, time, "a", "c", cause, trace, b"")
    return tuple(name for name, _ in headers_of(some))


_ours = {_named_headers(cause, trace) for cause in (None, "c") for trace in (None, "t")}
"""The names of the headers of our own events, in their order; every one has text."""
_id, _source, _type, _subject, _time, _, _position = range(1, 8)


def _of_ours(values: tuple[bytes | None, ...]) -> Told | None:
    """What `read_record` reads where the headers are named as ours, in a third of the time.

    None for all that it might not read.
    """
    try:
        texts = b"\0".join(values).decode().split("\0")  # type: ignore[arg-type] # None raises
        if len(texts) != len(values) or type_named(values[_type]) is None:
            return None
        datetime.fromisoformat(texts[_time])
        source = texts[_source].removeprefix(source_prefix)
        position = int(values[_position] or b"")  # bytes: digits of other scripts are none
        if abs(position) > last_position:
            return None
        return Told(texts[_subject], source, position)
    except (TypeError, ValueError, OverflowError):
        return None


class Standing(Enum):
    """What a record is among those of its stream."""

    FIRST = "the next of its stream"
    AHEAD = "beyond a gap"
    LATE = "what was missing in a gap, behind what it should come before"
    REPEAT = "there already"
    UNREADABLE = "no event"


class Mark(NamedTuple):
    """How far a stream goes without a gap, and at which offset the last of it is."""

    position: int
    offset: int


class Streams:
    """The streams of one partition, as its records pass; the next one has other subjects."""

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.marks: dict[Stream, Mark] = {}
        self._beyond: dict[Stream, dict[int, Seen]] = {}

    def take(self, record: Seen) -> Standing:
        """Say what the next record is in its stream."""
        read = record.read
        if isinstance(read, Unreadable):
            return Standing.UNREADABLE
        stream, position = (read.subject, read.source), read.position
        mark = self.marks.get(stream)
        before = mark.position if mark else 0
        if position == before + 1:
            self.marks[stream] = Mark(position, record.offset)
            return self._fill(stream, record) if stream in self._beyond else Standing.FIRST
        beyond = self._beyond.get(stream, {})
        if position <= before or position in beyond:
            return Standing.REPEAT
        self._beyond.setdefault(stream, {})[position] = record
        return Standing.AHEAD

    def _fill(self, stream: Stream, record: Seen) -> Standing:
        beyond, position = self._beyond[stream], self.marks[stream].position
        while position + 1 in beyond:
            position += 1
            del beyond[position]
        self.marks[stream] = Mark(position, record.offset)
        if not beyond:
            del self._beyond[stream]
        return Standing.LATE

    def gaps(self) -> Iterator[tuple[Seen, int]]:
        """Of each stream with a gap the first record beyond it, and the position before it."""
        for stream, beyond in self._beyond.items():
            mark = self.marks.get(stream)
            yield beyond[min(beyond)], mark.position if mark else 0

    def is_new(self, read: Told) -> bool:
        """Whether nothing of its stream was seen in this partition yet."""
        stream = (read.subject, read.source)
        return stream not in self.marks and stream not in self._beyond


def partition_of(key: bytes, partitions: Sequence[int]) -> int:
    """Where our relay puts a key, as Java's and aiokafka's clients do."""
    return _hashed(key) % len(partitions)


@lru_cache(maxsize=10_000)
def _hashed(key: bytes) -> int:
    return int(murmur2(key) & 0x7FFFFFFF)
