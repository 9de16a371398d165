"""The tables of a read model: made from its row's annotations, read and written in batches."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, LiteralString, get_args, get_type_hints

from psycopg import sql
from psycopg.types.json import Jsonb

from shared.decisions.database import Connection
from shared.folds.copy_text import copy_line
from shared.folds.read_model import Json, ReadModel

_types: dict[Any, str] = {
    str: "text",
    int: "bigint",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
}


def _column_type(annotation: Any) -> tuple[str, bool]:
    """The SQL type of an annotation, and whether the column may be empty."""
    if annotation == Json:
        return "jsonb", False
    arguments = get_args(annotation)
    empty = type(None) in arguments
    inner = [argument for argument in arguments if argument is not type(None)]
    if empty:
        return (_column_type(inner[0])[0] if len(inner) == 1 else "jsonb"), True
    if annotation == tuple[str, ...]:
        return "text[]", False
    if isinstance(annotation, type) and issubclass(annotation, str):
        return "text", False
    return _types[annotation], False


def _columns(model: ReadModel[Any]) -> list[tuple[str, str, bool]]:
    hints = get_type_hints(model.row)
    return [(name, *_column_type(hints[name])) for name in model.columns]


rows_a_write = 100

_storage = {type_: f"{type_} storage external" for type_ in ("text", "jsonb", "text[]")}
"""Long values are mostly ciphertext, and Postgres would try in vain to compress each: that was
more than half of its time in a replay."""


class Table:
    """The table of one generation of a read model, or a copy of it under another name."""

    def __init__(self, model: ReadModel[Any], name: str) -> None:
        self.model = model
        self.name = name
        columns = _columns(model)
        self._json = tuple(n for n, (_, type_, _) in enumerate(columns) if type_ == "jsonb")
        self._line = copy_line(model.columns, [type_ for _, type_, _ in columns])
        self._upsert = self._upsert_statement()

    async def create(self, connection: Connection, *, indexes: bool) -> None:
        """Make the table with its key; further indexes can wait until a bulk load is done."""
        columns = [
            sql.SQL("{} {}{}").format(
                sql.Identifier(name),
                sql.SQL(_storage.get(type_, type_)),
                sql.SQL("" if empty else " not null"),
            )
            for name, type_, empty in _columns(self.model)
        ]
        columns += [
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(definition))
            for name, definition in self.model.generated
        ]
        columns.append(
            sql.SQL("primary key ({})").format(
                sql.SQL(", ").join(sql.Identifier(name) for name in self.model.key)
            )
        )
        await connection.execute(
            sql.SQL("create table {} ({})").format(
                sql.Identifier(self.name), sql.SQL(", ").join(columns)
            )
        )
        if indexes:
            await self.create_indexes(connection)

    async def create_indexes(self, connection: Connection) -> None:
        """The indexes that its pages need beside the key, unless they are there."""
        plain = [f"({index})" for index in self.model.indexes]
        searched = [f"using gin ({column})" for column in self.model.searched]
        for number, index in enumerate([*plain, *searched], 1):
            await connection.execute(
                sql.SQL("create index if not exists {} on {} {}").format(
                    sql.Identifier(f"{self.name}_{number}"),
                    sql.Identifier(self.name),
                    sql.SQL(index),
                )
            )

    async def rows_of(
        self, connection: Connection, subjects: Sequence[str]
    ) -> dict[str, tuple[Any, ...]]:
        """The rows of subjects, as the model's dataclasses in the order of their keys."""
        found = await connection.execute(
            sql.SQL("select {} from {} where subject = any(%s) order by {}").format(
                self._column_list,
                sql.Identifier(self.name),
                sql.SQL(", ").join(sql.Identifier(name) for name in self.model.key),
            ),
            [list(subjects)],
        )
        by_subject: dict[str, list[Any]] = {}
        async for values in found:
            by_subject.setdefault(values[0], []).append(self._row(values))
        return {subject: tuple(rows) for subject, rows in by_subject.items()}

    def _row(self, values: Sequence[Any]) -> Any:
        hints = self.model.row.__annotations__
        return self.model.row(
            *[
                tuple(value)
                if isinstance(value, list) and "tuple" in str(hints[name])
                else value
                for name, value in zip(self.model.columns, values, strict=True)
            ]
        )

    @property
    def _column_list(self) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(name) for name in self.model.columns)

    def _upsert_statement(self) -> sql.Composed:
        rest = [name for name in self.model.columns if name not in self.model.key]
        setting = sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in rest
        )
        action = sql.SQL("update set {}").format(setting) if rest else sql.SQL("nothing")
        return sql.SQL("insert into {} ({}) values ({}) on conflict ({}) do {}").format(
            sql.Identifier(self.name),
            self._column_list,
            sql.SQL(", ").join([sql.SQL("%s")] * len(self.model.columns)),
            sql.SQL(", ").join(sql.Identifier(name) for name in self.model.key),
            action,
        )

    async def upsert(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows, in the order of their keys; in a pipeline it waits for none of them."""
        for values in sorted(rows, key=self.model.key_of):
            await connection.execute(self._upsert, self._prepare(values))

    def _prepare(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self._json and not any(isinstance(value, tuple) for value in values):
            return values
        return tuple(
            (None if value is None else Jsonb(value))
            if place in self._json
            else list(value)
            if isinstance(value, tuple)
            else value
            for place, value in enumerate(values)
        )

    async def delete(self, connection: Connection, keys: Iterable[tuple[Any, ...]]) -> None:
        """Remove rows by their keys."""
        condition = sql.SQL(" and ").join(
            sql.SQL("{} = %s").format(sql.Identifier(name)) for name in self.model.key
        )
        statement = sql.SQL("delete from {} where {}").format(
            sql.Identifier(self.name), condition
        )
        for key in sorted(keys):
            await connection.execute(statement, key)

    async def copy_in(self, connection: Connection, rows: Iterable[Any]) -> int:
        """Load many new rows, the model's dataclasses, as prepared text; says how many."""
        count = 0
        chunk: list[str] = []
        line = self._line
        async with (
            connection.cursor() as cursor,
            cursor.copy(
                sql.SQL("copy {} ({}) from stdin").format(
                    sql.Identifier(self.name), self._column_list
                )
            ) as copy,
        ):
            for row in rows:
                chunk.append(line(row))
                if len(chunk) == rows_a_write:
                    await copy.write("".join(chunk))
                    count += rows_a_write
                    chunk.clear()
            if chunk:
                await copy.write("".join(chunk))
        return count + len(chunk)

    async def drop(self, connection: Connection) -> None:
        """Remove the table, if it is there."""
        await connection.execute(
            sql.SQL("drop table if exists {}").format(sql.Identifier(self.name))
        )

    async def digest(self, connection: Connection) -> tuple[int, str]:
        """The number of rows, and a digest (32 hex digits) that their order does not change.

        The halves of each row's SHA-256 are added up: so no row, and no two rows that were
        swapped in part, can hide another. Not a proof against who owns the database.
        """
        row = await (
            await connection.execute(
                sql.SQL(_digest).format(self._column_list, sql.Identifier(self.name))
            )
        ).fetchone()
        assert row is not None
        return row[0], sha256(":".join(str(part) for part in row).encode()).hexdigest()[:32]


_digest: LiteralString = """
select count(*), coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint::numeric), 0),
       coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint::numeric), 0)
from (select encode(sha256(convert_to(row({})::text, 'UTF8')), 'hex') as hash from {}) as rows
"""
