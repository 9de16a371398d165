"""Subjects set aside in one follower: why, since when, and the records that wait in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.decisions.database import Connection, Cursor
from shared.events.envelope import Envelope
from shared.log.kafka import RawRecord


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a subject cannot go on in a follower: from the record at `offset` on, it waits.

    `kind` is one of unreadable, gap, fold, database; when a re-drive stops also newer: a record
    that waits is of a version that this build does not know.
    """

    kind: str
    reason: str
    offset: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A subject that waits for a person, and the first event that it waits for.

    `source` and `position` are that event's; None where its envelope cannot be read.
    """

    subject: str
    follower: str
    partition: int
    kind: str
    reason: str
    first_offset: int
    event: str
    source: str | None
    position: int | None
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
    """Everything that waits, longest first; `follower` is one, or a read model by its name."""
    rows = await connection.execute(
        "select p.subject, p.follower, p.partition, p.kind, p.reason, p.first_offset,"
        " (select count(*) from parked_records r"
        "  where r.subject = p.subject and r.follower = p.follower),"
        " extract(epoch from now() - p.parked_at)::float8,"
        " r.key, r.header_names, r.header_values from parked_subjects p"
        " left join parked_records r on r.subject = p.subject and r.follower = p.follower"
        ' and r.partition = p.partition and r."offset" = p.first_offset'
        " where %(name)s::text is null or p.follower = %(name)s"
        " or split_part(p.follower, '.', 1) = %(name)s order by p.parked_at, p.subject",
        {"name": follower},
    )
    return [_parked(row) async for row in rows]


def _parked(row: tuple[Any, ...]) -> Parked:
    subject, follower, partition, kind, reason, offset, waiting, age, key, names, values = row
    first = None if names is None else _record(partition, offset, 0, key, b"", names, values)
    read = first.read if first and isinstance(first.read, Envelope) else None
    return Parked(
        subject,
        follower,
        partition,
        kind,
        reason,
        offset,
        read.name if read else "unreadable",
        read.source if read else None,
        read.position if read else None,
        waiting,
        age,
    )


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
    return [_record(*row) async for row in rows]


def _record(  # noqa: PLR0917 - the columns of a record that waits
    partition: int,
    offset: int,
    timestamp_ms: int,
    key: Any,
    value: Any,
    names: Sequence[str],
    values: Sequence[Any],
) -> RawRecord:
    headers = list(zip(names, [_bytes(raw) for raw in values], strict=True))
    return RawRecord.of(partition, offset, timestamp_ms, _bytes(key), _bytes(value), headers)


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


async def discard(
    connection: Connection, record: RawRecord, follower: str, subject: str
) -> None:
    """Take a waiting record out that nobody may apply; what waits behind it can be re-driven.

    Says nothing of whether that is right: `shared.proof.unwritten` does.
    """
    await connection.execute(
        "select 1 from parked_subjects where subject = %s and follower = %s for update",
        [subject, follower],
    )
    await release(connection, record, follower, subject)
    await connection.execute(
        "update parked_subjects p set kind = 'discarded', first_offset = r.first, reason ="
        " 'the record before was discarded; re-drive what waits' from (select"
        ' min("offset") as first from parked_records where subject = %s and follower = %s) r'
        " where p.subject = %s and p.follower = %s and p.first_offset = %s",
        [subject, follower, subject, follower, record.offset],
    )
