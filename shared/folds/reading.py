"""Reading read models at one moment, and from which generations an answer comes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import errors, sql

from shared.decisions.database import Connection, in_one_snapshot
from shared.folds.options import Until


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """The generation that rows are of, and how much of the log it had taken: its cut.

    `position` is the sum of its offsets: of two answers of one generation, the later has more.
    """

    read_model: str
    generation: int
    offsets: Mapping[int, int]

    @property
    def position(self) -> int:
        return sum(self.offsets.values())

    @property
    def at(self) -> str:
        """The cut, as `cspr replay start --until` takes it."""
        return ",".join(f"{number}:{offset}" for number, offset in sorted(self.offsets.items()))


_living: LiteralString = (
    "select read_model, generation, coalesce((select jsonb_object_agg(partition, next_offset)"
    "  from follower_offsets where follower = read_model || '.' || generation), '{}')"
    " from generations where read_model = any(%s) and state = 'live' order by read_model"
)
_as_of: LiteralString = (
    "select read_model, generation, manifest -> 'cut' from generations"
    " where read_model = any(%s) and as_name = %s and state = 'ready' order by read_model"
)


@asynccontextmanager
async def read_living(
    connection: Connection, names: Sequence[str]
) -> AsyncIterator[tuple[ReadFrom, ...]]:
    """Read the living rows of read models in one snapshot; no swap comes in between."""
    held = _held(["public"], names)
    async with in_one_snapshot(connection, held, _living, [list(names)]) as rows:
        yield _read_from(rows)


@asynccontextmanager
async def read_as_of(
    connection: Connection, names: Sequence[str], until: Until
) -> AsyncIterator[tuple[ReadFrom, ...] | None]:
    """Let read models' names stand for their rows as of a moment; None if not all are built."""
    found = await connection.execute(
        "select as_name from generations where read_model = any(%s)"
        " and state = 'ready' and purpose = 'as of'"
        " and manifest -> 'options' ->> 'until' = %s"
        " group by as_name having count(*) = %s order by as_name limit 1",
        [list(names), until.text, len(names)],
    )
    row = await found.fetchone()
    async with AsyncExitStack() as stack:
        built = None if row is None else await _held_as_of(stack, connection, names, row[0])
        if built is not None and row is not None:
            await connection.execute(
                "select set_config('search_path', quote_ident(%s) || ', public', true)", row
            )
        yield built


async def living_beside(connection: Connection, names: Sequence[str]) -> tuple[ReadFrom, ...]:
    """Of which generations the living rows are, in the snapshot that `read_as_of` opened.

    They are `public.<name>` there, and none of them is swapped before it ends.
    """
    found = await connection.execute(_living, [list(names)])
    return _read_from(await found.fetchall())


async def _held_as_of(
    stack: AsyncExitStack, connection: Connection, names: Sequence[str], name: str
) -> tuple[ReadFrom, ...] | None:
    """What is built under a name; None if it was dropped meanwhile."""
    snapshot = in_one_snapshot(
        connection, _held([name, "public"], names), _as_of, [list(names), name]
    )
    try:
        return _read_from(await stack.enter_async_context(snapshot))
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        return None


def _held(schemas: Sequence[str], names: Sequence[str]) -> sql.Composed:
    """Before the snapshot is taken: then none of these views is replaced until the end."""
    return sql.SQL("lock table {} in access share mode").format(
        sql.SQL(", ").join(sql.Identifier(schema, name) for schema in schemas for name in names)
    )


def _read_from(rows: Sequence[tuple[Any, ...]]) -> tuple[ReadFrom, ...]:
    return tuple(
        ReadFrom(name, generation, {int(number): offset for number, offset in cut.items()})
        for name, generation, cut in rows
    )
