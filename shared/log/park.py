"""Subjects set aside in one follower: why, since when, and the records that wait in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.decisions.database import Connection, Cursor
from shared.log.kafka import RawRecord


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a subject cannot go on in a follower: from the record at `offset` on, it waits.

    `kind` is one of unreadable, gap, fold, database.
    """

    kind: str
    reason: str
    offset: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A subject that waits for a person."""

    subject: str
    follower: str
    partition: int
    kind: str
    reason: str
    first_offset: int
    waiting: int
    age_seconds: float


async def parked_among(
    connection: Connection, followers: Sequence[str], subjects: Iterable[str]
) -> Cursor:
    """Which of the subjects wait already, as (follower, subject).

    A re-drive of them waits until this batch is done.
    """
    return await connection.execute(
        "select follower, subject from parked_subjects"
        " where subject = any(%s) and follower = any(%s)"
        " order by subject, follower for share",
        [sorted(subjects), list(followers)],
    )


async def park(
    connection: Connection,
    follower: str,
    faults: Mapping[str, Fault],
    waiting: Sequence[RawRecord],
) -> None:
    """Set subjects aside, with the records that wait, in the caller's transaction."""
    partitions = {record.read.subject: record.partition for record in waiting}
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into parked_subjects (subject, follower, partition, kind, reason,"
            " first_offset) values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
            [
                (subject, follower, partitions[subject], fault.kind, fault.reason, fault.offset)
                for subject, fault in sorted(faults.items())
            ],
        )
        await cursor.executemany(
            'insert into parked_records (subject, follower, partition, "offset", key, value,'
            " header_names, header_values, timestamp_ms)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s::bytea[], %s) on conflict do nothing",
            [
                (
                    record.read.subject,
                    follower,
                    record.partition,
                    record.offset,
                    record.key,
                    record.value,
                    [name.replace("\0", "\ufffd") for name, _ in record.headers],
                    [value for _, value in record.headers],
                    record.timestamp_ms,
                )
                for record in sorted(waiting, key=lambda record: record.read.subject)
            ],
        )


async def list_parked(connection: Connection, follower: str | None = None) -> list[Parked]:
    """Everything that waits, longest first."""
    rows = await connection.execute(
        "select subject, follower, partition, kind, reason, first_offset,"
        " (select count(*) from parked_records r"
        "  where r.subject = p.subject and r.follower = p.follower),"
        " extract(epoch from now() - parked_at)::float8"
        " from parked_subjects p where %s::text is null or follower = %s order by parked_at",
        [follower, follower],
    )
    return [Parked(*row) async for row in rows]


async def count_waiting(connection: Connection, follower: str, subject: str) -> int:
    """How many records of a parked subject wait."""
    row = await (
        await connection.execute(
            "select count(*) from parked_records where subject = %s and follower = %s",
            [subject, follower],
        )
    ).fetchone()
    return 0 if row is None else int(row[0])


async def waiting_records(
    connection: Connection, follower: str, subject: str, *, most: int | None = None
) -> list[RawRecord]:
    """The records of a parked subject in the log's order, locked until the transaction ends.

    `most` is how many; None is all of them.
    """
    await connection.execute(
        "select 1 from parked_subjects where subject = %s and follower = %s for update",
        [subject, follower],
    )
    rows = await connection.execute(
        'select partition, "offset", timestamp_ms, key, value, header_names, header_values'
        " from parked_records where subject = %s and follower = %s"
        ' order by partition, "offset" limit %s',
        [subject, follower, most],
    )
    return [
        RawRecord.of(
            partition,
            offset,
            timestamp_ms,
            _bytes(key),
            _bytes(value),
            list(zip(names, [_bytes(raw) for raw in values], strict=True)),
        )
        async for partition, offset, timestamp_ms, key, value, names, values in rows
    ]


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


async def release(
    connection: Connection, record: RawRecord, follower: str, subject: str
) -> None:
    """Forget a waiting record; the subject itself when none is left."""
    await connection.execute(
        "delete from parked_records where subject = %s and follower = %s"
        ' and partition = %s and "offset" = %s',
        [subject, follower, record.partition, record.offset],
    )
    await connection.execute(
        "delete from parked_subjects p where subject = %s and follower = %s and not exists"
        " (select from parked_records r where r.subject = p.subject"
        "  and r.follower = p.follower)",
        [subject, follower],
    )
