"""What was published or taken down before its time, for those who may see the cases."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter

from services.reviews.api.seen import AtDesk
from services.reviews.queries import list_exceptions
from services.reviews.read_models import ExceptionRow
from shared.edge.answers import answers
from shared.edge.cursors import Limit, default_limit, read_cursor, write_cursor
from shared.edge.desk import Desk
from shared.edge.example_case import subject
from shared.edge.identity import Actor
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of

router = APIRouter(tags=["publication"])
listing = "exceptions"


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """One exception: what happened when, and before which day it should not have.

    `reasons`: why it was taken down; or who had no copy, and what held it.
    """

    case: str
    what: str
    happened_on: date
    guarded_until: date | None
    rule: str
    reasons: list[str]
    outside: bool
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ExceptionsShown:
    """Exceptions, the latest first; ask with `cursor=next` for what comes after them."""

    exceptions: list[ExceptionShown]
    next: str | None


_example = ExceptionsShown(
    [
        ExceptionShown(
            case=subject,
            what="taken-down-early",
            happened_on=date(2025, 1, 10),
            guarded_until=date(2025, 11, 1),
            rule="R16",
            reasons=["child-identifiable"],
            outside=False,
            recorded_by="chair-wiltshire",
        )
    ],
    None,
)


@router.get(
    "/exceptions",
    summary="What was published or taken down before its time",
    responses=answers(_example),
)
async def exceptions(
    desk: AtDesk, actor: SignedIn, limit: Limit = default_limit, cursor: str | None = None
) -> ExceptionsShown:
    return await part_of_exceptions(desk, actor, cursor=cursor, limit=limit)


async def part_of_exceptions(
    desk: Desk, actor: Actor, *, cursor: str | None, limit: int
) -> ExceptionsShown:
    """The exceptions of the cases that somebody may see."""
    beyond = None
    if cursor:
        on, case, place = read_cursor(listing, (int, str, int), cursor)
        beyond = (date.fromordinal(max(1, min(on, date.max.toordinal()))), case, place)
    async with desk.reading("exceptions", "caseload") as connection:
        rows = await list_exceptions(
            connection, scope_of(actor), beyond=beyond, limit=limit + 1
        )
    more = None
    if len(rows) > limit:
        last = rows[limit - 1]
        more = write_cursor(listing, last.happened_on.toordinal(), last.subject, last.place)
    return ExceptionsShown([_shown(row) for row in rows[:limit]], more)


def _shown(row: ExceptionRow) -> ExceptionShown:
    return ExceptionShown(
        case=row.subject,
        what=row.what,
        happened_on=row.happened_on,
        guarded_until=row.guarded_until,
        rule=row.rule,
        reasons=list(row.reasons),
        outside=row.outside,
        recorded_by=row.actor,
    )
