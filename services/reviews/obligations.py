"""What is asked of obligations: those of a case, and those that are overdue."""

from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from services.reviews.read_models import ObligationRow
from shared.decisions.database import Connection
from shared.edge.visibility import Scope

cases_named = 100
"""So many cases are named for each recipient and authority; all are counted."""


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """How many obligations of one authority to one recipient are overdue, the longest first."""

    authority: str | None
    recipient: str
    overdue: int
    earliest_due_on: date
    cases: list[str]


async def obligations_of(connection: Connection, subject: str) -> list[ObligationRow]:
    """The obligations of a case: those that are due soonest first."""
    async with connection.cursor(row_factory=class_row(ObligationRow)) as cursor:
        await cursor.execute(
            "select * from obligations where subject = %s"
            " order by due_on nulls last, rule, recipient, area",
            [subject],
        )
        return await cursor.fetchall()


async def overdue_of(connection: Connection, scope: Scope, today: date) -> list[OverdueRow]:
    """What is open and was due before a day; never what is only expected or has no due date."""
    async with connection.cursor(row_factory=class_row(OverdueRow)) as cursor:
        await cursor.execute(
            "select c.authority, o.recipient, count(*) as overdue,"
            " min(o.due_on) as earliest_due_on,"
            " (array_agg(o.subject order by o.due_on, o.subject))[1:%(named)s] as cases"
            " from obligations o join caseload c using (subject)"
            " where o.state = 'open' and not o.expected_only and o.due_on < %(today)s"
            " and (%(everything)s or c.authority = any(%(authorities)s))"
            " group by c.authority, o.recipient"
            " order by min(o.due_on), c.authority, o.recipient",
            {
                "today": today,
                "named": cases_named,
                "everything": scope.everything,
                "authorities": sorted(scope.authorities),
            },
        )
        return await cursor.fetchall()
