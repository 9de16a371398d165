"""What most rules ask of a command: which day it is, and whether it repeats or foresees."""

from datetime import date
from typing import NamedTuple

from shared.decisions.clock import london_date
from shared.decisions.decider import Command, Refused
from shared.events.event import Event

first_year = 1990
"""Nothing that is recorded here is older; an earlier year can only be mistyped."""


class Since(NamedTuple):
    """The day before which something cannot have been; `why` are the words before that day."""

    day: date
    why: str


def today(command: Command) -> date:
    """The day in England on which somebody asked."""
    return london_date(command.asked_at)


def repeats(command: Command, event: Event | None) -> bool:
    """Whether a command says only what an event has recorded already.

    Sealed values are compared unopened: a text that was sealed anew counts as another one.
    Whether two requests are the same before sealing is asked at the edge, by keyed digest.
    """
    if event is None:
        return False
    said = (set(type(command).model_fields) & set(type(event).model_fields)) - {"asked_at"}
    return all(getattr(command, name) == getattr(event, name) for name in said)


def not_in_future(command: Command, field: str, day: date | None) -> None:
    """Refuse a day that has not come yet when the command was given.

    Raises:
        Refused: it lies in the future.
    """
    if day is not None and day > today(command):
        raise Refused(
            "This day is in the future, and only what has happened can be recorded. Check it.",
            field=field,
        )


def not_too_early(field: str, day: date | None) -> None:
    """Refuse a day in a year that can only be mistyped.

    Raises:
        Refused: it is.
    """
    if day is not None and day.year < first_year:
        raise Refused("This lies too far in the past. Check the year.", field=field)


def has_happened(
    command: Command, field: str, day: date | None, since: Since | None = None
) -> None:
    """Refuse a day on which it cannot have happened: to come, mistyped, or before its cause.

    Lateness is no reason: what happened is recorded, with its breach. But a day before that
    of what it follows from is a mistake, and a due date would be counted from it.

    Raises:
        Refused: it lies in the future, before anybody's time, or before `since`.
    """
    not_in_future(command, field, day)
    not_too_early(field, day)
    if day is not None and since is not None and day < since.day:
        raise Refused(
            f"{since.why} {since.day.isoformat()}, and this cannot have been before that. "
            "Check the day.",
            field=field,
        )
