"""A small world for tests of the engine: a counter with its events, rules and read models."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.decisions.decider import Command, Decider, Refused
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.folds.read_model import ReadModel, Rows


class ToyCounted(Event, version=1):
    """Something was counted."""

    amount: int
    note: str = ""


class ToyDoubled(Event, version=1):
    """Another service has answered."""

    amount: int


class Count(Command):
    """Count something."""

    amount: int
    note: str = ""


class Double(Command):
    """Answer."""

    amount: int


def decide(command: Count | Double, total: int) -> Sequence[Event]:
    """Negative amounts are refused."""
    if command.amount < 0:
        raise Refused("An amount is not negative.", field="amount")
    if isinstance(command, Double):
        return [ToyDoubled(amount=2 * command.amount)]
    return [ToyCounted(amount=command.amount, note=command.note)] if command.amount else []


def evolve(total: int, event: Event) -> int:
    """The sum so far."""
    match event:
        case ToyCounted(amount=amount) | ToyDoubled(amount=amount):
            return total + amount
        case _:
            return total


toy: Decider[Count | Double, int] = Decider(0, decide, evolve)


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One row a subject."""

    subject: str
    total: int
    answers: int
    note: str | None


class Totals(ReadModel[TotalRow]):
    """Page: none, it is for tests."""

    name, version, row = "totals", 1, TotalRow
    indexes = ("total",)
    follows = (ToyCounted, ToyDoubled)

    def evolve(self, rows: Rows[TotalRow], event: Recorded) -> Rows[TotalRow]:
        """A note that says `fail` fails."""
        (row,) = rows or (TotalRow(event.subject, 0, 0, None),)
        match event.event:
            case ToyCounted(amount=amount, note=note):
                if note == "fail":
                    raise RuntimeError("planted")
                return (TotalRow(row.subject, row.total + amount, row.answers, note or None),)
            case ToyDoubled():
                return (TotalRow(row.subject, row.total, row.answers + 1, row.note),)
            case _:
                return rows


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row an event."""

    subject: str
    place: int
    name: str
    texts: tuple[str, ...]


class Steps(ReadModel[StepRow]):
    """Page: none, it is for tests."""

    name, version, row = "steps", 1, StepRow
    key = ("subject", "place")
    follows = (ToyCounted, ToyDoubled)

    def evolve(self, rows: Rows[StepRow], event: Recorded) -> Rows[StepRow]:
        """Every event adds a row."""
        step = StepRow(event.subject, len(rows) + 1, event.envelope.name, ("a\tb", 'c"\\'))
        return (*rows, step)


read_models = (Totals(), Steps())
