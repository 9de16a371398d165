"""What most rules ask of a command: which day it is, and whether it repeats or foresees."""

from datetime import date

from shared.decisions.clock import london_date
from shared.decisions.decider import Command, Refused
from shared.events.event import Event


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
