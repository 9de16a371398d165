"""Which calendar a service counts by: what it has read in the log that an operator adopted.

Whoever decides holds the calendar while they do, and to take a new one over waits for them: so
no date is counted by a calendar after its service has begun to count anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.decisions.calendar import Calendar, shipped_calendar
from shared.decisions.database import Connection, Cursor
from shared.events.envelope import Recorded
from shared.events.event import decode
from shared.events.operations_calendar import CalendarAdopted, Holiday
from shared.events.sealed import Sealed

_lock = "hashtextextended('the calendar in force', 0)"


def calendar_of(adopted: CalendarAdopted, replaces: frozenset[str] = frozenset()) -> Calendar:
    """The calendar that was adopted."""
    return Calendar(
        version=adopted.calendar,
        holidays={holiday.on: holiday.title for holiday in adopted.holidays},
        first_day=adopted.first_on,
        last_day=adopted.last_on,
        replaces=replaces,
    )


def adoption_of(
    calendar: Calendar, *, before: str, adopted_on: date, why: Sealed
) -> CalendarAdopted:
    """The adoption of a calendar, as an event that holds all of it."""
    return CalendarAdopted(
        calendar=calendar.version,
        before=before,
        holidays=tuple(
            Holiday(on=day, title=title) for day, title in sorted(calendar.holidays.items())
        ),
        first_on=calendar.first_day,
        last_on=calendar.last_day,
        adopted_on=adopted_on,
        why=why,
    )


@dataclass
class InForce:
    """The calendar in force, read from the database once for each that is adopted."""

    _event_id: str | None = None
    _calendar: Calendar | None = None

    async def ask(self, connection: Connection) -> Cursor:
        """Hold the calendar until the caller's transaction ends, and ask which it is."""
        await connection.execute(f"select pg_advisory_xact_lock_shared({_lock})")
        return await connection.execute(
            "select event_id, case when event_id is distinct from %s then body end,"
            " (select array_agg(distinct known) from calendars_adopted,"
            "  unnest(array[version, before]) as known)"
            " from calendars_adopted order by position desc limit 1",
            [self._event_id],
        )

    async def answer(self, asked: Cursor) -> Calendar:
        """Which it is, by what `ask` asked."""
        row = await asked.fetchone()
        if row is None:
            return shipped_calendar()
        event_id, body, known = row
        if body is not None or self._calendar is None:
            self._event_id, self._calendar = event_id, _adopted(body, known)
        return self._calendar


async def calendar_in_force(connection: Connection) -> Calendar:
    """Which it is, for who only counts: nothing is held, so nothing may be decided by it."""
    row = await (
        await connection.execute(
            "select body from calendars_adopted order by position desc limit 1"
        )
    ).fetchone()
    return shipped_calendar() if row is None else _adopted(row[0])


def _adopted(body: bytes, known: Sequence[str] = ()) -> Calendar:
    adopted = decode(CalendarAdopted.__name__, CalendarAdopted.version, bytes(body))
    assert isinstance(adopted, CalendarAdopted)
    return calendar_of(adopted, frozenset(known) - {adopted.calendar})


async def take_over(connection: Connection, adoptions: Sequence[Recorded]) -> None:
    """Count by what was adopted from now on, in the caller's transaction.

    Waits until nobody decides; what was being counted anew for a calendar before is left to
    the new one. An adoption that was taken over already has no effect.
    """
    await connection.execute(f"select pg_advisory_xact_lock({_lock})")
    for recorded in adoptions:
        adopted, envelope = recorded.event, recorded.envelope
        assert isinstance(adopted, CalendarAdopted)
        await connection.execute(
            "insert into calendars_adopted (position, event_id, correlation_id, version,"
            " before, body, adopted_at) values (%s, %s, %s, %s, %s, %s, %s)"
            " on conflict do nothing",
            [
                envelope.position,
                envelope.id,
                envelope.correlation_id,
                adopted.calendar,
                adopted.before,
                adopted.encode(),
                envelope.time,
            ],
        )
    await connection.execute(
        "update calendars_adopted set recounted_at = now() where recounted_at is null"
        " and position < (select max(position) from calendars_adopted)"
    )
