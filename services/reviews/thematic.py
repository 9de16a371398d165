"""Asking for thematic reviews: a list, one, its cases, and those that a case is in."""

from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from services.reviews.read_models import ThematicCaseRow, ThematicRow
from shared.decisions.database import Connection
from shared.edge.visibility import Scope

Place = tuple[date, str]
"""Where a list goes on: the day of the opening, and the subject."""


@dataclass(frozen=True, slots=True)
class OfCaseRow:
    """A thematic review that a case is in, or was."""

    subject: str
    theme: str
    stage: str
    authorities: list[str]
    included_on: date
    left_out_on: date | None
    left_out_why: str | None


async def find_thematic(connection: Connection, subject: str) -> ThematicRow | None:
    """A thematic review by its subject."""
    async with connection.cursor(row_factory=class_row(ThematicRow)) as cursor:
        await cursor.execute("select * from thematic_reviews where subject = %s", [subject])
        return await cursor.fetchone()


async def list_thematic(
    connection: Connection,
    scope: Scope,
    *,
    stage: str | None = None,
    beyond: Place | None,
    limit: int,
) -> list[ThematicRow]:
    """Thematic reviews of a scope, the latest first, at most `limit`, beyond a place."""
    opened_on, subject = beyond or (date.max, "~")
    async with connection.cursor(row_factory=class_row(ThematicRow)) as cursor:
        await cursor.execute(
            "select * from thematic_reviews"
            " where (%(everything)s or authorities && %(authorities)s)"
            " and (%(stage)s::text is null or stage = %(stage)s)"
            " and (opened_on, subject) < (%(opened_on)s::date, %(subject)s)"
            " order by opened_on desc, subject desc limit %(limit)s",
            {
                "everything": scope.everything,
                "authorities": sorted(scope.authorities),
                "stage": stage,
                "opened_on": opened_on,
                "subject": subject,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def cases_in(connection: Connection, subject: str) -> list[ThematicCaseRow]:
    """The cases of a thematic review, those that were left out too, as they came in."""
    async with connection.cursor(row_factory=class_row(ThematicCaseRow)) as cursor:
        await cursor.execute(
            "select * from thematic_cases where subject = %s order by included_on, case_id",
            [subject],
        )
        return await cursor.fetchall()


async def count_cases(connection: Connection, subjects: list[str]) -> dict[str, int]:
    """How many cases each of these thematic reviews looks at now."""
    rows = await connection.execute(
        "select subject, count(*) from thematic_cases"
        " where subject = any(%s) and left_out_on is null group by subject",
        [subjects],
    )
    return {subject: count for subject, count in await rows.fetchall()}


async def thematic_of_case(connection: Connection, case: str) -> list[OfCaseRow]:
    """The thematic reviews that a case is in, or was, the latest last."""
    async with connection.cursor(row_factory=class_row(OfCaseRow)) as cursor:
        await cursor.execute(
            "select r.subject, r.theme, r.stage, r.authorities, c.included_on, c.left_out_on,"
            " c.left_out_why from thematic_cases c join thematic_reviews r using (subject)"
            " where c.case_id = %s order by c.included_on, r.subject",
            [case],
        )
        return await cursor.fetchall()
