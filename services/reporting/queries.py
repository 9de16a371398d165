"""What the pages and the interface ask of the read models, each a SELECT into a dataclass."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.read_models.submissions import SubmissionRow
from shared.decisions.database import Connection
from shared.edge.visibility import Scope


@dataclass(frozen=True, slots=True)
class Selection:
    """Which notifications and rapid reviews to count; None means all.

    `year` ends on 31 March of it; `since` and `until` are days, themselves included.
    """

    year: int | None = None
    authority: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one nature have one value; `value` is what the column holds, or None."""

    value: str | int | bool | None
    nature: str
    number: int


@dataclass(frozen=True, slots=True)
class PanelCounts:
    """The Panel's population: rapid reviews that were not cancelled."""

    rapid_reviews: int
    of_children_under_1: int
    decided: int
    lcsprs: int
    commissioned: int


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How many reports were sent, how many of them in time, and how many are owed."""

    sent: int
    on_time: int
    late: int
    owed: int


_counted: LiteralString = (
    " from notification_facts where not withdrawn and not care_leavers_only"
    " and (%(year)s::bigint is null or year = %(year)s)"
    " and (%(authority)s::text is null or authority = %(authority)s)"
    " and (%(since)s::date is null or notified_on >= %(since)s)"
    " and (%(until)s::date is null or notified_on <= %(until)s)"
)


async def counts(connection: Connection, column: str, chosen: Selection) -> list[Count]:
    """Count by a column of `notification_facts` and by nature; incidents are the unit."""
    statement = sql.SQL("select {0} as value, nature, count(*) as number{1} group by 1, 2")
    async with connection.cursor(row_factory=class_row(Count)) as cursor:
        await cursor.execute(
            statement.format(sql.Identifier(column), sql.SQL(_counted)), _values(chosen)
        )
        return await cursor.fetchall()


async def panel_counts(connection: Connection, chosen: Selection) -> PanelCounts:
    """Count rapid reviews, by the day on which they were opened."""
    async with connection.cursor(row_factory=class_row(PanelCounts)) as cursor:
        await cursor.execute(
            "select count(*) as rapid_reviews,"
            " count(*) filter (where f.age_band = 'under 1') as of_children_under_1,"
            " count(p.completed_on) as decided,"
            " count(*) filter (where p.decision = 'lcspr') as lcsprs,"
            " count(p.commissioned_on) as commissioned"
            " from panel_facts p left join notification_facts f using (subject)"
            " where not p.cancelled"
            " and (%(year)s::bigint is null or p.year = %(year)s)"
            " and (%(authority)s::text is null or p.authority = %(authority)s)"
            " and (%(since)s::date is null or p.opened_on >= %(since)s)"
            " and (%(until)s::date is null or p.opened_on <= %(until)s)",
            _values(chosen),
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


def _values(chosen: Selection) -> dict[str, object]:
    return {
        "year": chosen.year,
        "authority": chosen.authority,
        "since": chosen.since,
        "until": chosen.until,
    }


_of_scope: LiteralString = "(%(everything)s or authority = any(%(authorities)s))"
_submission_order: LiteralString = "coalesce(due_on, submitted_on, date '0001-01-01')"


async def submissions(
    connection: Connection,
    scope: Scope,
    *,
    before: tuple[str, str, int] | None,
    limit: int,
) -> list[SubmissionRow]:
    """The register, the latest due first, `before` a place in it (`place_in_register`)."""
    day, subject, number = before or (None, None, None)
    async with connection.cursor(row_factory=class_row(SubmissionRow)) as cursor:
        await cursor.execute(
            "select * from submissions where " + _of_scope + " and (%(day)s::date is null or"
            " (" + _submission_order + ", subject, round)"
            " < (%(day)s::date, %(subject)s, %(number)s))"
            " order by "
            + _submission_order
            + " desc, subject desc, round desc limit %(limit)s",
            _of(scope) | {"day": day, "subject": subject, "number": number, "limit": limit},
        )
        return await cursor.fetchall()


def place_in_register(row: SubmissionRow) -> tuple[str, str, int]:
    """Where a row stands in the register, for the cursor of its next page."""
    day = row.due_on or row.submitted_on or date.min
    return (day.isoformat(), row.subject, row.round)


async def timeliness(connection: Connection, scope: Scope) -> Timeliness:
    """Sums over the whole register that somebody may see."""
    async with connection.cursor(row_factory=class_row(Timeliness)) as cursor:
        await cursor.execute(
            "select count(submitted_on) as sent,"
            " count(*) filter (where days_late = 0) as on_time,"
            " count(*) filter (where days_late > 0) as late,"
            " count(*) filter (where submitted_on is null) as owed"
            " from submissions where " + _of_scope,
            _of(scope),
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


def _of(scope: Scope) -> dict[str, object]:
    return {"everything": scope.everything, "authorities": sorted(scope.authorities)}
