"""The clocks of law that run, ran or were cancelled in a case, with all that explains them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    IncidentNotified,
    IncidentReported,
    IncidentReportWithdrawn,
    NotificationDeclined,
    NotificationWithdrawn,
)
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.reviews import CSPRCommissioned, RapidReviewCancelled, RapidReviewOpened
from shared.events.values import Due
from shared.folds.read_model import ReadModel, Rows


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock, from one start.

    `state` is running, watched (a target, never a breach), stopped or cancelled; `ended_why`
    says what stopped or cancelled it. `governs`: a case is judged by it; the other start of a
    rapid review is only shown. `days_late` are calendar days, `skipped` dates (YYYY-MM-DD).
    """

    subject: str
    clock: str
    start: str
    due_on: date
    counted_from: date
    rule: str
    rule_set: str
    calendar: str
    skipped: tuple[str, ...]
    governs: bool
    state: str
    stopped_on: date | None = None
    ended_why: str | None = None
    breached: bool = False
    days_late: int = 0


class Clocks(ReadModel[ClockRow]):
    """One row a clock and start. Page: /cases/{id}, "why is this date due?"."""

    name, version, row = "clocks", 1, ClockRow
    key = ("subject", "clock", "start")
    follows = (
        IncidentReported,
        IncidentReportWithdrawn,
        AwarenessRecorded,
        IncidentNotified,
        NotificationDeclined,
        NotificationWithdrawn,
        RapidReviewOpened,
        RapidReviewCancelled,
        PanelReportSubmitted,
        PanelResponded,
        CSPRCommissioned,
    )

    def evolve(self, rows: Rows[ClockRow], event: Recorded) -> Rows[ClockRow]:
        return _of_panel(_of_review(_of_incident(rows, event), event), event.event)


def _of_incident(rows: Rows[ClockRow], recorded: Recorded) -> Rows[ClockRow]:
    match recorded.event:
        case IncidentReported(presumed_due=due):
            return _with(rows, recorded.subject, due, governs=False)
        case IncidentReportWithdrawn(withdrawn_on=on):
            return _end(rows, "notification", on, "report-withdrawn", starts=("REPORTED",))
        case AwarenessRecorded(aware_on=on, due=due):
            rows = _end(rows, "notification", on, "superseded", starts=("REPORTED",))
            return _with(rows, recorded.subject, due)
        case IncidentNotified(notified_on=on):
            return _end(rows, "notification", on, "notified")
        case NotificationDeclined(declined_on=on):
            return _end(rows, "notification", on, "not-notified")
        case _:
            return rows


def _of_review(rows: Rows[ClockRow], recorded: Recorded) -> Rows[ClockRow]:
    match recorded.event:
        case RapidReviewOpened():
            return _opened(rows, recorded.subject, recorded.event)
        case NotificationWithdrawn(withdrawn_on=on) | RapidReviewCancelled(cancelled_on=on):
            return _end(rows, "rapid-review", on, "withdrawn")
        case PanelReportSubmitted(answer_due=due):
            return _with(rows, recorded.subject, due, state="watched")
        case CSPRCommissioned(due=due):
            return _with(rows, recorded.subject, due)
        case _:
            return rows


def _of_panel(rows: Rows[ClockRow], event: Event) -> Rows[ClockRow]:
    match event:
        case PanelReportSubmitted(submitted_on=on):
            return _end(rows, "rapid-review", on, "submitted")
        case PanelResponded(responded_on=on):
            return _end(rows, "panel-answer", on, "answered")
        case _:
            return rows


def _opened(rows: Rows[ClockRow], subject: str, event: RapidReviewOpened) -> Rows[ClockRow]:
    for due in (event.due_notified, event.due_aware):
        rows = _with(rows, subject, due, governs=due == event.due)
    return rows


def _with(
    rows: Rows[ClockRow],
    subject: str,
    due: Due | None,
    *,
    governs: bool = True,
    state: str = "running",
) -> Rows[ClockRow]:
    """A clock begins, or begins anew: then its row before goes."""
    if due is None:
        return rows
    begun = ClockRow(
        subject=subject,
        clock=due.clock,
        start=due.start,
        due_on=due.due_on,
        counted_from=due.counted_from,
        rule=due.rule,
        rule_set=due.rule_set,
        calendar=due.calendar,
        skipped=tuple(day.isoformat() for day in due.skipped),
        governs=governs,
        state=state,
    )
    others = (row for row in rows if (row.clock, row.start) != (due.clock, due.start))
    return (*others, begun)


_cancelling = frozenset({"withdrawn", "report-withdrawn", "superseded"})


def _end(
    rows: Rows[ClockRow], clock: str, on: date, why: str, *, starts: Iterable[str] | None = None
) -> Rows[ClockRow]:
    """What still runs of a clock ends: stopped by what was due, or cancelled."""
    return tuple(
        _ended(row, on, why)
        if row.clock == clock
        and row.state in ("running", "watched")
        and (starts is None or row.start in starts)
        else row
        for row in rows
    )


def _ended(row: ClockRow, on: date, why: str) -> ClockRow:
    if why in _cancelling:
        return replace(row, state="cancelled", stopped_on=on, ended_why=why)
    days_late = max(0, (on - row.due_on).days)
    return replace(
        row,
        state="stopped",
        stopped_on=on,
        ended_why=why,
        breached=bool(days_late) and row.governs and row.state == "running",
        days_late=days_late,
    )
