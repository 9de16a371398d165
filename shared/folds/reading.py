"""Reading read models at one moment, and from which generations an answer comes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from psycopg import sql

from shared.decisions.database import Connection
from shared.folds.options import Until


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """The generation that rows are of, and how much of the log it had taken.

    `position` is the sum of its offsets: of two answers of one generation, the later has more.
    """

    read_model: str
    generation: int
    position: int


@asynccontextmanager
async def read_living(
    connection: Connection, names: Sequence[str]
) -> AsyncIterator[tuple[ReadFrom, ...]]:
    """Read the living rows of read models in one snapshot; no swap comes in between."""
    async with connection.transaction():
        await connection.execute("set transaction isolation level repeatable read")
        # before the snapshot is taken: then none of these views is replaced until the end
        await connection.execute(
            sql.SQL("lock table {} in access share mode").format(
                sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
            )
        )
        rows = await connection.execute(
            "select read_model, generation, coalesce((select sum(next_offset) from"
            "  follower_offsets where follower = read_model || '.' || generation), 0)::bigint"
            " from generations where read_model = any(%s) and state = 'live'"
            " order by read_model",
            [list(names)],
        )
        yield tuple([ReadFrom(*row) async for row in rows])


@asynccontextmanager
async def read_as_of(
    connection: Connection, names: Sequence[str], until: Until
) -> AsyncIterator[tuple[ReadFrom, ...] | None]:
    """Let read models' names stand for their rows as of a moment; None if not all are built."""
    async with connection.transaction():
        row = await (
            await connection.execute(
                "select as_name from generations where read_model = any(%s)"
                " and state = 'ready' and purpose = 'as of'"
                " and manifest -> 'options' ->> 'until' = %s"
                " group by as_name having count(*) = %s order by as_name limit 1",
                [list(names), until.text, len(names)],
            )
        ).fetchone()
        if row is None:
            yield None
            return
        await connection.execute(
            "select set_config('search_path', quote_ident(%s) || ', public', true)", [row[0]]
        )
        rows = await connection.execute(
            "select read_model, generation, (select sum(value::bigint) from"
            "  jsonb_each_text(manifest -> 'cut'))::bigint from generations"
            " where read_model = any(%s) and as_name = %s and state = 'ready'"
            " order by read_model",
            [list(names), row[0]],
        )
        yield tuple([ReadFrom(*each) async for each in rows])
