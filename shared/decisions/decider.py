"""Decide and evolve: a rule is a function of a command and a state, and nothing else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shared.events.event import Event, Value

C = TypeVar("C")
S = TypeVar("S")


class Refused(Exception):
    """A command that cannot be done, in words for the person who asked.

    `field` names what in the request has to change, where it is one thing.
    """

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


class Command(Value):
    """What somebody asks for, imperative. `asked_at` is the instant (UTC) at which they did.

    A policy's command takes the time at which the event that caused it was written.
    """

    asked_at: datetime


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
