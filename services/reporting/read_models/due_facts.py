"""What was due in each case: clocks of law, terms to wait, actions; and when it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.events.actions import (
    ActionClosed,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
)
from shared.events.commissioning import ReviewTellingWithdrawn
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    NotificationAmended,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
)
from shared.events.local_reviews import LocalReviewOpened
from shared.events.publication import (
    ImprovementsPublished,
    PrePublicationCopySent,
    PublicationDelayed,
    PublicationHeld,
    ReportPublished,
    ReportTakenDown,
)
from shared.events.recomputed import DueDateRecomputed, TermRecomputed
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.reviews import CSPRCommissioned, RapidReviewCancelled, RapidReviewOpened
from shared.events.values import Due
from shared.folds.changed import changed
from shared.folds.read_model import ReadModel, Rows

CASE, ACTION = "case", "action"


@dataclass(slots=True)
class DueRow:
    """One thing that was due in a case; `number` tells several of a kind apart.

    `what` is the name of a clock or a term, or `action`; the row `case` says whose the case is
    and has no day. `ended_how`: done, not-notified, cancelled, taken-down. `progress` is of an
    action, or `notified` of a case. `explained`: why it was late, or may be, a code; of an
    action, that it was rescheduled. Presumed starts, and the start that does not govern, are
    left out.
    """

    subject: str
    what: str
    number: int
    authority: str | None
    began_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    ended_how: str | None = None
    progress: str | None = None
    explained: str | None = None


DueRows = Rows[DueRow]
Step = Callable[[DueRows, Any], DueRows]


def _case(rows: DueRows) -> DueRow:
    return next(row for row in rows if row.what == CASE)


def _whose(rows: DueRows, authority: str | None) -> DueRows:
    if authority is None or authority == rows[0].authority:
        return rows
    return tuple(changed(row, authority=authority) for row in rows)


def _told(rows: DueRows, event: Any) -> DueRows:
    """What a report or referral says counts until there is a notification; then its own."""
    return rows if _case(rows).progress else _whose(rows, event.authority)


def _notified(rows: DueRows, event: IncidentNotified) -> DueRows:
    """It stops its clock also where somebody had decided before not to notify."""
    rows = tuple(changed(row, progress="notified") if row.what == CASE else row for row in rows)
    rows = tuple(
        changed(row, ended_on=None) if row.ended_how == "not-notified" else row for row in rows
    )
    return _end(_whose(rows, event.authority), "notification", event.notified_on, "done")


def _begin(rows: DueRows, what: str, began_on: date, due_on: date) -> DueRows:
    """Something is due from now on, or anew: then what still ran of its kind goes."""
    same = [row for row in rows if row.what == what]
    running = next((row for row in same if row.ended_on is None), None)
    number = running.number if running else len(same) + 1
    begun = DueRow(rows[0].subject, what, number, rows[0].authority, began_on, due_on)
    return (*(row for row in rows if row is not running), begun)


def _end(rows: DueRows, what: str, on: date, how: str) -> DueRows:
    return tuple(
        changed(row, ended_on=on, ended_how=how)
        if row.what == what and row.ended_on is None
        else row
        for row in rows
    )


def _due(rows: DueRows, due: Due | None) -> DueRows:
    """From a due date, where there is one; a relaxed one explains itself if it is late."""
    if due is None:
        return rows
    begun = _begin(rows, due.clock, due.counted_from, due.due_on)
    return _explained(begun, "relaxed", due.clock) if due.relaxed_by else begun


def _recomputed(rows: DueRows, event: DueDateRecomputed) -> DueRows:
    """Only the case's own clock moves; what is owed to somebody is another matter."""
    if event.recipient is not None:
        return rows
    was = event.was
    return _moved(rows, (was.clock, was.counted_from, was.due_on), event.now.due_on)


def _moved(rows: DueRows, open_one: tuple[str, date, date], now: date) -> DueRows:
    return tuple(
        changed(row, due_on=now)
        if row.ended_on is None and (row.what, row.began_on, row.due_on) == open_one
        else row
        for row in rows
    )


def _term(rows: DueRows, term: Any) -> DueRows:
    """From a term, where one began."""
    return rows if term is None else _begin(rows, term.clock, term.counted_from, term.ends_on)


def _opened(rows: DueRows, event: RapidReviewOpened) -> DueRows:
    return _due(rows if rows[0].authority else _whose(rows, event.authority), event.due)


def _submitted(rows: DueRows, event: PanelReportSubmitted) -> DueRows:
    return _due(_end(rows, "rapid-review", event.submitted_on, "done"), event.answer_due)


def _published(rows: DueRows, event: Any) -> DueRows:
    for what in ("publication", "pre-publication"):
        rows = _end(rows, what, event.published_on, "done")
    return _term(rows, event.availability)


def _explained(rows: DueRows, why: str, what: str = "publication") -> DueRows:
    return tuple(
        changed(row, explained=str(why)) if row.what == what and row.ended_on is None else row
        for row in rows
    )


def _withdrawn(rows: DueRows, event: ReviewTellingWithdrawn) -> DueRows:
    """A copy that nobody was sent begins no time; what stands after it counts instead."""
    if event.rule != "R15":
        return rows
    kept = tuple(r for r in rows if r.what != "pre-publication" or r.ended_on is not None)
    return _term(kept, event.term)


def _raised(rows: DueRows, event: ActionRaised) -> DueRows:
    raised = DueRow(
        rows[0].subject,
        ACTION,
        event.number,
        rows[0].authority,
        event.raised_on,
        event.due_on,
        progress="not-begun",
    )
    return (*rows, raised)


def _of_action(**told: Callable[[Any], Any]) -> Step:
    """The columns of the action that an event names, each as it is told of that event."""

    def step(rows: DueRows, event: Any) -> DueRows:
        values = {name: of(event) for name, of in told.items()}
        return tuple(
            changed(row, **values) if row.what == ACTION and row.number == event.number else row
            for row in rows
        )

    return step


_steps: Mapping[type[Event], Step] = {
    IncidentReported: _told,
    IncidentReportCorrected: _told,
    CaseReferred: _told,
    ReferralAccepted: _told,
    LocalReviewOpened: _told,
    NotificationAmended: lambda rows, e: _whose(rows, e.authority),
    AwarenessRecorded: lambda rows, e: _due(rows, e.due),
    IncidentNotified: _notified,
    NotificationDeclined: lambda rows, e: _end(
        rows, "notification", e.declined_on, "not-notified"
    ),
    NotificationWithdrawn: lambda rows, e: _end(
        rows, "rapid-review", e.withdrawn_on, "cancelled"
    ),
    RapidReviewOpened: _opened,
    RapidReviewCancelled: lambda rows, e: _end(
        rows, "rapid-review", e.cancelled_on, "cancelled"
    ),
    PanelReportSubmitted: _submitted,
    PanelResponded: lambda rows, e: _end(rows, "panel-answer", e.responded_on, "done"),
    CSPRCommissioned: lambda rows, e: _due(rows, e.due),
    PublicationDelayed: lambda rows, e: _explained(rows, e.reason),
    PublicationHeld: lambda rows, e: _explained(rows, e.held_by),
    DueDateRecomputed: _recomputed,
    TermRecomputed: lambda rows, e: _moved(
        rows, (e.was.clock, e.was.counted_from, e.was.ends_on), e.now.ends_on
    ),
    PrePublicationCopySent: lambda rows, e: _term(rows, e.term),
    ReviewTellingWithdrawn: _withdrawn,
    ReportPublished: _published,
    ImprovementsPublished: _published,
    ReportTakenDown: lambda rows, e: _end(rows, "availability", e.taken_down_on, "taken-down"),
    ActionRaised: _raised,
    ActionProgressed: _of_action(progress=lambda e: str(e.progress)),
    ActionRescheduled: _of_action(due_on=lambda e: e.due_on, explained=lambda _: "rescheduled"),
    ActionClosed: _of_action(ended_on=lambda e: e.closed_on, ended_how=lambda _: "done"),
    ActionReopened: _of_action(
        ended_on=lambda _: None, ended_how=lambda _: None, progress=lambda _: "under-way"
    ),
}


class DueFacts(ReadModel[DueRow]):
    """One row a clock, term or action of a case, and one for the case. Page: /analysis."""

    name, version, row = "due_facts", 1, DueRow
    key = ("subject", "what", "number")
    indexes = ("due_on", "authority, due_on")
    follows = tuple(_steps)

    def evolve(self, rows: DueRows, event: Recorded) -> DueRows:
        fact = event.event
        return _steps[type(fact)](rows or (DueRow(event.subject, CASE, 0, None),), fact)
