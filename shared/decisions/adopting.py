"""Adopting a calendar: which one is in force is decided here, and recorded once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import SkipValidation

from shared.decisions.calendar import Calendar, known_calendars, shipped_calendar
from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider, Refused
from shared.decisions.ids import named_subject
from shared.decisions.in_force import adoption_of, calendar_of
from shared.events.event import Event
from shared.events.operations_calendar import CalendarAdopted
from shared.events.sealed import Sealed

subject = named_subject("operation", "calendar")
"""All adoptions are one subject, so that every service reads them in one order."""


class AdoptCalendar(Command):
    """Count days by a calendar from now on, in every service."""

    calendar: Annotated[Calendar, SkipValidation]
    why: Sealed


@dataclass(frozen=True, slots=True)
class Adopted:
    """The calendar in force, and those whose versions are taken: they name them for ever.

    `named` were in force without having been adopted: shipped by a build that may be gone.
    """

    in_force: Calendar = field(default_factory=shipped_calendar)
    known: Mapping[str, Calendar] = field(
        default_factory=lambda: {each.version: each for each in known_calendars().values()}
    )
    named: frozenset[str] = frozenset()


def decide(command: AdoptCalendar, adopted: Adopted) -> Sequence[Event]:
    """Adopt a calendar; nothing, if it is in force.

    Raises:
        Refused: the version names other holidays already, or days would be left uncovered.
    """
    wanted, in_force = command.calendar, adopted.in_force
    known = adopted.known.get(wanted.version)
    if wanted.version in adopted.named if known is None else known != wanted:
        raise Refused(
            "A calendar of this version is known already, with other holidays. Name the new "
            "one otherwise."
        )
    if wanted == in_force:
        return []
    if wanted.first_day > in_force.first_day or wanted.last_day < in_force.last_day:
        raise Refused(
            f"This calendar covers {wanted.first_day} to {wanted.last_day}, and the one in "
            f"force {in_force.first_day} to {in_force.last_day}: clocks that run could not be "
            "counted any more. Adopt one that covers these days too."
        )
    return [
        adoption_of(wanted, before=in_force.version, adopted_on=today(command), why=command.why)
    ]


def evolve(adopted: Adopted, event: Event) -> Adopted:
    """What is in force after one more adoption."""
    if not isinstance(event, CalendarAdopted):
        return adopted
    calendar = calendar_of(event)
    known = {**adopted.known, calendar.version: calendar}
    return Adopted(calendar, known, adopted.named | {event.before})


decider: Decider[AdoptCalendar, Adopted] = Decider(Adopted(), decide, evolve)
