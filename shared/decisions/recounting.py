"""Open clocks, counted anew by the calendar in force: one event for each day that moves."""

from collections.abc import Iterator

from shared.decisions.commands import today
from shared.decisions.decider import Command
from shared.decisions.rules import recounted
from shared.events.publication import Term
from shared.events.recomputed import DueDateRecomputed, Recomputed, TermRecomputed
from shared.events.values import Due, Obligation


class RecountDueDates(Command):
    """Count what is open anew, since another calendar was adopted at that time."""


def moved(
    command: Command, *dues: Due | None, of: Obligation | None = None
) -> Iterator[DueDateRecomputed]:
    """The open due dates that fall on another day by the calendar in force.

    `of` is the obligation that they belong to, where it is not the case's own clock.
    """
    for was in dues:
        if was is None or was.calendar == command.counted_by.version:
            continue
        now = recounted(was, command.counted_by)
        if now.due_on != was.due_on:
            yield DueDateRecomputed(
                was=was,
                now=now,
                recipient=of.recipient if of else None,
                area=of.area if of else None,
                why=Recomputed.CALENDAR_ADOPTED,
                recomputed_on=today(command),
            )


def overtaken(command: Command, *dues: Due | None) -> tuple[Due, ...]:
    """Those that were counted by a calendar which the one in force has replaced.

    What was counted by a newer one, by a service that reads the log sooner, is none of them.
    """
    return tuple(due for due in dues if due and due.calendar in command.counted_by.replaces)


def moved_term(
    command: Command, was: Term | None, now: Term | None
) -> Iterator[TermRecomputed]:
    """The open term, if it ends on another day by the calendar in force."""
    if was is None or now is None or was.ends_on == now.ends_on:
        return
    yield TermRecomputed(
        was=was,
        now=now,
        why=Recomputed.CALENDAR_ADOPTED,
        recomputed_on=today(command),
    )
