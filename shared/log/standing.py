"""Where followers stand: offsets by partition, and marks, the last position of each subject."""

from collections.abc import Iterable, Mapping, Sequence

from shared.decisions.database import Connection, Cursor

Marks = dict[tuple[str, str], int]
"""By subject and source, the service whose events they are."""

Step = tuple[str, int, int, int]
"""Follower, partition, where it has to stand, and where it then stands."""


async def advance(connection: Connection, steps: Sequence[Step]) -> Cursor:
    """Move offsets, if they still stand where the steps begin; gives (follower, partition)."""
    columns = [list(column) for column in zip(*sorted(steps), strict=True)]
    return await connection.execute(
        "update follower_offsets o set next_offset = new.after"
        " from unnest(%s::text[], %s::int[], %s::bigint[], %s::bigint[])"
        "   as new (follower, partition, first, after)"
        " where o.follower = new.follower and o.partition = new.partition"
        " and o.next_offset = new.first returning o.follower, o.partition",
        columns,
    )


async def marks_of(
    connection: Connection, followers: Sequence[str], subjects: Iterable[str]
) -> Cursor:
    """The marks of subjects: (follower, subject, source, position)."""
    return await connection.execute(
        "select follower, subject, source, position from marks"
        " where subject = any(%s) and follower = any(%s)",
        [sorted(subjects), list(followers)],
    )


async def marks_by_follower(rows: Cursor, followers: Iterable[str]) -> dict[str, Marks]:
    """What `marks_of` gave, for each follower."""
    marks: dict[str, Marks] = {follower: {} for follower in followers}
    async for follower, subject, source, position in rows:
        marks[follower][subject, source] = position
    return marks


async def store_marks(connection: Connection, marks: Mapping[str, Marks]) -> None:
    """Store where subjects stand now, for each follower."""
    rows = sorted(
        (subject, source, follower, position)
        for follower, of_one in marks.items()
        for (subject, source), position in of_one.items()
    )
    if not rows:
        return
    await connection.execute(
        "insert into marks (subject, source, follower, position)"
        " select * from unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])"
        " on conflict (subject, source, follower) do update set position = excluded.position",
        [list(column) for column in zip(*rows, strict=True)],
    )


async def stored_offsets(
    connection: Connection, follower: str, partitions: Sequence[int]
) -> dict[int, int]:
    """Where a follower stands in each partition; at the log's beginning if it is new."""
    await connection.execute(
        "insert into follower_offsets (follower, partition, next_offset)"
        " select %s, partition, 0 from unnest(%s::int[]) as new (partition)"
        " on conflict do nothing",
        [follower, list(partitions)],
    )
    rows = await connection.execute(
        "select partition, next_offset from follower_offsets"
        " where follower = %s and partition = any(%s)",
        [follower, list(partitions)],
    )
    return {partition: offset async for partition, offset in rows}
