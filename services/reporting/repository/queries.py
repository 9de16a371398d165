"""What the repository is asked: searches with facets, one record, what is new."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.faceted import Choice, Found, by_facet, straight
from services.reporting.read_models.published_records import RecordRow
from services.reporting.read_models.searchable import searchable
from shared.decisions.database import Connection

facet_names = ("theme", "year", "level", "age", "agency", "kind")


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for; empty means all. `themes` are the terms of the chosen theme."""

    text: str = ""
    theme: str = ""
    themes: tuple[str, ...] = ()
    year: str = ""
    level: str = ""
    age: str = ""
    agency: str = ""
    kind: str = ""


_columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in fields(RecordRow))
_by_index: LiteralString = "set local enable_seqscan = off"
"""Postgres takes a row's words for cheap to look into, though each lies elsewhere: without this
it reads those of all records for a word that half of them have, in twice the time."""
_asked: LiteralString = (
    "(case numnode(websearch_to_tsquery('english', %(text)s))"
    " when 0 then plainto_tsquery('simple', %(text)s)"
    " else websearch_to_tsquery('english', %(text)s) && plainto_tsquery('simple', %(letters)s)"
    " end)"
)
"""Of small words alone, such as “where were you”, each has to stand in the heading."""
_matching: LiteralString = (
    " from published_records where shown and withdrawn is null"
    " and (%(searched)s = '' or search @@ " + _asked + ")"
    " and (%(themes)s::text[] is null or keywords && %(themes)s)"
    " and (%(year)s = '' or coalesce(year::text, 'undated') = %(year)s)"
    " and (%(level)s = '' or level = %(level)s)"
    " and (%(kind)s = '' or kind = %(kind)s)"
    " and (%(age)s = '' or %(age)s = any(ages))"
    " and (%(agency)s = '' or %(agency)s = any(agencies))"
)
_order: LiteralString = (
    " order by case when %(searched)s = '' then 0 else ts_rank(search, "
    + _asked
    + ") end desc,"
    " sort_on desc nulls last, record limit %(limit)s offset %(offset)s"
)
_facets: LiteralString = (
    "with terms as (select * from unnest(%(terms)s::text[], %(preferred)s::text[])"
    "   as terms (term, preferred)),"
    " found as materialized (select record, year, level, kind, ages, agencies, keywords"
    + _matching
    + ")"
    " select 'all' as facet, '' as value, count(*) as number from found"
    " union all select 'year', coalesce(year::text, 'undated'), count(*) from found group by 2"
    " union all select 'level', level, count(*) from found group by 2"
    " union all select 'kind', kind, count(*) from found group by 2"
    " union all select 'age', age, count(*) from found, unnest(ages) as age group by 2"
    " union all select 'agency', agency, count(*) from found, unnest(agencies) as agency"
    "   group by 2"
    " union all select 'theme', coalesce(preferred, keyword), count(distinct record)"
    "   from found, unnest(keywords) as keyword left join terms on term = keyword group by 2"
)


async def search(
    connection: Connection,
    asked: Search,
    *,
    page: int = 1,
    rows: int = 20,
    counted_under: Mapping[str, Sequence[str]] | None = None,
) -> Found[RecordRow]:
    """One page of the records that match, with the facets of all that do.

    `counted_under` says of a keyword under which themes a record with it counts; of one that it
    does not name, under itself.
    """
    values = _values(asked) | {"limit": rows, "offset": (page - 1) * rows}
    pairs = [(name, theme) for name, all_ in (counted_under or {}).items() for theme in all_]
    named = values | {
        "terms": [name for name, _ in pairs],
        "preferred": [theme for _, theme in pairs],
    }
    if asked.text:
        await connection.execute(_by_index)
    async with connection.cursor(row_factory=class_row(Choice)) as choices:
        await choices.execute(_facets, named)
        counted = await choices.fetchall()
    total, facets = by_facet(counted, facet_names)
    statement = sql.SQL("select {}").format(_columns) + sql.SQL(_matching) + sql.SQL(_order)
    return Found(total, await _rows(connection, statement, values), facets)


def _values(asked: Search) -> dict[str, Any]:
    return {
        "text": searchable(straight(asked.text)),
        "searched": asked.text,
        "letters": _letters(asked.text),
        "themes": list(asked.themes) if asked.theme else None,
        "year": asked.year,
        "level": asked.level,
        "age": asked.age,
        "agency": asked.agency,
        "kind": asked.kind,
    }


_pseudonym = re.compile(
    r"(?<![\w'’-])(?:(?i:child|baby|family|adult|young person)\s+([a-zA-Z])|([ABCDEFGHJ-Z]))"
    r"(?![\w'’-])"
)


def _letters(text: str) -> str:
    """The letters of pseudonyms: `A` in “Child A” is no article, and has to be found."""
    return " ".join((one[1] or one[2]).lower() for one in _pseudonym.finditer(text))


async def find_record(connection: Connection, record: str) -> RecordRow | None:
    """The record of an address, withdrawn ones too."""
    statement = sql.SQL("select {} from published_records where shown and record = %(record)s")
    found = await _rows(connection, statement.format(_columns), {"record": record})
    return found[0] if found else None


async def find_records(connection: Connection, records: Sequence[str]) -> list[RecordRow]:
    """Those of these records that are shown, the newest first."""
    statement = sql.SQL(
        "select {} from published_records where record = any(%(records)s)"
        " and shown and withdrawn is null order by sort_on desc nulls last, record"
    )
    return await _rows(connection, statement.format(_columns), {"records": list(records)})


async def changed_since(
    connection: Connection, since: datetime | None, *, limit: int, before: Any = None
) -> list[RecordRow]:
    """What changed since then, the latest first; `before`: (instant, record) to go on from."""
    instant, record = before or (None, None)
    statement = sql.SQL(
        "select {} from published_records"
        " where shown and (%(since)s::timestamptz is null or changed_at >= %(since)s)"
        " and (%(instant)s::timestamptz is null"
        "      or (changed_at, record) < (%(instant)s::timestamptz, %(record)s))"
        " order by changed_at desc, record desc limit %(limit)s"
    )
    values = {"since": since, "instant": instant, "record": record, "limit": limit}
    return await _rows(connection, statement.format(_columns), values)


async def _rows(
    connection: Connection, statement: sql.Composed, values: Mapping[str, Any]
) -> list[RecordRow]:
    async with connection.cursor(row_factory=class_row(RecordRow)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()
