"""Re-drive: what was set aside is applied in its order, once its cause is mended."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.events.envelope import Envelope
from shared.log.follow import apply_in_order
from shared.log.follower import Follower, Keeper, Newer
from shared.log.kafka import RawRecord
from shared.log.park import Fault, count_waiting, release, waiting_records

records_a_transaction = 50
"""A living follower that comes to the subject waits for so many at most."""


@dataclass(frozen=True, slots=True)
class Redriven:
    """How far a parked subject came: records applied, and what stopped it, if anything did."""

    subject: str
    follower: str
    applied: int
    waiting: int
    stopped_by: Fault | None


Note = Callable[[Connection, Redriven], Awaitable[None]]
"""Told, inside of a transaction, what it has applied: it records who did it and why."""


async def redrive(
    connection: Connection,
    follower: Follower | Keeper,
    subject: str,
    *,
    note: Note | None = None,
) -> Redriven:
    """Apply the waiting records of a subject in order; stops at the first that fails again.

    What came late and fills a gap goes before what had come too early.
    Runs beside the living follower: the parked subject is locked, so what comes for it
    meanwhile either waits in its queue, or finds it released.
    """
    applied = 0
    while True:
        async with connection.transaction():
            done = await _apply(connection, follower, subject, most=records_a_transaction)
            if done.applied and note is not None:
                await note(connection, done)
            crash_point("redrive-applied")
        crash_point("redrive-committed")
        applied += done.applied
        if done.stopped_by is not None or not done.waiting:
            return Redriven(subject, follower.name, applied, done.waiting, done.stopped_by)


async def try_redrive(
    connection: Connection, follower: Follower | Keeper, subject: str, *, most: int = 500
) -> Redriven:
    """What a re-drive would do, found by doing it in a transaction that is taken back.

    At most so many records are tried; a living follower that comes to the subject waits.
    """
    async with connection.transaction(force_rollback=True):
        return await _apply(connection, follower, subject, most=most)


async def _apply(
    connection: Connection, follower: Follower | Keeper, subject: str, *, most: int
) -> Redriven:
    """Apply records in the caller's transaction until one fails again, or `most` are done."""
    for applied in range(most):
        records = await waiting_records(connection, follower.name, subject, most=1)
        if not records:
            return Redriven(subject, follower.name, applied, 0, None)
        fault = await _apply_one(connection, follower, records)
        if fault is not None and fault.kind == "gap":
            records, fault = await _fill(connection, follower, subject, fault)
        if fault is not None:
            await connection.execute(
                "update parked_subjects set kind = %s, reason = %s, first_offset = %s"
                " where subject = %s and follower = %s",
                [fault.kind, fault.reason, fault.offset, subject, follower.name],
            )
            left = await count_waiting(connection, follower.name, subject)
            return Redriven(subject, follower.name, applied, left, fault)
        await release(connection, records[0], follower.name, subject)
    left = await count_waiting(connection, follower.name, subject)
    return Redriven(subject, follower.name, most, left, None)


async def _apply_one(
    connection: Connection, follower: Follower | Keeper, records: list[RawRecord]
) -> Fault | None:
    try:
        return await apply_in_order(connection, follower, records)
    except Newer as newer:
        return Fault("newer", str(newer), records[0].offset)


async def _fill(
    connection: Connection, follower: Follower | Keeper, subject: str, gap: Fault
) -> tuple[list[RawRecord], Fault | None]:
    """Apply what came late and fills the gap; nothing of another service passes it."""
    waiting = await waiting_records(connection, follower.name, subject)
    first = waiting[0].read
    for record in waiting[1:]:
        read = record.read
        if isinstance(first, Envelope) and isinstance(read, Envelope):
            if read.source == first.source and read.position < first.position:
                fault = await _apply_one(connection, follower, [record])
                if fault is None:
                    return [record], None
                if fault.kind != "gap":
                    break
    return waiting, gap
