"""Re-drive: what was set aside is applied in its order, once its cause is mended."""

from dataclasses import dataclass

from shared.decisions.database import Connection
from shared.log.follow import apply_in_order
from shared.log.follower import Follower, Keeper
from shared.log.kafka import RawRecord
from shared.log.park import Fault, count_waiting, release, waiting_records


@dataclass(frozen=True, slots=True)
class Redriven:
    """How far a parked subject came: records applied, and what stopped it, if anything did."""

    subject: str
    follower: str
    applied: int
    waiting: int
    stopped_by: Fault | None


async def redrive(
    connection: Connection, follower: Follower | Keeper, subject: str
) -> Redriven:
    """Apply the waiting records of a subject in order; stops at the first that fails again.

    What came late and fills a gap goes before what had come too early.
    Runs beside the living follower: the parked subject is locked, so what comes for it
    meanwhile either waits in its queue, or finds it released.
    """
    applied = 0
    while True:
        async with connection.transaction():
            records = await waiting_records(connection, follower.name, subject, most=1)
            if not records:
                return Redriven(subject, follower.name, applied, 0, None)
            fault = await apply_in_order(connection, follower, records)
            if fault is not None and fault.kind == "gap":
                records, fault = await _fill(connection, follower, subject, fault)
            if fault is not None:
                await connection.execute(
                    "update parked_subjects set kind = %s, reason = %s"
                    " where subject = %s and follower = %s",
                    [fault.kind, fault.reason, subject, follower.name],
                )
                left = await count_waiting(connection, follower.name, subject)
                return Redriven(subject, follower.name, applied, left, fault)
            await release(connection, records[0], follower.name, subject)
            applied += 1


async def _fill(
    connection: Connection, follower: Follower | Keeper, subject: str, gap: Fault
) -> tuple[list[RawRecord], Fault | None]:
    """Apply the first waiting record that can be: what came late and fills the gap."""
    waiting = await waiting_records(connection, follower.name, subject)
    for record in waiting[1:]:
        fault = await apply_in_order(connection, follower, [record])
        if fault is None:
            return [record], None
        if fault.kind != "gap":
            break
    return waiting, gap
