"""Decide and evolve: a rule is a function of a command and a state, and nothing else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import Field, SkipValidation

from shared.decisions.calendar import Calendar, shipped_calendar
from shared.decisions.refused import Refused
from shared.events.event import Event, Value

__all__ = ["Command", "Decider", "Refused"]

C = TypeVar("C")
S = TypeVar("S")


class Command(Value):
    """What somebody asks for, imperative. `asked_at` is the instant (UTC) at which they did.

    A policy's command takes the time at which the event that caused it was written.
    `counted_by` is the calendar by which it counts days: the event store puts the one in force
    there, so that a rule knows nothing but its command and its state.
    """

    asked_at: datetime
    counted_by: Annotated[SkipValidation[Calendar], Field(repr=False)] = Field(
        default_factory=shipped_calendar
    )


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """The rules of one kind of stream.

    `decide` may raise Refused; `evolve` never refuses, history is not up for debate.
    """

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Event], S]

    def fold(self, events: Iterable[Event]) -> S:
        """The state after `events`."""
        state = self.initial
        for event in events:
            state = self.evolve(state, event)
        return state
