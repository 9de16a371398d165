"""What was done in spite of a rule that guards a publication, so that somebody looks at it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.envelope import Recorded
from shared.events.publication import (
    ImprovementsPublished,
    ReportPublished,
    ReportTakenDown,
)
from shared.folds.read_model import ReadModel, Rows


class Exceptional(StrEnum):
    """What an exception is about."""

    TAKEN_DOWN_EARLY = "taken-down-early"
    PUBLISHED_EARLY = "published-early"


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One exception: what happened when, the day before which it should not have, and why.

    `guarded_until` is absent where nobody had been sent a copy, or a hold was the reason.
    `reasons` are codes: why it was taken down; who had no copy, what held it.
    """

    subject: str
    place: int
    what: str
    happened_on: date
    guarded_until: date | None
    rule: str
    reasons: tuple[str, ...]
    outside: bool
    actor: str


class Exceptions(ReadModel[ExceptionRow]):
    """One row an exception. Page: /exceptions."""

    name, version, row = "exceptions", 2, ExceptionRow
    key = ("subject", "place")
    indexes = ("happened_on, subject, place",)
    follows = (ReportPublished, ImprovementsPublished, ReportTakenDown)

    def evolve(self, rows: Rows[ExceptionRow], event: Recorded) -> Rows[ExceptionRow]:
        match event.event:
            case ReportTakenDown(cut_short=term) as taken if term is not None:
                what, on = Exceptional.TAKEN_DOWN_EARLY, taken.taken_down_on
                until: date | None = term.ends_on
                reasons: tuple[str, ...] = (str(taken.reason),)
                outside = taken.outside
            case ReportPublished(too_early=early) | ImprovementsPublished(too_early=early) if (
                early is not None and early.relaxed_by is None
            ):
                what, on = Exceptional.PUBLISHED_EARLY, event.event.published_on
                until = early.earliest_on
                reasons = (*map(str, early.not_sent_to), *map(str, early.held_by))
                outside = event.event.outside
            case _:
                return rows
        row = ExceptionRow(
            subject=event.subject,
            place=len(rows) + 1,
            what=str(what),
            happened_on=on,
            guarded_until=until,
            rule="R16" if what is Exceptional.TAKEN_DOWN_EARLY else "R15",
            reasons=reasons,
            outside=outside,
            actor=event.envelope.actor,
        )
        return (*rows, row)
