"""What this machine can do at most: consume and COPY, without decoding or folding.

Row limit: one raw row an event. Subject limit: the last raw value of each subject.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from aiokafka import TopicPartition

from shared.decisions.database import Connection
from shared.folds.rebuild import bulk_connection, fetch_bytes, fetch_records, peak_bytes
from shared.folds.workers import share_out
from shared.log.kafka import open_consumer, read_partition

rows_a_copy = 20_000


@dataclass(frozen=True)
class LimitTask:
    """What a worker process is to do; `by_subject` tells the two limits apart."""

    dsn: str
    bootstrap: str
    topic: str
    ends: Mapping[int, int]
    by_subject: bool


@dataclass(frozen=True)
class Reached:
    """What was done, and in how many seconds the slowest worker did it."""

    rows: int
    seconds: float
    peak_bytes: int


async def make_raw_table(connection: Connection) -> None:
    """A logged table with its key, as narrow as one can be, and stored as read models are."""
    await connection.execute("drop table if exists raw")
    await connection.execute(
        "create table raw (subject text not null, log_offset bigint not null,"
        " value text storage external not null, primary key (subject, log_offset))"
    )


async def limit(task: LimitTask, *, workers: int) -> Reached:
    """Share the partitions out over worker processes, as a rebuild does."""
    parts = await share_out(copy_share, task, sorted(task.ends), workers=workers)
    return Reached(
        sum(part.rows for part in parts),
        max(part.seconds for part in parts),
        max(part.peak_bytes for part in parts),
    )


def copy_share(task: LimitTask, partitions: Sequence[int]) -> Reached:
    """What one worker process does."""
    return asyncio.run(_copy_share(task, partitions))


async def _copy_share(task: LimitTask, partitions: Sequence[int]) -> Reached:
    began = monotonic()
    rows = 0
    async with (
        bulk_connection(task.dsn) as connection,
        open_consumer(
            task.bootstrap, fetch_bytes=fetch_bytes, partitions_at_once=1
        ) as consumer,
    ):
        for number in partitions:
            last: dict[bytes, bytes] = {}
            lines: list[bytes] = []
            async for records in read_partition(
                consumer,
                TopicPartition(task.topic, number),
                start=0,
                end=task.ends[number],
                batch=fetch_records,
            ):
                if task.by_subject:
                    for record in records:
                        last[record.key] = _line(record.key, record.offset, record.value)
                    continue
                lines += [_line(r.key, r.offset, r.value) for r in records]
                if len(lines) > rows_a_copy:
                    rows += await _copy(connection, lines)
                    lines = []
            rows += await _copy(connection, last.values() if task.by_subject else lines)
    return Reached(rows, monotonic() - began, peak_bytes())


def _line(key: bytes, offset: int, value: bytes) -> bytes:
    return b"%b\t%d\t%b\n" % (key, offset, value.replace(b"\\", b"\\\\"))


async def _copy(connection: Connection, lines: Iterable[bytes]) -> int:
    prepared = list(lines)
    async with connection.cursor() as cursor, cursor.copy("copy raw from stdin") as copy:
        await copy.write(b"".join(prepared))
    return len(prepared)
