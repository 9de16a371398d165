"""Reminders as they are shown: of what, to whom, and what became of the mail, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from services.reviews.read_models.reminder_words import what_is_due, who_is_reminded
from services.reviews.reminders.listing import (
    Place,
    ReminderFilter,
    ReminderRow,
    list_reminders,
)
from shared.decisions.database import Connection
from shared.edge.cursors import read_cursor, write_cursor
from shared.edge.refusals import BadInput, Fault
from shared.edge.visibility import Scope
from shared.events.authorities import NotAnAuthority, authority

listing = "reminders"


@dataclass(frozen=True, slots=True)
class ReminderShown:
    """One reminder, and what became of its mail.

    `stage`: ahead or overdue. `state`: waiting, sent (a mail server took it), refused (for
    good), no-address (none is known of who is reminded) or called-off (it was due no longer).
    `answer` says what went wrong last; `attempts` counts how often it was tried. `text` is
    what was handed over, for so many `addresses`.
    """

    reminder: str
    case: str
    authority: str
    authority_name: str
    about: str
    item: str | None
    what: str
    rule: str | None
    due_on: date
    stage: str
    who: str
    decided_at: datetime
    state: str
    attempts: int
    next_at: datetime | None
    answer: str | None
    settled_at: datetime | None
    addresses: int | None
    message_id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class RemindersShown:
    """Reminders, the latest first; ask with `cursor=next` for what comes after them."""

    reminders: list[ReminderShown]
    next: str | None


async def part_of_reminders(
    connection: Connection,
    scope: Scope,
    wanted: ReminderFilter,
    *,
    cursor: str | None,
    limit: int,
) -> RemindersShown:
    """The reminders that somebody may see and wants to."""
    beyond = _read_place(cursor) if cursor else None
    rows = await list_reminders(connection, scope, wanted, beyond=beyond, limit=limit + 1)
    more = _write_place(rows[limit - 1]) if len(rows) > limit else None
    return RemindersShown([shown_reminder(row) for row in rows[:limit]], more)


def shown_reminder(row: ReminderRow) -> ReminderShown:
    """One reminder, in words."""
    event = row.event
    return ReminderShown(
        reminder=row.reminder,
        case=row.subject,
        authority=event.authority,
        authority_name=_name(event.authority),
        about=event.about,
        item=event.item,
        what=what_is_due(event),
        rule=event.rule,
        due_on=event.due_on,
        stage=event.stage,
        who=who_is_reminded(event),
        decided_at=row.decided_at,
        state=row.state,
        attempts=row.attempts,
        next_at=row.next_at,
        answer=row.answer,
        settled_at=row.settled_at,
        addresses=row.addresses,
        message_id=row.message_id,
        text=row.text,
    )


def _name(code: str) -> str:
    try:
        return authority(code).name
    except NotAnAuthority:
        return code


def _write_place(row: ReminderRow) -> str:
    return write_cursor(listing, row.decided_at.isoformat(), row.reminder)


def _read_place(cursor: str) -> Place:
    decided_at, reminder = read_cursor(listing, (str, str), cursor)
    try:
        at = datetime.fromisoformat(decided_at)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadInput(
            Fault("cursor", "It is not a cursor of this list.", "Begin again without it.")
        )
    return at, reminder
