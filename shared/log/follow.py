"""One batch of the log, applied once: offsets, marks, effects, parking: one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, Cursor, in_one_go
from shared.decisions.store import DecisionFailed
from shared.events.envelope import Envelope, Recorded, Unreadable, leave_closed, open_body
from shared.events.event import Event, NewerVersion
from shared.log.kafka import RawRecord
from shared.log.park import Fault, park, parked_among

Marks = dict[tuple[str, str], int]


class Follower(Protocol):
    """What follows the log: a service's policies, or one generation of a read model."""

    @property
    def name(self) -> str:
        """Unique in its database; its offsets, marks and parked subjects carry it."""

    @property
    def follows(self) -> frozenset[str]:
        """The names of the events that it applies; all others only advance its marks."""

    @property
    def opens(self) -> bool:
        """Whether it looks into events; if not, it gets those with an unreadable body too."""

    async def apply(
        self, connection: Connection, events: Sequence[Recorded]
    ) -> Mapping[str, Fault]:
        """Apply events in the caller's transaction; name who failed, and where.

        What comes before the failing event of a subject is applied, what comes after is not.
        """

    async def check(self, connection: Connection) -> None:
        """Asked now and then while nothing happens; raises NotMine where it should stop."""


class NotMine(Exception):
    """Somebody else has moved this follower's offsets: this process has lost its right."""


class Newer(Exception):
    """A record of a partition is of a version that this build does not know."""

    def __init__(self, record: RawRecord, why: str) -> None:
        super().__init__(why)
        self.record = record


async def apply_records(
    connection: Connection, follower: Follower, records: Sequence[RawRecord]
) -> None:
    """Apply records, each partition's in order from where the follower stands.

    A batch that the database refuses, or whose decision fails, is halved until the one event
    is found; its subject is parked.

    Raises:
        NotMine: the offsets are not where these records begin.
        Newer: nothing was applied; leave out that record and what comes after it.
    """
    try:
        async with in_one_go(connection):
            await _advance_and_apply(connection, follower, records, {})
            crash_point("follow-applied")
        crash_point("follow-committed")
    except refused_by_database as error:
        if len(records) > 1:
            middle = len(records) // 2
            await apply_records(connection, follower, records[:middle])
            await apply_records(connection, follower, records[middle:])
            return
        fault = _database_fault(error, records[0])
        async with in_one_go(connection):
            known = {records[0].read.subject: fault}
            await _advance_and_apply(connection, follower, records, known)


refused_by_database = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    DecisionFailed,
)
"""What one event of a batch may cause; every other error ends the process."""


def _database_fault(error: Exception, record: RawRecord) -> Fault:
    reason = f"{type(error).__name__} {getattr(error, 'sqlstate', None) or ''}".strip()
    return Fault("database", reason, record.offset)


async def _advance_and_apply(
    connection: Connection,
    follower: Follower,
    records: Sequence[RawRecord],
    known_faults: Mapping[str, Fault],
) -> None:
    """Move the follower's offsets past the records and apply them; asks all it can at once."""
    subjects = {record.read.subject for record in records}
    moving = await _advance(connection, follower.name, records)
    parked = await parked_among(connection, follower.name, subjects)
    marks = await _marks_of(connection, follower.name, subjects)
    if len(await moving.fetchall()) != len({record.partition for record in records}):
        raise NotMine(f"The offsets of {follower.name} are not where this process left them.")
    sorting = _Sorting(
        await _as_marks(marks), {each async for (each,) in parked}, dict(known_faults)
    )
    await _sort_and_apply(connection, follower, records, sorting)
    if sorting.waiting:
        await park(connection, follower.name, sorting.faults, sorting.waiting)


async def _advance(
    connection: Connection, follower: str, records: Sequence[RawRecord]
) -> Cursor:
    """Move the offsets, if they still stand where these begin; gives the partitions moved."""
    first: dict[int, int] = {}
    after: dict[int, int] = {}
    for record in records:
        first.setdefault(record.partition, record.offset)
        after[record.partition] = record.offset + 1
    partitions = sorted(first)
    return await connection.execute(
        "update follower_offsets o set next_offset = new.after"
        " from unnest(%s::int[], %s::bigint[], %s::bigint[]) as new (partition, first, after)"
        " where o.follower = %s and o.partition = new.partition and o.next_offset = new.first"
        " returning o.partition",
        [partitions, [first[p] for p in partitions], [after[p] for p in partitions], follower],
    )


@dataclass
class _Sorting:
    """The records of a batch, sorted into those to apply and those that wait."""

    marks: Marks
    waiting_subjects: set[str]
    faults: dict[str, Fault]
    ready: list[Recorded] = field(default_factory=list)
    passed: list[RawRecord] = field(default_factory=list)
    waiting: list[RawRecord] = field(default_factory=list)

    def take(self, record: RawRecord, follower: Follower) -> None:
        read = record.read
        if read.subject in self.waiting_subjects or read.subject in self.faults:
            self.waiting.append(record)
            return
        if isinstance(read, Unreadable):
            self._set_aside(record, "unreadable", read.reason)
            return
        mark = self.marks.get((read.subject, read.source), 0)
        if read.position <= mark:
            return
        if read.position > mark + 1:
            self._set_aside(record, "gap", f"{read.position} comes after {mark}")
            return
        if read.name in follower.follows and not self._open(record, read, follower.opens):
            return
        self.passed.append(record)
        self.marks[read.subject, read.source] = read.position

    def _open(self, record: RawRecord, read: Envelope, looks_inside: bool) -> bool:
        if read.name not in Event.known:
            return True
        try:
            self.ready.append(open_body(read) if looks_inside else leave_closed(read))
        except NewerVersion as newer:
            raise Newer(record, str(newer)) from newer
        except ValueError:
            self._set_aside(record, "unreadable", f"the body of {read.name} is not as declared")
            return False
        return True

    def _set_aside(self, record: RawRecord, kind: str, reason: str) -> None:
        self.faults[record.read.subject] = Fault(kind, reason, record.offset)
        self.waiting.append(record)

    def take_back(self, faults: Mapping[str, Fault]) -> None:
        """Undo what was passed from each subject's fault on: it waits, its marks go back."""
        self.faults.update(faults)
        failed = [
            record
            for record in self.passed
            if (fault := faults.get(record.read.subject)) and record.offset >= fault.offset
        ]
        for record in reversed(failed):
            read = record.read
            assert isinstance(read, Envelope)
            self.marks[read.subject, read.source] = read.position - 1
        self.waiting.extend(failed)
        self.waiting.sort(key=lambda record: record.offset)


async def apply_in_order(
    connection: Connection, follower: Follower, records: Sequence[RawRecord]
) -> Fault | None:
    """Apply waiting records of one subject in the caller's transaction, whether parked or not.

    Gives the fault that stops them again, with nothing applied from there on.

    Raises:
        Newer: a record is of a version that this build does not know.
    """
    subjects = {record.read.subject for record in records}
    try:
        async with connection.transaction():
            marks = await _as_marks(await _marks_of(connection, follower.name, subjects))
            sorting = _Sorting(marks, set(), {})
            await _sort_and_apply(connection, follower, records, sorting)
    except refused_by_database as error:
        return _database_fault(error, records[0])
    return next(iter(sorting.faults.values()), None)


async def _sort_and_apply(
    connection: Connection,
    follower: Follower,
    records: Sequence[RawRecord],
    sorting: _Sorting,
) -> None:
    before = dict(sorting.marks)
    for record in records:
        sorting.take(record, follower)
    if sorting.ready:
        sorting.take_back(await follower.apply(connection, sorting.ready))
    changed = {key: mark for key, mark in sorting.marks.items() if before.get(key, 0) != mark}
    await store_marks(connection, follower.name, changed)


async def _marks_of(connection: Connection, follower: str, subjects: set[str]) -> Cursor:
    return await connection.execute(
        "select subject, source, position from marks where subject = any(%s) and follower = %s",
        [sorted(subjects), follower],
    )


async def _as_marks(rows: Cursor) -> Marks:
    """Where each subject stands, by the service whose events they are."""
    return {(subject, source): position async for subject, source, position in rows}


async def store_marks(connection: Connection, follower: str, marks: Marks) -> None:
    """Store where subjects stand now."""
    if not marks:
        return
    keys = sorted(marks)
    await connection.execute(
        "insert into marks (subject, source, follower, position)"
        " select subject, source, %s, position"
        " from unnest(%s::text[], %s::text[], %s::bigint[]) as new (subject, source, position)"
        " on conflict (subject, source, follower) do update set position = excluded.position",
        [
            follower,
            [key[0] for key in keys],
            [key[1] for key in keys],
            [marks[key] for key in keys],
        ],
    )
