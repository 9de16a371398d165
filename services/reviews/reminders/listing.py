"""Asking for reminders: a list, the latest first; and letting them be tried again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.decisions.database import Connection
from shared.edge.visibility import Scope
from shared.events.event import decode
from shared.events.reminders import ReminderDecided

Place = tuple[datetime, str]
"""Where a list goes on: when the last was decided, and its id."""


@dataclass(frozen=True, slots=True)
class ReminderFilter:
    """Which reminders; None means all. `unsent`: not handed over, and not called off."""

    authority: str | None = None
    case: str | None = None
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder, and what became of its mail."""

    reminder: str
    subject: str
    decided_at: datetime
    message_id: str
    state: str
    attempts: int
    next_at: datetime | None
    answer: str | None
    settled_at: datetime | None
    addresses: int | None
    text: str | None
    event: ReminderDecided


async def list_reminders(
    connection: Connection,
    scope: Scope,
    wanted: ReminderFilter,
    *,
    beyond: Place | None,
    limit: int,
) -> list[ReminderRow]:
    """Reminders in cases of a scope, at most `limit`, beyond a place.

    A case that changed its authority is of the present one, with its reminders to the former.
    """
    decided_at, reminder = beyond or (None, "~")
    rows = await connection.execute(
        "select m.reminder, m.subject, m.decided_at, m.message_id, m.state, m.attempts,"
        " case when m.state = 'waiting' and m.attempts > 0 then m.next_at end, m.answer,"
        " m.settled_at, m.addresses, m.text, e.version, e.body"
        " from mails m join events e on e.id = m.reminder"
        " left join caseload c on c.subject = m.subject"
        " cross join lateral (select coalesce(c.authority, m.authority) as code) as present"
        " where (%(everything)s or present.code = any(%(authorities)s))"
        " and (%(authority)s::text is null or present.code = %(authority)s)"
        " and (%(case)s::text is null or m.subject = %(case)s)"
        " and (not %(unsent)s or m.state not in ('sent', 'called-off'))"
        " and (%(decided_at)s::timestamptz is null"
        "      or (m.decided_at, m.reminder) < (%(decided_at)s::timestamptz, %(reminder)s))"
        " order by m.decided_at desc, m.reminder desc limit %(limit)s",
        {
            **_of(scope),
            "authority": wanted.authority,
            "case": wanted.case,
            "unsent": wanted.unsent,
            "decided_at": decided_at,
            "reminder": reminder,
            "limit": limit,
        },
    )
    return [_row(*row) async for row in rows]


def _row(*columns: Any) -> ReminderRow:
    *told, version, body = columns
    event = decode(ReminderDecided.__name__, version, bytes(body))
    assert isinstance(event, ReminderDecided)
    return ReminderRow(*(*told, event))


async def try_again(
    connection: Connection, scope: Scope, reminder: str | None, now: datetime
) -> list[str]:
    """Let mails be tried now that wait, were refused or had no address; says which."""
    rows = await connection.execute(
        "update mails m set state = 'waiting', attempts = 0, next_at = %(now)s,"
        " settled_at = null"
        " where state in ('waiting', 'refused', 'no-address')"
        " and (%(everything)s or coalesce((select c.authority from caseload c"
        " where c.subject = m.subject), m.authority) = any(%(authorities)s))"
        " and (%(reminder)s::text is null or reminder = %(reminder)s)"
        " returning reminder",
        {**_of(scope), "now": now, "reminder": reminder},
    )
    return sorted([row[0] async for row in rows])


def _of(scope: Scope) -> dict[str, Any]:
    return {"everything": scope.everything, "authorities": sorted(scope.authorities)}
