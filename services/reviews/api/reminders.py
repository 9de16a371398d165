"""Reminders: which were decided, what became of their mails; and trying them again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.reviews.api.bodies import Sent
from services.reviews.api.reminders_shown import (
    ReminderShown,
    RemindersShown,
    part_of_reminders,
)
from services.reviews.api.seen import AtDesk
from services.reviews.reminders.listing import ReminderFilter, try_again
from shared.edge.answers import answers
from shared.edge.bodies import described, json_body
from shared.edge.cursors import Limit, default_limit
from shared.edge.example_case import authority, event_id, subject
from shared.edge.identity import Role
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of
from shared.events.values import Reference, Subject

router = APIRouter(tags=["reminders"])
may_try_again = (Role.AUTHORITY_OFFICER, Role.GROUP_MEMBER, Role.GROUP_CHAIR, Role.OPERATOR)


class Again(Sent):
    """Which mail is to be tried again; without `reminder` every one that was not sent."""

    reminder: Reference | None = None


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """The reminders whose mails are tried at once; what was sent is not sent again."""

    reminders: list[str]


_id = event_id(3)
_example = RemindersShown(
    [
        ReminderShown(
            reminder=_id,
            case=subject,
            authority=authority,
            authority_name="Wiltshire",
            about="rapid-review",
            item=None,
            what="the report of the rapid review to the Panel",
            rule="R7",
            due_on=date(2026, 1, 28),
            stage="ahead",
            who="the Practice Review Group",
            decided_at=datetime(2026, 1, 21, 9, 0, tzinfo=UTC),
            state="sent",
            attempts=1,
            next_at=None,
            answer=None,
            settled_at=datetime(2026, 1, 21, 9, 0, 1, tzinfo=UTC),
            addresses=2,
            message_id=f"<{_id}@partnership.example>",
            text=f"In case {subject} of Wiltshire, …",
        )
    ],
    None,
)


@router.get(
    "/reminders",
    summary="Who is reminded of what, and whether the mail was handed over",
    responses=answers(_example),
)
async def reminders(
    *,
    desk: AtDesk,
    actor: SignedIn,
    authority: Annotated[str | None, Query(pattern="^E[0-9]{8}$")] = None,
    case: Subject | None = None,
    unsent: Annotated[
        bool, Query(description="Only what waits, was refused, or has no address.")
    ] = False,
    limit: Limit = default_limit,
    cursor: str | None = None,
) -> RemindersShown:
    """The latest first, of the cases that one may see."""
    wanted = ReminderFilter(authority, case, unsent)
    async with desk.reading("caseload") as connection:
        return await part_of_reminders(
            connection, scope_of(actor), wanted, cursor=cursor, limit=limit
        )


@router.post(
    "/reminders/retry",
    summary="Try mails again now that were not handed over",
    openapi_extra=described(Again, all_of_them={}, one={"reminder": _id}),
    responses=answers(TriedAgain([_id])),
)
async def retry(
    desk: AtDesk, actor: SignedIn, sent: Annotated[Again, Depends(json_body(Again))]
) -> TriedAgain:
    """Of the cases that one may see; it is for people of an authority, and for operators."""
    actor.must_be(*may_try_again)
    async with desk.pool.connection() as connection:
        again = await try_again(connection, scope_of(actor), sent.reminder, desk.clock.now())
    return TriedAgain(again)
