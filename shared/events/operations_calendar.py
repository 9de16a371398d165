"""What operators decide of the calendar: on one subject, so that it has one order."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event, Value
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Reference


class Holiday(Value):
    """A bank holiday in England and Wales."""

    on: Day
    title: Annotated[str, StringConstraints(pattern=r"^\S([^\p{Cc}]{0,98}\S)?$")]


class CalendarAdopted(Event, version=1):
    """From now on every service counts days by this calendar, and its open clocks anew.

    It carries the holidays themselves, for they are what was decided, whatever a build knows:
    all of the days from `first_on` to `last_on`. `before` is the calendar in force until then.
    Who adopted it is the envelope's actor.
    """

    calendar: Reference
    before: Reference
    holidays: Annotated[tuple[Holiday, ...], Field(min_length=1, max_length=1_000)]
    first_on: Day
    last_on: Day
    adopted_on: Day
    why: Sealed
