"""The clocks of law that run, ran or were cancelled in a case, with all that explains them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared.events.commissioning import ReviewTellingWithdrawn
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
from shared.events.publication import (
    ImprovementsPublished,
    PrePublicationCopySent,
    PublicationDelayed,
    PublicationHeld,
    ReportPublished,
    ReportTakenDown,
    Term,
)
from shared.events.rapid_reviews import RapidReviewExtended
from shared.events.recomputed import DueDateRecomputed, TermRecomputed
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.reviews import CSPRCommissioned, RapidReviewCancelled, RapidReviewOpened
from shared.events.values import Due
from shared.folds.read_model import ReadModel, Rows


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock, from one start.

    `state` is running, watched (a target, never a breach), guarding (nothing before `due_on`),
    stopped or cancelled; `ended_why` says what stopped or cancelled it. `governs`: a case is
    judged by it; the other start of a rapid review is only shown. `days_late` and `days_early`
    are calendar days, `skipped` dates (YYYY-MM-DD). `explained`: why it is late, a code;
    `extended_until`: somebody agreed to that day, which moves no due date.
    `relaxed_by`: by which relaxation of its rule being late is no breach. `was_due_on`, by
    `was_calendar`, is the day before it was last counted anew.
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
    days_early: int = 0
    explained: str | None = None
    extended_until: date | None = None
    was_due_on: date | None = None
    was_calendar: str | None = None
    recomputed_on: date | None = None
    relaxed_by: str | None = None


class Clocks(ReadModel[ClockRow]):
    """One row a clock and start. Page: /cases/{id}, "why is this date due?"."""

    name, version, row = "clocks", 3, ClockRow
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
        RapidReviewExtended,
        PanelReportSubmitted,
        PanelResponded,
        CSPRCommissioned,
        PublicationDelayed,
        PublicationHeld,
        PrePublicationCopySent,
        ReportPublished,
        ImprovementsPublished,
        ReportTakenDown,
        DueDateRecomputed,
        TermRecomputed,
        ReviewTellingWithdrawn,
    )

    def evolve(self, rows: Rows[ClockRow], event: Recorded) -> Rows[ClockRow]:
        rows = _of_panel(_of_review(_of_incident(rows, event), event), event.event)
        return _recomputed(_of_publication(rows, event), event.event)


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
        case RapidReviewExtended(reason=why, until=until):
            return _explain(rows, "rapid-review", why, until)
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


def _of_publication(rows: Rows[ClockRow], recorded: Recorded) -> Rows[ClockRow]:
    match recorded.event:
        case PublicationDelayed(reason=why) | PublicationHeld(held_by=why):
            return _explain(rows, "publication", why)
        case PrePublicationCopySent(term=term) if term is not None:
            return _guard(rows, recorded.subject, term)
        case ReviewTellingWithdrawn(rule="R15", term=term, withdrawn_on=on):
            if term is not None:
                return _guard(rows, recorded.subject, term)
            return _end(rows, "pre-publication", on, "copy-withdrawn")
        case ReportPublished() | ImprovementsPublished():
            on, term = recorded.event.published_on, recorded.event.availability
            for clock in ("publication", "pre-publication"):
                rows = _end(rows, clock, on, "published")
            return _guard(rows, recorded.subject, term)
        case ReportTakenDown(taken_down_on=on):
            return _end(rows, "availability", on, "taken-down")
        case _:
            return rows


def _recomputed(rows: Rows[ClockRow], event: Event) -> Rows[ClockRow]:
    """Only a clock that is open moves; an obligation's day is none of the case's clocks."""
    match event:
        case DueDateRecomputed(recipient=None, was=was, now=now):
            day = now.due_on
        case TermRecomputed(was=was, now=now):
            day = now.ends_on
        case _:
            return rows
    return tuple(
        replace(
            row,
            due_on=day,
            counted_from=now.counted_from,
            calendar=now.calendar,
            skipped=tuple(each.isoformat() for each in now.skipped),
            was_due_on=row.due_on,
            was_calendar=was.calendar,
            recomputed_on=event.recomputed_on,
            relaxed_by=getattr(now, "relaxed_by", None),
        )
        if (row.clock, row.start) == (was.clock, was.start) and row.state in open_states
        else row
        for row in rows
    )


def _explain(
    rows: Rows[ClockRow], clock: str, why: str, until: date | None = None
) -> Rows[ClockRow]:
    return tuple(
        replace(row, explained=str(why), extended_until=until) if row.clock == clock else row
        for row in rows
    )


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
        relaxed_by=due.relaxed_by,
    )
    return _put(rows, begun)


def _guard(rows: Rows[ClockRow], subject: str, term: Term) -> Rows[ClockRow]:
    """A time begins, or begins anew, before whose end something is not to be done."""
    begun = ClockRow(
        subject=subject,
        clock=term.clock,
        start=term.start,
        due_on=term.ends_on,
        counted_from=term.counted_from,
        rule=term.rule,
        rule_set=term.rule_set,
        calendar=term.calendar,
        skipped=tuple(day.isoformat() for day in term.skipped),
        governs=True,
        state="guarding",
    )
    return _put(rows, begun)


def _put(rows: Rows[ClockRow], begun: ClockRow) -> Rows[ClockRow]:
    others = (row for row in rows if (row.clock, row.start) != (begun.clock, begun.start))
    return (*others, begun)


open_states = ("running", "watched", "guarding")
_cancelling = frozenset({"withdrawn", "report-withdrawn", "superseded", "copy-withdrawn"})


def _end(
    rows: Rows[ClockRow], clock: str, on: date, why: str, *, starts: Iterable[str] | None = None
) -> Rows[ClockRow]:
    """What still runs of a clock ends: stopped by what was due, or cancelled."""
    return tuple(
        _ended(row, on, why)
        if row.clock == clock
        and row.state in open_states
        and (starts is None or row.start in starts)
        else row
        for row in rows
    )


def _can_be_breached(row: ClockRow) -> bool:
    return row.governs and row.state == "running" and row.relaxed_by is None


def _ended(row: ClockRow, on: date, why: str) -> ClockRow:
    if why in _cancelling:
        return replace(row, state="cancelled", stopped_on=on, ended_why=why)
    guarded = row.state == "guarding"
    days_late = 0 if guarded else max(0, (on - row.due_on).days)
    return replace(
        row,
        state="stopped",
        stopped_on=on,
        ended_why=why,
        breached=bool(days_late) and _can_be_breached(row),
        days_late=days_late,
        days_early=max(0, (row.due_on - on).days) if guarded else 0,
    )
