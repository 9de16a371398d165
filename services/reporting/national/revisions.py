"""What changed in the figures since a moment, and by what: recorded late, amended, withdrawn.

Both sides are counted by the same rules; the earlier one from rows as of that moment, which
hold what was recorded by then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.queries import Count
from services.reporting.read_models.notification_facts import FactsRow
from services.reporting.statistics import Figures, figures_of
from shared.decisions.database import Connection


class Change(StrEnum):
    """Why an incident counts otherwise than it did; `SAME` where it does not."""

    SAME = "same"
    RECORDED_SINCE = "recorded since"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Compared:
    """How many incidents went from one year and nature to another; None: not counted there."""

    change: str
    year_before: int | None
    nature_before: str | None
    year_now: int | None
    nature_now: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A year's figures at the moment and now, and how many of its incidents changed how."""

    year: int
    before: Figures
    now: Figures
    changes: dict[Change, int]


def revisions(compared: Iterable[Compared]) -> tuple[Revision, ...]:
    """Each year that has a figure on either side, in their order, changed or not."""
    rows = list(compared)
    years = {year for row in rows for year in (row.year_before, row.year_now) if year}
    return tuple(_of_year(year, rows) for year in sorted(years))


def _of_year(year: int, rows: Iterable[Compared]) -> Revision:
    before: list[Count] = []
    now: list[Count] = []
    changes: dict[Change, int] = {change: 0 for change in Change}
    del changes[Change.SAME]
    for row in rows:
        if row.year_before == year and row.nature_before is not None:
            before.append(Count(year, row.nature_before, row.number))
        if row.year_now == year and row.nature_now is not None:
            now.append(Count(year, row.nature_now, row.number))
        if year in (row.year_before, row.year_now) and row.change != Change.SAME:
            changes[Change(row.change)] += row.number
    return Revision(year, figures_of(before), figures_of(now), changes)


async def compare(connection: Connection, authority: str | None) -> list[Compared]:
    """Compare the rows as of a moment, which the search path names first, with the living ones.

    One statement, so of one snapshot. What moved to or from an authority is amended there.
    """
    async with connection.cursor(row_factory=class_row(Compared)) as cursor:
        await cursor.execute(_statement, {"authority": authority})
        return await cursor.fetchall()


def _row(of: str) -> sql.Composed:
    """What counts of a row, so that two are compared whatever the order of their columns."""
    names = [field.name for field in fields(FactsRow) if field.name != "imported"]
    return sql.SQL("row({})").format(
        sql.SQL(", ").join(sql.Identifier(of, name) for name in names)
    )


_statement = sql.SQL(
    """
    with sides as (
        select a.subject as before, b.subject as now, a.year as year_before,
            a.nature as nature_before, b.year as year_now, b.nature as nature_now,
            coalesce(a.subject, b.subject) as subject, {a} is not distinct from {b} as same
        from (select * from notification_facts where {counted}) a
        full join (select * from public.notification_facts where {counted}) b
            on a.subject = b.subject
    )
    select case when before is not null and now is not null then
                case when same then 'same' else 'amended' end
            when now is not null and older.subject is null then 'recorded since'
            when now is null and living.withdrawn then 'withdrawn'
            else 'amended' end as change,
        year_before, nature_before, year_now, nature_now, count(*) as number
    from sides left join notification_facts older using (subject)
        left join public.notification_facts living using (subject)
    group by 1, 2, 3, 4, 5 order by 2, 4, 1, 3, 5
    """
).format(
    a=_row("a"),
    b=_row("b"),
    counted=sql.SQL(
        "not withdrawn and not care_leavers_only"
        " and (%(authority)s::text is null or authority = %(authority)s)"
    ),
)
