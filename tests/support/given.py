"""Given–when–then for deciders: given events, when a command, then events or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.decisions.decider import Command, Decider, Refused
from shared.events.event import Event


@dataclass(frozen=True)
class When:
    """What a command makes happen to the state that the given events lead to."""

    events: Sequence[Event]
    refusal: Refused | None

    def then(self, *expected: Event) -> None:
        """Exactly these events happen."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert list(self.events) == list(expected)

    def then_one(self, kind: type[Event]) -> Any:
        """Exactly one event of a kind happens; it is given back."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert [type(event) for event in self.events] == [kind]
        return self.events[0]

    def then_nothing(self) -> None:
        """It has happened already."""
        self.then()

    def then_refused(self, words: str) -> None:
        """Refused, with these words in what the person reads."""
        assert self.refusal is not None, f"not refused: {self.events}"
        assert words in self.refusal.words, self.refusal.words


@dataclass(frozen=True)
class Given:
    """A history, under the rules of a decider."""

    decider: Decider[Any, Any]
    history: Sequence[Event]

    def when(self, command: Command) -> When:
        """Ask for something."""
        try:
            state = self.decider.fold(self.history)
            return When(tuple(self.decider.decide(command, state)), None)
        except Refused as refusal:
            return When((), refusal)


def given(decider: Decider[Any, Any], *history: Event) -> Given:
    """Begin with a history."""
    return Given(decider, history)
