"""One batch of the log, applied once: offsets, marks, effects, parking: one transaction."""

from collections.abc import Sequence
from typing import NamedTuple

import psycopg

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, in_one_go
from shared.decisions.store import DecisionFailed
from shared.log.circuit import Circuit
from shared.log.follower import Follower, Keeper, NotMine
from shared.log.kafka import RawRecord
from shared.log.park import Fault, park, parked_among
from shared.log.sorting import Opened, Sorting
from shared.log.standing import Step, advance, marks_by_follower, marks_of, store_marks

refused_by_database = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    DecisionFailed,
)
"""What one event of a batch may cause; every other error ends the process."""


class Taking(NamedTuple):
    """What one follower is to take: records, each partition's in order from where it stands."""

    follower: Follower | Keeper
    records: Sequence[RawRecord]
    circuit: Circuit | None = None


async def apply_records(
    connection: Connection, follower: Follower | Keeper, records: Sequence[RawRecord]
) -> None:
    """Apply records to one follower; see `apply_together`."""
    await apply_together(connection, [Taking(follower, records)])


async def apply_together(connection: Connection, takings: Sequence[Taking]) -> None:
    """Apply records to several followers in one transaction, each with offsets of its own.

    What the database refuses, or whose decision fails, is done again for each follower by
    itself; there the batch is halved until the one event is found, and its subject is parked.

    Raises:
        NotMine: the offsets are not where these records begin.
        Stopped: leave out that record and what comes after it in its partition.
    """
    try:
        async with in_one_go(connection):
            await _apply(connection, takings, {})
            crash_point("follow-applied")
        crash_point("follow-committed")
    except psycopg.errors.InvalidSqlStatementName:
        raise  # no event has caused that
    except refused_by_database as error:
        if len(takings) > 1:
            for taking in takings:
                await apply_together(connection, [taking])
            return
        await _find_the_one(connection, takings[0], error)


async def _find_the_one(connection: Connection, taking: Taking, error: Exception) -> None:
    records = taking.records
    if len(records) > 1:
        middle = len(records) // 2
        for half in (records[:middle], records[middle:]):
            await apply_together(connection, [taking._replace(records=half)])
        return
    fault = _database_fault(error, records[0])
    async with in_one_go(connection):
        await _apply(connection, [taking], {records[0].read.subject: fault})


def _database_fault(error: Exception, record: RawRecord) -> Fault:
    reason = f"{type(error).__name__} {getattr(error, 'sqlstate', None) or ''}".strip()
    return Fault("database", reason, record.offset)


async def _apply(
    connection: Connection, takings: Sequence[Taking], known_faults: dict[str, Fault]
) -> None:
    """Ask at once for all that has to be known, apply, and store where all then stand."""
    names = [taking.follower.name for taking in takings]
    subjects = {record.read.subject for taking in takings for record in taking.records}
    steps = [step for taking in takings for step in _steps(taking)]
    moving = await advance(connection, steps)
    asked_parked = await parked_among(connection, names, subjects)
    asked_marks = await marks_of(connection, names, subjects)
    moved = set(await moving.fetchall())
    if lost := {name for name, partition, *_ in steps if (name, partition) not in moved}:
        who = ", ".join(sorted(lost))
        raise NotMine(f"The offsets of {who} are not where this process left them.")
    parked = {(follower, subject) async for follower, subject in asked_parked}
    marks = await marks_by_follower(asked_marks, names)
    opened = Opened()
    sorted_ = []
    for follower, records, circuit in takings:
        name = follower.name
        waiting = {subject for of, subject in parked if of == name}
        sorting = Sorting(follower, marks[name], waiting, dict(known_faults), opened)
        await _sort_and_apply(connection, records, sorting)
        if circuit is not None:
            circuit.check(name, records, sorting.faults, waiting)
        sorted_.append(sorting)
    await store_marks(connection, {each.follower.name: each.moved for each in sorted_})
    for each in sorted_:
        if each.waiting:
            await park(connection, each.follower.name, each.faults, each.waiting)


def _steps(taking: Taking) -> list[Step]:
    first: dict[int, int] = {}
    after: dict[int, int] = {}
    for record in taking.records:
        first.setdefault(record.partition, record.offset)
        after[record.partition] = record.offset + 1
    name = taking.follower.name
    return [(name, partition, first[partition], after[partition]) for partition in first]


async def apply_in_order(
    connection: Connection, follower: Follower | Keeper, records: Sequence[RawRecord]
) -> Fault | None:
    """Apply waiting records of one subject in the caller's transaction, whether parked or not.

    Gives the fault that stops them again, with nothing applied from there on.

    Raises:
        Newer: a record is of a version that this build does not know.
    """
    subjects = {record.read.subject for record in records}
    try:
        async with connection.transaction():
            asked = await marks_of(connection, [follower.name], subjects)
            marks = (await marks_by_follower(asked, [follower.name]))[follower.name]
            sorting = Sorting(follower, marks, set(), {}, Opened())
            await _sort_and_apply(connection, records, sorting)
            await store_marks(connection, {follower.name: sorting.moved})
    except refused_by_database as error:
        return _database_fault(error, records[0])
    return next(iter(sorting.faults.values()), None)


async def _sort_and_apply(
    connection: Connection, records: Sequence[RawRecord], sorting: Sorting
) -> None:
    for record in records:
        sorting.take(record)
    if isinstance(sorting.follower, Keeper):
        if sorting.passed:
            await sorting.follower.keep(connection, sorting.passed)
    elif sorting.ready:
        sorting.take_back(await sorting.follower.apply(connection, sorting.ready))
