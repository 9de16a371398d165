"""Searching every table of every database for texts and bytes, by SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from shared.decisions.database import Connection

_columns = """
select c.relname, array_agg(a.attname order by a.attnum),
       array_agg(a.atttypid::regtype::text order by a.attnum),
       bool_or(a.attname = 'subject')
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0
  and not a.attisdropped
  and a.atttypid = any(array['text', 'varchar', 'json', 'jsonb', 'bytea', 'text[]',
                             'bytea[]']::regtype[])
group by c.relname order by c.relname
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a table hold what was searched for."""

    table: str
    rows: int


async def search_tables(
    connection: Connection, wanted: Sequence[str], *, subject: str | None = None
) -> list[Rows]:
    """Which tables hold one of the texts in a column of text, JSON or bytes.

    `subject`: of tables that have such a column, only the rows of that subject.
    """
    tables = await (await connection.execute(_columns)).fetchall()
    found: list[Rows] = []
    for table, columns, types, by_subject in tables:
        within = subject if by_subject else None
        statement, values = _statement(table, list(zip(columns, types, strict=True)), wanted)
        if within is not None:
            statement += sql.SQL(" and subject = %s")
            values.append(within)
        row = await (await connection.execute(statement, values)).fetchone()
        if row is not None and row[0]:
            found.append(Rows(table, row[0]))
    return found


def _statement(
    table: str, columns: Sequence[tuple[str, str]], wanted: Sequence[str]
) -> tuple[sql.Composed, list[str | bytes]]:
    tests: list[sql.Composable] = []
    values: list[str | bytes] = []
    for name, kind in columns:
        for text in wanted:
            tests.append(_tests.get(kind, _as_text).format(sql.Identifier(name)))
            values.append(text.encode() if kind.startswith("bytea") else text)
    return (
        sql.SQL("select count(*) from {} where ({})").format(
            sql.Identifier(table), sql.SQL(" or ").join(tests)
        ),
        values,
    )


_as_text = sql.SQL("strpos({}::text, %s) > 0")
_tests = {
    "bytea": sql.SQL("position(%s::bytea in {}) > 0"),
    "bytea[]": sql.SQL(
        "exists (select from unnest({}) each where position(%s::bytea in each) > 0)"
    ),
    "text[]": sql.SQL("exists (select from unnest({}) each where strpos(each, %s) > 0)"),
}
