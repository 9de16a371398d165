"""A part of the caseload, for the interface and for the page alike."""

from dataclasses import dataclass
from datetime import date

from services.reviews.api.shown import CaseShown, shown_case
from services.reviews.queries import CaseFilter, Place, list_cases
from services.reviews.read_models import CaseRow
from shared.decisions.database import Connection
from shared.edge.cursors import read_cursor, write_cursor
from shared.edge.visibility import Scope

listing = "cases"


@dataclass(frozen=True, slots=True)
class Cases:
    """A part of the caseload; ask with `cursor=next` for what comes after it."""

    cases: list[CaseShown]
    next: str | None


async def part_of_caseload(
    connection: Connection,
    scope: Scope,
    wanted: CaseFilter,
    *,
    today: date,
    cursor: str | None,
    limit: int,
) -> Cases:
    """The cases that somebody may see and wants to, what is due soonest first."""
    beyond = _read_place(cursor) if cursor else None
    rows = await list_cases(connection, scope, wanted, beyond=beyond, limit=limit + 1)
    more = _write_place(rows[limit - 1]) if len(rows) > limit else None
    return Cases([shown_case(row, today) for row in rows[:limit]], more)


def _write_place(row: CaseRow) -> str:
    due_on = row.next_due_on or date.max
    return write_cursor(listing, due_on.toordinal(), row.subject)


def _read_place(cursor: str) -> Place:
    day, subject = read_cursor(listing, (int, str), cursor)
    return date.fromordinal(max(1, min(day, date.max.toordinal()))), subject
