"""What `cspr calendar` asks and does: the calendar in force, and adopting another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from services.command.parked_acts import connected
from services.command.place import Place, names
from shared.decisions import adopting
from shared.decisions.adopting import AdoptCalendar, Adopted
from shared.decisions.calendar import Calendar, known_calendars, read_calendar, shipped_calendar
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.decisions.ids import new_id
from shared.decisions.in_force import adoption_of
from shared.decisions.store import Cause, EventStore, Request
from shared.edge.service import own_events
from shared.events.event import decode
from shared.events.sealed import Sealed, narrative_key
from shared.privacy.keys import KeyStore
from shared.privacy.sealer import Sealer

owner = "reviews"
"""The service whose event store has the adoptions; all follow them through the log."""
_not_sealed = Sealed(key=f"{adopting.subject}/narrative", seal="0" * 32, box="0" * 38)
"""Stands for the reason in a dry run, which records none."""


class NoSuchCalendar(Exception):
    """A version that nobody knows, or a file that is no list of bank holidays; in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which two calendars differ: a holiday that is new, or one that is none now."""

    day: date
    title: str
    holiday: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What adopting a calendar led to; `adopted`: it was not in force already."""

    calendar: str
    before: str
    adopted: bool
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Standing:
    """By which calendar a service counts, and how far it counted open clocks anew.

    `unfinished`: not every case was counted yet; `set_aside` cannot be until they are mended.
    """

    service: str
    calendar: str
    adopted: bool
    cases: int = 0
    recomputed: int = 0
    unfinished: bool = False
    set_aside: tuple[str, ...] = ()


async def history(place: Place) -> Adopted:
    """The calendars that were adopted, as the owner's events say."""
    async with connected(place.config(owner)) as connection:
        return await _history(connection)


async def _history(connection: Connection) -> Adopted:
    rows = await connection.execute(
        "select name, version, body from events where subject = %s order by position",
        [adopting.subject],
    )
    events = [decode(name, version, bytes(body)) async for name, version, body in rows]
    return adopting.decider.fold(events)


def to_choose(adopted: Adopted) -> Mapping[str, Calendar]:
    """The calendars that can be adopted without a file, by the name to say."""
    mine = known_calendars()
    versions = {calendar.version for calendar in mine.values()}
    others = {each.version: each for each in adopted.known.values()}
    return {**mine, **{name: one for name, one in others.items() if name not in versions}}


def chosen(adopted: Adopted, name: str) -> Calendar:
    """A calendar by its name or its version.

    Raises:
        NoSuchCalendar: with the names that there are.
    """
    found = to_choose(adopted)
    for known, calendar in found.items():
        if name in (known, calendar.version):
            return calendar
    raise NoSuchCalendar(
        f"No calendar of that version is known. There are: {', '.join(found)}. "
        "Another one can be read with --file, as GOV.UK publishes it."
    )


def from_file(adopted: Adopted, version: str, file: Path) -> Calendar:
    """The calendar in force, with the years of a file as the file has them.

    Raises:
        NoSuchCalendar: it cannot be read as GOV.UK's list of bank holidays.
    """
    try:
        read = read_calendar(version, file.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        raise NoSuchCalendar(
            f"{file} cannot be read as a list of bank holidays. Give the file that GOV.UK "
            "publishes as bank-holidays.json."
        ) from None
    before = adopted.in_force
    elsewhere = {
        day: title
        for day, title in before.holidays.items()
        if not read.first_day <= day <= read.last_day
    }
    whole = replace(
        read,
        holidays={**elsewhere, **read.holidays},
        first_day=min(read.first_day, before.first_day),
        last_day=max(read.last_day, before.last_day),
    )
    try:
        adoption_of(whole, before=before.version, adopted_on=whole.first_day, why=_not_sealed)
    except ValidationError:
        raise NoSuchCalendar(
            "The version has to be 1 to 100 printable characters of ASCII, and each holiday "
            "has to have a title of a line."
        ) from None
    return whole


async def adopt(place: Place, calendar: Calendar, why: str | None, *, actor: str) -> Done:
    """Adopt a calendar; without a reason only say what would come of it.

    Raises:
        Refused: by the rules, in words.
        KeysUnavailable: the reason cannot be sealed now, and nothing is done.
        StoreBehind: the event store takes nothing now.
    """
    config = place.config(owner)
    clock = SystemClock()
    async with connected(config) as connection:
        before = await _history(connection)
        changes = changes_between(before.in_force, calendar)
        if why is None:
            trial = AdoptCalendar(asked_at=clock.now(), calendar=calendar, why=_not_sealed)
            events: Sequence[object] = adopting.decide(trial, before)
        else:
            async with KeyStore(config.keys_dsn, config.master_key) as keys:
                key = narrative_key(adopting.subject)
                (sealed,) = await Sealer(keys).seal_many(adopting.subject, [(key, why)])
            store = EventStore(owner, clock)
            await own_events(config, store).check(connection)
            command = AdoptCalendar(asked_at=clock.now(), calendar=calendar, why=sealed)
            request = Request(adopting.subject, command, Cause(actor, new_id()))
            async with connection.transaction():
                (outcome,) = await store.decide(connection, adopting.decider, [request])
            if outcome.refusal is not None:
                raise outcome.refusal
            events = outcome.events
    return Done(calendar.version, before.in_force.version, bool(events), changes)


def changes_between(before: Calendar, after: Calendar) -> list[Change]:
    """The days on which two calendars differ."""
    new = [
        Change(day, title, True)
        for day, title in after.holidays.items()
        if day not in before.holidays
    ]
    gone = [
        Change(day, title, False)
        for day, title in before.holidays.items()
        if day not in after.holidays
    ]
    return sorted([*new, *gone], key=lambda change: change.day)


async def standing(place: Place) -> list[Standing]:
    """By which calendar each service counts now."""
    found = []
    for service in names:
        async with connected(place.config(service)) as connection:
            row = await (
                await connection.execute(
                    "select version, true, cases, recomputed, recounted_at is null, set_aside"
                    " from calendars_adopted order by position desc limit 1"
                )
            ).fetchone()
        known = (
            (shipped_calendar().version, False) if row is None else (*row[:5], tuple(row[5]))
        )
        found.append(Standing(service, *known))
    return found
