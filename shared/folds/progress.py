"""How far a rebuild has come: a partition is folded whole, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.folds.projection import Projection
from shared.log.follow import apply_in_order
from shared.log.kafka import RawRecord
from shared.log.park import park


async def plan_partitions(
    connection: Connection, shadows: Sequence[Projection], cut: Mapping[int, int]
) -> None:
    """Note which partitions of the log are to be folded, and up to where."""
    for shadow in shadows:
        await connection.execute(
            "insert into generation_partitions (read_model, generation, partition, cut)"
            " select %s, %s, * from unnest(%s::int[], %s::bigint[])",
            [shadow.model.name, shadow.generation, list(cut), list(cut.values())],
        )


async def partitions_left(connection: Connection, shadow: Projection) -> dict[int, int]:
    """The partitions that are not folded yet, each with its cut."""
    rows = await connection.execute(
        "select partition, cut from generation_partitions where read_model = %s"
        " and generation = %s and done_at is null order by partition",
        [shadow.model.name, shadow.generation],
    )
    return {partition: cut async for partition, cut in rows}


async def is_left(connection: Connection, shadow: Projection, partition: int) -> bool:
    """Whether it is still to be folded; waits for another transaction that is just doing so."""
    row = await (
        await connection.execute(
            "select done_at is null from generation_partitions where read_model = %s"
            " and generation = %s and partition = %s for update",
            [shadow.model.name, shadow.generation, partition],
        )
    ).fetchone()
    return row is not None and bool(row[0])


@dataclass(frozen=True, slots=True)
class Passed:
    """What a rebuild passed in a partition: events, and the offsets of keys destroyed."""

    events: int
    key_destructions: Sequence[int]


async def note_folded(
    connection: Connection, shadows: Sequence[Projection], partition: int, passed: Passed
) -> None:
    """Note that a partition is folded, and begin to follow at its cut."""
    for shadow in shadows:
        await connection.execute(
            "with done as (update generation_partitions set done_at = now(), events = %s,"
            "  key_destructions = %s"
            "  where read_model = %s and generation = %s and partition = %s returning cut)"
            " insert into follower_offsets (follower, partition, next_offset)"
            " select %s, %s, cut from done",
            [
                passed.events,
                list(passed.key_destructions),
                shadow.model.name,
                shadow.generation,
                partition,
                shadow.name,
                partition,
            ],
        )
    crash_point("replay-partition-noted")


async def key_destructions_of(
    connection: Connection, shadow: Projection
) -> dict[str, dict[str, int]] | None:
    """The key-destruction cut: how many each partition had by then, and where the last stands.

    Partitions without one are left out; None if it was not noted of all of them.
    """
    rows = await connection.execute(
        "select partition, key_destructions from generation_partitions"
        " where read_model = %s and generation = %s order by partition",
        [shadow.model.name, shadow.generation],
    )
    found = await rows.fetchall()
    if any(offsets is None for _, offsets in found):
        return None
    return {
        str(number): {"count": len(offsets), "last": max(offsets)}
        for number, offsets in found
        if offsets
    }


async def set_aside(
    connection: Connection, shadow: Projection, records: Iterable[RawRecord]
) -> None:
    """Apply each subject's records up to its fault, and let the rest wait as the living does.

    Records are those of subjects that could not be folded to their end.
    """
    by_subject = attrgetter("read.subject")
    in_order = sorted(records, key=attrgetter("read.subject", "offset"))
    for subject, each in groupby(in_order, by_subject):
        waiting = list(each)
        while waiting:
            fault = await apply_in_order(connection, shadow, waiting[:1])
            if fault is not None:
                await park(connection, shadow.name, {subject: fault}, waiting)
                break
            del waiting[0]
