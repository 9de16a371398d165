"""Asking for actions: a list, what lies open by owner, and a year of them; each a SELECT."""

from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from services.reviews.read_models import ActionRow
from shared.decisions.database import Connection
from shared.edge.visibility import Scope

without_progress_days = 90
"""After so long without a word an action is listed as standing still (our own choice)."""

Place = tuple[date, str, int]


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which actions; None means all. `overdue`: open, and due before today."""

    authority: str | None = None
    case: str | None = None
    owner: str | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class GapRow:
    """What one owner in one authority has open, and how it stands."""

    authority: str | None
    owner: str
    raised: int
    closed: int
    closed_late: int
    open: int
    overdue: int
    standing_still: int
    earliest_due_on: date | None


@dataclass(frozen=True, slots=True)
class YearRow:
    """Actions of one authority and source in the twelve months up to a day."""

    authority: str | None
    arises_from: str
    raised: int
    closed: int
    closed_late: int
    open_at_the_end: int


_seen = (
    " from actions a left join caseload c using (subject)"
    " where (%(everything)s or c.authority = any(%(authorities)s))"
    " and (%(authority)s::text is null or c.authority = %(authority)s)"
)


async def list_actions(
    connection: Connection,
    scope: Scope,
    wanted: ActionFilter,
    today: date,
    *,
    beyond: Place | None,
    limit: int,
) -> list[ActionRow]:
    """Actions in cases of a scope, the first due first, whether closed or not."""
    due_on, subject, number = beyond or (date.min, "", 0)
    async with connection.cursor(row_factory=class_row(ActionRow)) as cursor:
        await cursor.execute(
            "select a.*" + _seen + " and (%(case)s::text is null or a.subject = %(case)s)"
            " and (%(owner)s::text is null or a.owner = %(owner)s)"
            " and (not %(overdue)s or (a.closed_on is null and a.due_on < %(today)s))"
            " and (a.due_on, a.subject, a.number) > (%(due_on)s::date, %(subject)s, %(number)s)"
            " order by a.due_on, a.subject, a.number limit %(limit)s",
            {
                **_of(scope, wanted.authority),
                "case": wanted.case,
                "owner": wanted.owner,
                "overdue": wanted.overdue,
                "today": today,
                "due_on": due_on,
                "subject": subject,
                "number": number,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def gaps(
    connection: Connection, scope: Scope, authority: str | None, today: date
) -> list[GapRow]:
    """By authority and owner, those with most overdue first."""
    async with connection.cursor(row_factory=class_row(GapRow)) as cursor:
        await cursor.execute(
            "select c.authority, a.owner, count(*) as raised,"
            " count(a.closed_on) as closed,"
            " count(*) filter (where a.closed_on > a.due_on) as closed_late,"
            " count(*) filter (where a.closed_on is null) as open,"
            " count(*) filter (where a.closed_on is null and a.due_on < %(today)s) as overdue,"
            " count(*) filter (where a.closed_on is null and %(today)s::date"
            "   - coalesce(a.progressed_on, a.raised_on) > %(days)s) as standing_still,"
            " min(a.due_on) filter (where a.closed_on is null) as earliest_due_on"
            + _seen
            + " group by 1, 2 order by overdue desc, open desc, 1, 2",
            {**_of(scope, authority), "today": today, "days": without_progress_days},
        )
        return await cursor.fetchall()


async def of_year(
    connection: Connection, scope: Scope, authority: str | None, ends_on: date
) -> list[YearRow]:
    """By authority and source, the twelve months that end on a day (R19).

    As it is known now: an action that was closed in them and reopened since counts as open.
    """
    begins_after = _year_before(ends_on)
    async with connection.cursor(row_factory=class_row(YearRow)) as cursor:
        await cursor.execute(
            "select c.authority, a.arises_from,"
            " count(*) filter (where a.raised_on > %(after)s) as raised,"
            " count(*) filter (where a.closed_on > %(after)s and a.closed_on <= %(until)s)"
            "   as closed,"
            " count(*) filter (where a.closed_on > %(after)s and a.closed_on <= %(until)s"
            "   and a.closed_on > a.due_on) as closed_late,"
            " count(*) filter (where a.closed_on is null or a.closed_on > %(until)s)"
            "   as open_at_the_end" + _seen + " and a.raised_on <= %(until)s"
            " and (a.closed_on is null or a.closed_on > %(after)s)"
            " group by 1, 2 order by 1, 2",
            {**_of(scope, authority), "after": begins_after, "until": ends_on},
        )
        return await cursor.fetchall()


def _year_before(day: date) -> date:
    if day.year == date.min.year:
        return date.min
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _of(scope: Scope, authority: str | None) -> dict[str, object]:
    return {
        "everything": scope.everything,
        "authorities": sorted(scope.authorities),
        "authority": authority,
    }
