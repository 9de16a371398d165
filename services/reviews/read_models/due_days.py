"""The days of the caseload on which clocks are due, and which of them is next."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from shared.events.event import Event
from shared.events.recomputed import DueDateRecomputed, TermRecomputed
from shared.events.values import Due, Obligation

Days = Mapping[str, date | None]
"""Days by the columns of the caseload; a clock that does not run has none."""

_breachable = {
    "notification_due_on": "notification",
    "rapid_review_due_on": "rapid-review",
    "publication_due_on": "publication",
}
_starts = {"NOTIFIED": "due_notified_on", "AWARE": "due_aware_on"}
columns = (*_breachable, "panel_answer_due_on", *_starts.values(), "opens_on", "copies_due_on")
followed = (DueDateRecomputed, TermRecomputed)
"""What says that a day was counted anew."""


def day_of(due: Due | None) -> date | None:
    """The day on which something is due, if it is."""
    return None if due is None else due.due_on


def copies_day(obligations: Iterable[Obligation]) -> date | None:
    """By when copies have to be out for a publication in time (R15), if that was counted."""
    return next((day_of(one.due) for one in obligations if one.rule == "R15"), None)


def earlier(*days: date | None) -> date | None:
    """People are warned by the earlier of the two starts, whichever governs."""
    return min((day for day in days if day is not None), default=None)


def relaxed_after(before: tuple[str, ...], due: Due | None) -> tuple[str, ...]:
    """The clocks with which being late is no breach, once one of them begins."""
    if due is None:
        return before
    others = tuple(clock for clock in before if clock != due.clock)
    return (*others, due.clock) if due.relaxed_by else others


def days_anew(event: Event, days: Days) -> dict[str, Any]:
    """The columns that change as a day was counted anew; none, if its clock is over."""
    match event:
        case TermRecomputed(now=term) if days["opens_on"] is not None:
            return {"opens_on": term.ends_on}
        case DueDateRecomputed(recipient=None, now=due):
            return _due_anew(due, days)
        case DueDateRecomputed(now=Due(rule="R15") as due) if days["copies_due_on"] is not None:
            return {"copies_due_on": due.due_on}
        case _:
            return {}


def _due_anew(due: Due, days: Days) -> dict[str, Any]:
    column = f"{due.clock.replace('-', '_')}_due_on"
    if days[column] is None:
        return {}
    if due.clock != "rapid-review":
        return {column: due.due_on}
    starts = {name: days[name] for name in _starts.values()} | {_starts[due.start]: due.due_on}
    return {**starts, column: earlier(*starts.values())}


def next_due(days: Days) -> dict[str, Any]:
    """The earliest day that can be breached, else the one that is only watched."""
    running = [(day, clock) for name, clock in _breachable.items() if (day := days[name])]
    if not running and (watched := days["panel_answer_due_on"]):
        running = [(watched, "panel-answer")]
    due_on, clock = min(running, default=(None, None))
    return {"next_due_on": due_on, "next_due_clock": clock}
