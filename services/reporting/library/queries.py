"""What the learning library is asked: searches with facets, and one piece of learning."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.faceted import Choice, Found, by_facet, straight
from services.reporting.read_models.learning_library import LearningRow
from services.reporting.read_models.searchable import searchable
from shared.decisions.database import Connection

facet_names = ("theme", "practice", "source", "agency", "year")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means all. A theme is meant in any capitals."""

    text: str = ""
    theme: str = ""
    practice: str = ""
    source: str = ""
    agency: str = ""
    year: str = ""


_columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in fields(LearningRow))
_asked: LiteralString = "websearch_to_tsquery('english', %(text)s)"
_matching: LiteralString = (
    " from learning_library where withdrawn is null"
    " and (%(text)s = '' or search @@ " + _asked + ")"
    " and (%(theme)s = '' or %(theme)s = any(themes))"
    " and (%(practice)s = '' or practice = %(practice)s)"
    " and (%(source)s = '' or source = %(source)s)"
    " and (%(agency)s = '' or %(agency)s = any(agencies))"
    " and (%(year)s = '' or coalesce(year::text, 'undated') = %(year)s)"
)
_order: LiteralString = (
    " order by case when %(text)s = '' then 0 else ts_rank(search, " + _asked + ") end desc,"
    " sort_on desc nulls last, learning limit %(limit)s offset %(offset)s"
)
_facets: LiteralString = (
    "with found as materialized (select practice, source, year, agencies, themes"
    + _matching
    + ")"
    " select 'all' as facet, '' as value, count(*) as number from found"
    " union all select 'practice', practice, count(*) from found"
    "   where practice is not null group by 2"
    " union all select 'source', source, count(*) from found group by 2"
    " union all select 'year', coalesce(year::text, 'undated'), count(*) from found group by 2"
    " union all select 'agency', agency, count(*) from found, unnest(agencies) as agency"
    "   group by 2"
    " union all select 'theme', theme, count(*) from found, unnest(themes) as theme group by 2"
)


async def search_learning(
    connection: Connection, wanted: Wanted, *, page: int = 1, rows: int = 20
) -> Found[LearningRow]:
    """One page of the learning that matches, with the facets of all that does."""
    values = _values(wanted) | {"limit": rows, "offset": (page - 1) * rows}
    async with connection.cursor(row_factory=class_row(Choice)) as choices:
        await choices.execute(_facets, values)
        counted = await choices.fetchall()
    total, facets = by_facet(counted, facet_names)
    statement = sql.SQL("select {}").format(_columns) + sql.SQL(_matching) + sql.SQL(_order)
    return Found(total, await _rows(connection, statement, values), facets)


def _values(wanted: Wanted) -> dict[str, Any]:
    return {
        "text": searchable(straight(wanted.text)),
        "theme": " ".join(wanted.theme.lower().split()),
        "practice": wanted.practice,
        "source": wanted.source,
        "agency": wanted.agency,
        "year": wanted.year,
    }


async def find_learning(connection: Connection, learning: str) -> LearningRow | None:
    """The learning of an address, withdrawn too."""
    statement = sql.SQL("select {} from learning_library where learning = %(learning)s")
    found = await _rows(connection, statement.format(_columns), {"learning": learning})
    return found[0] if found else None


async def _rows(
    connection: Connection, statement: sql.Composed, values: Mapping[str, Any]
) -> list[LearningRow]:
    async with connection.cursor(row_factory=class_row(LearningRow)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()
