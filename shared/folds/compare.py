"""Compare two tables of a read model at one cut: counts, digests, and the rows that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from shared.decisions.database import Connection
from shared.folds.projection import Projection
from shared.folds.tables import Table

differences_shown = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is in one table only, or not the same in both; sealed values as ciphertext."""

    key: tuple[Any, ...]
    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A living read model beside what the log says it should be."""

    read_model: str
    rows_live: int
    rows_replayed: int
    digest_live: str
    digest_replayed: str
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether both hold the same rows."""
        return (self.rows_live, self.digest_live) == (self.rows_replayed, self.digest_replayed)


@dataclass(frozen=True, slots=True)
class Cut:
    """A copy of the living table, and where its follower stood when it was taken."""

    live: Projection
    copy: Table
    offsets: Mapping[int, int]


async def take_cut(connection: Connection, live: Projection) -> Cut:
    """Copy the living table and its offsets in one REPEATABLE READ transaction.

    The follower goes on meanwhile. A comparison of a table with offsets read at another moment
    is always torn.
    """
    copy = Table(live.model, f"{live.table.name}__cut")
    await copy.drop(connection)
    async with connection.transaction():
        await connection.execute("set transaction isolation level repeatable read")
        await connection.execute(
            sql.SQL("create unlogged table {} as select * from {}").format(
                sql.Identifier(copy.name), sql.Identifier(live.table.name)
            )
        )
        rows = await connection.execute(
            "select partition, next_offset from follower_offsets where follower = %s",
            [live.name],
        )
        offsets = {partition: offset async for partition, offset in rows}
    return Cut(live, copy, offsets)


async def compare(connection: Connection, cut: Cut, shadow: Projection) -> Comparison:
    """Compare the copy with a shadow that was folded up to the cut; differences are bounded."""
    rows_live, digest_live = await cut.copy.digest(connection)
    rows_replayed, digest_replayed = await shadow.table.digest(connection)
    differences: tuple[Difference, ...] = ()
    if (rows_live, digest_live) != (rows_replayed, digest_replayed):
        differences = await _differences(connection, cut.copy, shadow.table)
    return Comparison(
        cut.live.model.name, rows_live, rows_replayed, digest_live, digest_replayed, differences
    )


async def _differences(
    connection: Connection, live: Table, replayed: Table
) -> tuple[Difference, ...]:
    key = live.model.key
    columns = live.model.columns
    both = sql.SQL(", ").join(sql.Identifier(name) for name in key)
    statement = sql.SQL(
        "select {keys}, l.subject is null, r.subject is null, array[{changed}]::boolean[]"
        " from {live} l full join {replayed} r using ({both})"
        " where l.subject is null or r.subject is null {any_changed}"
        " order by {both} limit {limit}"
    ).format(
        keys=both,
        changed=sql.SQL(", ").join(_changed(name) for name in columns if name not in key),
        any_changed=sql.SQL("").join(
            sql.SQL(" or {}").format(_changed(name)) for name in columns if name not in key
        ),
        live=sql.Identifier(live.name),
        replayed=sql.Identifier(replayed.name),
        both=both,
        limit=sql.Literal(differences_shown),
    )
    rest = [name for name in columns if name not in key]
    found = await connection.execute(statement)
    return tuple([_difference(row, len(key), rest) async for row in found])


def _changed(name: str) -> sql.Composed:
    return sql.SQL("l.{0} is distinct from r.{0}").format(sql.Identifier(name))


def _difference(row: tuple[Any, ...], keys: int, rest: list[str]) -> Difference:
    not_live, not_replayed, changed = row[keys], row[keys + 1], row[keys + 2]
    kind = "missing" if not_live else "too many" if not_replayed else "changed"
    columns = tuple(name for name, differs in zip(rest, changed, strict=True) if differs)
    return Difference(tuple(row[:keys]), kind, columns)
