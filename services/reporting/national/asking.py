"""What the files of the national statistics ask of the read model."""

from collections.abc import Sequence
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.national.lines import (
    Counted,
    Level,
    Line,
    authority_lines,
    national_lines,
    national_topics,
    regional_lines,
)
from shared.decisions.database import Connection
from shared.edge.visibility import Scope
from shared.events.authorities import all_authorities

_counted: LiteralString = (
    "select year, {authority} as authority, nature, {value} as value, count(*) as number"
    " from notification_facts where not withdrawn and not care_leavers_only"
    " and (%(year)s::bigint is null or year = %(year)s) group by 1, 2, 3, 4"
)


async def lines(
    connection: Connection, level: Level, year: int | None, scope: Scope
) -> Sequence[Line]:
    """The lines of a file: of one year or all; of authorities, those that may be seen."""
    match level:
        case Level.NATIONAL:
            return list(
                national_lines(
                    {t: await _counts(connection, year, t.column) for t in national_topics}
                )
            )
        case Level.REGIONAL:
            return list(regional_lines(await _counts(connection, year, None)))
        case Level.AUTHORITY:
            codes = {one.code for one in all_authorities()}
            mine = codes if scope.everything else codes & set(scope.authorities)
            return list(authority_lines(await _counts(connection, year, None), mine))


async def _counts(
    connection: Connection, year: int | None, column: str | None
) -> list[Counted]:
    """By the value of a column over all England, or without one by authority."""
    statement = sql.SQL(_counted).format(
        authority=sql.SQL("''") if column else sql.Identifier("authority"),
        value=sql.Identifier(column) if column else sql.NULL,
    )
    async with connection.cursor(row_factory=class_row(Counted)) as cursor:
        await cursor.execute(statement, {"year": year})
        return await cursor.fetchall()
