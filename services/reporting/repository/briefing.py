"""A thematic briefing as it is read: the chosen reviews, and what they share, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.faceted import Choice
from services.reporting.read_models.record_row import RecordRow
from services.reporting.read_models.themes import BriefingRow
from services.reporting.repository import queries
from services.reporting.repository.briefing_print import words_of
from services.reporting.repository.thesaurus import thesaurus
from shared.decisions.database import Connection

_columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in fields(BriefingRow))


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing; `gone` counts chosen reviews that are not shown any more.

    `shared` says of each facet what two or more of the reviews have, the most frequent first.
    `in_print`: there is a PDF, and its reviews say now what they said when it was made.
    """

    row: BriefingRow
    reviews: Sequence[RecordRow]
    gone: int
    shared: Mapping[str, Sequence[Choice]]
    in_print: bool


async def find_briefing(connection: Connection, record: str) -> Briefing | None:
    """The briefing of an address, withdrawn ones too; None where there is none."""
    async with connection.cursor(row_factory=class_row(BriefingRow)) as cursor:
        await cursor.execute(
            sql.SQL("select {} from briefings where subject = %s").format(_columns), [record]
        )
        row = await cursor.fetchone()
    if row is None:
        return None
    reviews = await queries.find_records(connection, row.reviews)
    counted_under = (await thesaurus(connection)).counted_under()
    gone = len(row.reviews) - len(reviews)
    shared = what_they_share(reviews, counted_under)
    kept = await connection.execute(
        "select words from briefing_documents where briefing = %s and digest = %s",
        [record, row.document],
    )
    in_print = await kept.fetchone() == (words_of(reviews),)
    return Briefing(row, reviews, gone, shared, in_print)


async def briefings(connection: Connection) -> list[BriefingRow]:
    """All that are shown, the one written last first, at most 200."""
    async with connection.cursor(row_factory=class_row(BriefingRow)) as cursor:
        await cursor.execute(
            sql.SQL(
                "select {} from briefings where not withdrawn"
                " order by written_at desc, subject limit 200"
            ).format(_columns)
        )
        return await cursor.fetchall()


def what_they_share(
    reviews: Sequence[RecordRow], counted_under: Mapping[str, Sequence[str]]
) -> dict[str, list[Choice]]:
    """What two or more reviews have in common; a theme counts once a review.

    By its name now, and under each theme above it: so two narrower ones share the broader.
    """
    of_each = {
        "theme": [
            {name for one in row.keywords for name in counted_under.get(one, (one,))}
            for row in reviews
        ],
        "age": [set(row.ages) for row in reviews],
        "agency": [set(row.agencies) for row in reviews],
        "kind": [{row.kind} for row in reviews],
        "level": [{row.level} for row in reviews],
    }
    return {facet: _shared(facet, values) for facet, values in of_each.items()}


def _shared(facet: str, values: Iterable[set[str]]) -> list[Choice]:
    counted = Counter(each for of_one in values for each in of_one)
    pairs = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Choice(facet, value, number) for value, number in pairs if number > 1]
