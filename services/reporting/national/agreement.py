"""How often the Panel agreed with what a rapid review decided, and what came of it if not.

Whether the Panel agreed is tracked by partnerships (published); how it is counted is ours: by
the year in which the Panel's last answer to a decision came, each round of a case once.
"""

from dataclasses import dataclass

from psycopg.rows import class_row

from services.reporting.queries import Selection
from shared.decisions.database import Connection


@dataclass(frozen=True, slots=True)
class Agreement:
    """Answers of one year to 31 March; `reaffirmed` and `changed` are of those reconsidered.

    `reaffirmed`: the partnership decided the same again; `changed`: otherwise. One that has not
    been decided again yet is in neither.
    """

    year: int
    answered: int
    agrees: int
    asks_to_reconsider: int
    asks_for_more: int
    national_or_thematic_review: int
    reaffirmed: int
    changed: int


async def agreement(connection: Connection, chosen: Selection) -> list[Agreement]:
    """The years in which the Panel answered, oldest first."""
    async with connection.cursor(row_factory=class_row(Agreement)) as cursor:
        await cursor.execute(
            _statement,
            {
                "year": chosen.year,
                "authority": chosen.authority,
                "since": chosen.since,
                "until": chosen.until,
            },
        )
        return await cursor.fetchall()


_statement = """
with answers as (
    select (extract(year from s.answered_on) + (extract(month from s.answered_on) >= 4)::int)
            ::int as year,
        s.answer, s.decision, again.decision as decided_again
    from submissions s left join submissions again
        on again.subject = s.subject and again.round = s.round + 1
    where s.answered_on is not null
        and (%(authority)s::text is null or s.authority = %(authority)s)
        and (%(since)s::date is null or s.answered_on >= %(since)s)
        and (%(until)s::date is null or s.answered_on <= %(until)s)
)
select year, count(*) as answered,
    count(*) filter (where answer = 'agrees') as agrees,
    count(*) filter (where answer = 'asks-to-reconsider') as asks_to_reconsider,
    count(*) filter (where answer = 'asks-for-more') as asks_for_more,
    count(*) filter (where answer = 'national-or-thematic-review')
        as national_or_thematic_review,
    count(*) filter (where answer = 'asks-to-reconsider' and decided_again = decision)
        as reaffirmed,
    count(*) filter (where answer = 'asks-to-reconsider' and decided_again <> decision)
        as changed
from answers where %(year)s::bigint is null or year = %(year)s
group by year order by year
"""
