"""What an analysis asks of the read models: each a SELECT whose rows are few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from psycopg.rows import class_row

from services.reporting.analysis.timeliness import Timed
from services.reporting.queries import Selection
from shared.decisions.calendar import Calendar, one_day
from shared.decisions.database import Connection


@dataclass(frozen=True, slots=True)
class ActionCount:
    """So many actions that were open on a day of the period, by what is known of them."""

    state: str
    raised_in_it: bool
    number: int


@dataclass(frozen=True, slots=True)
class Valued:
    """So many published reviews with these values of one facet."""

    values: tuple[str, ...]
    number: int


async def timed(
    connection: Connection, chosen: Selection, calendar: Calendar
) -> Sequence[Timed]:
    """What was due in the period, by how many working days early or late it was done.

    Where bank holidays are not known, days are counted as they are.
    """
    days, numbers = working_days(calendar)
    async with connection.cursor(row_factory=class_row(Timed)) as cursor:
        await cursor.execute(_timed, {**_values(chosen), "days": days, "numbers": numbers})
        return await cursor.fetchall()


_timed = """
with working as (
    select * from unnest(%(days)s::date[], %(numbers)s::int[]) as w (day, number)
), counted as (
    select f.what, f.due_on, f.ended_on, f.ended_how, f.explained is not null as explained,
        count(*) as number
    from due_facts f
    where f.due_on between %(since)s and %(until)s
        and (%(authority)s::text is null or f.authority = %(authority)s)
    group by 1, 2, 3, 4, 5
)
select what, ended_how,
    (sign(ended_on - due_on) * greatest(
        1, abs(coalesce(e.number - d.number, ended_on - due_on))))::int as days,
    explained, sum(c.number)::int as number
from counted c left join working d on d.day = c.due_on left join working e on e.day = c.ended_on
group by 1, 2, 3, 4 order by 1, 2, 3, 4
"""


def working_days(calendar: Calendar) -> tuple[list[date], list[int]]:
    """Every day that a calendar covers, and how many working days there are up to it."""
    length = (calendar.last_day - calendar.first_day).days + 1
    days = [calendar.first_day + number * one_day for number in range(length)]
    return days, list(accumulate(int(calendar.is_working(day)) for day in days))


async def actions(
    connection: Connection, chosen: Selection, until: date
) -> Sequence[ActionCount]:
    """Actions that were open at some time in the period, as they stood at its end.

    `until` is that end, or today where that is earlier. One that was closed and has been
    reopened since counts as open.
    """
    async with connection.cursor(row_factory=class_row(ActionCount)) as cursor:
        await cursor.execute(_actions, {**_values(chosen), "until": until})
        return await cursor.fetchall()


_actions = """
select case when ended_on <= %(until)s
        then case progress when 'cannot-be-done' then 'closed-undone' else 'closed-done' end
        when due_on < %(until)s then 'overdue' else 'open' end as state,
    began_on >= %(since)s as raised_in_it, count(*) as number
from due_facts
where what = 'action' and began_on <= %(until)s
    and (ended_on is null or ended_on >= %(since)s)
    and (%(authority)s::text is null or authority = %(authority)s)
group by 1, 2 order by 1, 2
"""


async def published(connection: Connection, chosen: Selection, facet: str) -> Sequence[Valued]:
    """Published reviews of the period by their values of a facet: themes or agencies.

    One of which only the year or the month is known counts on the first day that it can mean.
    """
    async with connection.cursor(row_factory=class_row(Valued)) as cursor:
        await cursor.execute(_published[facet], _values(chosen))
        rows = await cursor.fetchall()
    return [Valued(tuple(row.values), row.number) for row in rows]


_published = {
    facet: f"select {column} as values, count(*) as number from published_records"
    " where shown and withdrawn is null and sort_on between %(since)s and %(until)s"
    " and (%(authority)s::text is null or %(authority)s = any(authorities))"
    " group by 1 order by 1"
    for facet, column in (("theme", "keywords"), ("agency", "agencies"))
}


def _values(chosen: Selection) -> dict[str, object]:
    return {
        "since": chosen.since,
        "until": chosen.until,
        "authority": chosen.authority,
    }
