"""What the edge of reviews asks of its own database: one SELECT each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import class_row

from services.reviews.read_models import (
    AgencyRow,
    CaseRow,
    ClockRow,
    ExceptionRow,
    PartRow,
    TextRow,
    TimelineRow,
)
from shared.decisions.database import Connection
from shared.edge.visibility import Scope

Place = tuple[date, str]
"""Where a list of cases goes on: the due date (`date.max` without one) and the subject."""

ExceptionPlace = tuple[date, str, int]
"""Where a list of exceptions goes on: the day, the subject, and the place in it."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows, of those that may be seen."""

    authority: str | None = None
    stage: str | None = None
    due_before: date | None = None
    imported: bool | None = None


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A command of a policy that was refused: of which event it came, and why not."""

    id: int
    event_id: str
    subject: str
    command: str
    words: str
    refused_at: datetime
    authority: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many cases there are, of those that may be seen; `overdue` leaves targets out."""

    living: int
    overdue: int
    due_soon: int
    imported: int


async def find_case(connection: Connection, subject: str) -> CaseRow | None:
    """A case by its subject."""
    async with connection.cursor(row_factory=class_row(CaseRow)) as cursor:
        await cursor.execute("select * from caseload where subject = %s", [subject])
        return await cursor.fetchone()


async def find_cases(connection: Connection, subjects: Sequence[str]) -> dict[str, CaseRow]:
    """Cases by their subjects; those that are not there are left out."""
    async with connection.cursor(row_factory=class_row(CaseRow)) as cursor:
        await cursor.execute("select * from caseload where subject = any(%s)", [list(subjects)])
        return {row.subject: row for row in await cursor.fetchall()}


async def list_cases(
    connection: Connection,
    scope: Scope,
    wanted: CaseFilter,
    *,
    beyond: Place | None,
    limit: int,
) -> list[CaseRow]:
    """Cases of a scope, those due soonest first, at most `limit`, beyond a place."""
    due_on, subject = beyond or (date.min, "")
    async with connection.cursor(row_factory=class_row(CaseRow)) as cursor:
        await cursor.execute(
            "select * from caseload where (%(everything)s or authority = any(%(authorities)s))"
            " and (%(authority)s::text is null or authority = %(authority)s)"
            " and (%(stage)s::text is null or stage = %(stage)s)"
            " and (%(due_before)s::date is null or next_due_on < %(due_before)s)"
            " and (%(imported)s::boolean is null or imported = %(imported)s)"
            " and (coalesce(next_due_on, '9999-12-31'::date), subject)"
            "     > (%(due_on)s::date, %(subject)s)"
            " order by coalesce(next_due_on, '9999-12-31'::date), subject limit %(limit)s",
            _parameters(scope)
            | {
                "authority": wanted.authority,
                "stage": wanted.stage,
                "due_before": wanted.due_before,
                "imported": wanted.imported,
                "due_on": due_on,
                "subject": subject,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def summary(connection: Connection, scope: Scope, today: date, soon: date) -> Summary:
    """How many cases are overdue on a day, and how many are due from then until `soon`."""
    async with connection.cursor(row_factory=class_row(Summary)) as cursor:
        await cursor.execute(
            "select count(*) filter (where not imported) as living,"
            " count(*) filter (where next_due_on < %(today)s"
            "   and next_due_clock <> 'panel-answer'"
            "   and not next_due_clock = any(relaxed)) as overdue,"
            " count(*) filter (where next_due_on between %(today)s and %(soon)s) as due_soon,"
            " count(*) filter (where imported) as imported from caseload"
            " where (%(everything)s or authority = any(%(authorities)s))",
            _parameters(scope) | {"today": today, "soon": soon},
        )
        return await cursor.fetchone() or Summary(0, 0, 0, 0)


async def authorities_of(connection: Connection, scope: Scope) -> list[str]:
    """The codes of the authorities that have a case in a scope."""
    rows = await connection.execute(
        "select distinct authority from caseload where authority is not null"
        " and (%(everything)s or authority = any(%(authorities)s)) order by authority",
        _parameters(scope),
    )
    return [row[0] for row in await rows.fetchall()]


async def clocks_of(connection: Connection, subject: str) -> list[ClockRow]:
    """The clocks of a case, in the order in which they began."""
    async with connection.cursor(row_factory=class_row(ClockRow)) as cursor:
        await cursor.execute(
            "select * from clocks where subject = %s order by counted_from, clock, start",
            [subject],
        )
        return await cursor.fetchall()


async def timeline_of(
    connection: Connection, subject: str, *, beyond: int = 0, limit: int = 500
) -> list[TimelineRow]:
    """What happened in a case, in its order."""
    async with connection.cursor(row_factory=class_row(TimelineRow)) as cursor:
        await cursor.execute(
            "select * from timeline where subject = %s and place > %s order by place limit %s",
            [subject, beyond, limit],
        )
        return await cursor.fetchall()


async def texts_of(connection: Connection, subject: str) -> list[TextRow]:
    """The sealed texts of a case, in their order."""
    async with connection.cursor(row_factory=class_row(TextRow)) as cursor:
        await cursor.execute("select * from texts where subject = %s order by place", [subject])
        return await cursor.fetchall()


async def agencies_of(connection: Connection, subject: str) -> list[AgencyRow]:
    """The agencies of a rapid review: who was asked first comes first."""
    async with connection.cursor(row_factory=class_row(AgencyRow)) as cursor:
        await cursor.execute(
            "select * from agency_summaries where subject = %s"
            " order by coalesce(requested_on, received_on), agency",
            [subject],
        )
        return await cursor.fetchall()


async def parts_of(connection: Connection, subject: str) -> list[PartRow]:
    """The parts of a local review, in the order in which they were recorded."""
    async with connection.cursor(row_factory=class_row(PartRow)) as cursor:
        await cursor.execute(
            "select * from practice where subject = %s order by place", [subject]
        )
        return await cursor.fetchall()


async def list_exceptions(
    connection: Connection, scope: Scope, *, beyond: ExceptionPlace | None, limit: int
) -> list[ExceptionRow]:
    """Exceptions in cases of a scope, the latest first, at most `limit`, beyond a place."""
    happened_on, subject, place = beyond or (date.max, "~", 0)
    async with connection.cursor(row_factory=class_row(ExceptionRow)) as cursor:
        await cursor.execute(
            "select e.* from exceptions e left join caseload c using (subject)"
            " where (%(everything)s or c.authority = any(%(authorities)s))"
            " and (e.happened_on, e.subject, e.place)"
            "     < (%(happened_on)s::date, %(subject)s, %(place)s)"
            " order by e.happened_on desc, e.subject desc, e.place desc limit %(limit)s",
            _parameters(scope)
            | {
                "happened_on": happened_on,
                "subject": subject,
                "place": place,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def list_refusals(
    connection: Connection, scope: Scope, *, before: int | None, limit: int
) -> list[RefusalRow]:
    """Refused commands of policies in cases of a scope, the latest first."""
    async with connection.cursor(row_factory=class_row(RefusalRow)) as cursor:
        await cursor.execute(
            "select r.id, r.event_id, r.subject, r.command, r.words, r.refused_at, c.authority"
            " from refused_commands r left join caseload c using (subject)"
            " where (%(everything)s or c.authority = any(%(authorities)s))"
            " and (%(before)s::bigint is null or r.id < %(before)s)"
            " order by r.id desc limit %(limit)s",
            _parameters(scope) | {"before": before, "limit": limit},
        )
        return await cursor.fetchall()


def _parameters(scope: Scope) -> dict[str, Any]:
    return {"everything": scope.everything, "authorities": sorted(scope.authorities)}
