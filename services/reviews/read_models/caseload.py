"""The caseload: where each case stands, and what is due next."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.reviews.read_models.due_days import columns as due_columns
from services.reviews.read_models.due_days import (
    copies_day,
    day_of,
    days_anew,
    earlier,
    next_due,
    relaxed_after,
)
from services.reviews.read_models.due_days import followed as of_days
from services.reviews.read_models.learning_facts import followed as of_learning
from services.reviews.read_models.learning_facts import learning_facts
from services.reviews.read_models.publication_facts import followed, publication_facts
from services.reviews.read_models.stages import Stage, stage_after
from shared.events.children import nature_of
from shared.events.codes import AcceptedAs, Decision
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    IncidentReportWithdrawn,
    NotificationAmended,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
    ReferralDeclined,
)
from shared.events.local_reviews import LocalReviewOpened
from shared.events.rapid_reviews import AgencyReminded
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from shared.folds.read_model import ReadModel, Rows


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case.

    The four `…_due_on` are of clocks that run; `next_due_on` is the earliest of those that can
    be breached, else of the one that is only watched. `due_notified_on` and `due_aware_on` are
    those of the rapid review by its two starts, `copies_due_on` is by when copies go out for a
    publication in time; being late with a clock of `relaxed` is no breach, for its rule was
    relaxed on that day. `waiting_for` are the agencies whose
    summary was asked for and has not come, `waiting_until` by when each was to answer
    (YYYY-MM-DD, empty where no day was named). `opens_on` is the earliest day for a publication
    by the copies that went out, `to_tell_why` who has to be told yet why it is delayed.
    `practice` is what a local learning review looks at, `in_library` the numbers of its
    learning points that the library shows.
    """

    subject: str
    stage: str
    last_recorded_at: datetime
    authority: str | None = None
    nature: str | None = None
    imported: bool = False
    withdrawn: bool = False
    reported_on: date | None = None
    aware_on: date | None = None
    notified_on: date | None = None
    opened_on: date | None = None
    completed_on: date | None = None
    submitted_on: date | None = None
    answered_on: date | None = None
    commissioned_on: date | None = None
    decision: str | None = None
    panel_answer: str | None = None
    notification_due_on: date | None = None
    rapid_review_due_on: date | None = None
    due_notified_on: date | None = None
    due_aware_on: date | None = None
    publication_due_on: date | None = None
    panel_answer_due_on: date | None = None
    copies_due_on: date | None = None
    next_due_on: date | None = None
    next_due_clock: str | None = None
    relaxed: tuple[str, ...] = ()
    waiting_for: tuple[str, ...] = ()
    waiting_until: tuple[str, ...] = ()
    monitor_next_on: date | None = None
    delay_reason: str | None = None
    delayed_until: date | None = None
    held_by: tuple[str, ...] = ()
    to_tell_why: tuple[str, ...] = ()
    opens_on: date | None = None
    published_on: date | None = None
    published_as: str | None = None
    available_until: date | None = None
    taken_down_on: date | None = None
    practice: str | None = None
    in_library: tuple[str, ...] = ()


class Caseload(ReadModel[CaseRow]):
    """One row a case: its stage and its next due date. Page: /cases."""

    name, version, row = "caseload", 5, CaseRow
    indexes = (
        "authority, coalesce(next_due_on, '9999-12-31'::date), subject",
        "coalesce(next_due_on, '9999-12-31'::date), subject",
    )
    follows = (
        IncidentReported,
        IncidentReportCorrected,
        IncidentReportWithdrawn,
        AwarenessRecorded,
        IncidentNotified,
        NotificationDeclined,
        NotificationAmended,
        NotificationWithdrawn,
        CaseReferred,
        ReferralAccepted,
        ReferralDeclined,
        LocalReviewOpened,
        RapidReviewOpened,
        RapidReviewCancelled,
        AgencySummaryRequested,
        AgencyReminded,
        AgencySummaryReceived,
        RapidReviewCompleted,
        RapidReviewReconsidered,
        CSPRCommissioned,
        PanelReportSubmitted,
        PanelResponded,
        *of_days,
        *followed,
        *of_learning,
    )

    def evolve(self, rows: Rows[CaseRow], event: Recorded) -> Rows[CaseRow]:
        before = Stage(rows[0].stage) if rows else None
        stage = str(stage_after(before, event.event) or Stage.REPORTED)
        at = event.envelope.time
        row = (
            replace(rows[0], stage=stage, last_recorded_at=at)
            if rows
            else CaseRow(event.subject, stage, at)
        )
        for part in (_with_facts, _of_incident, _of_review, _of_panel, _of_agencies):
            row = part(row, event.event)
        changes = publication_facts(event.event, row.held_by, row.to_tell_why)
        if isinstance(event.event, of_days):
            changes = {**changes, **days_anew(event.event, _days(row))}
        row = replace(row, **changes, **learning_facts(event.event, row.in_library))
        return (replace(row, **next_due(_days(row))),)


def _with_facts(row: CaseRow, event: Event) -> CaseRow:
    """Facts of a report count until there is a notification; then its own."""
    if isinstance(event, RapidReviewOpened):
        return row if row.authority else replace(row, authority=event.authority)
    match event:
        case IncidentNotified() | NotificationAmended():
            pass
        case IncidentReported() | IncidentReportCorrected() | CaseReferred():
            if row.notified_on is not None:
                return row
        case _:
            return row
    nature = nature_of(event.children)
    return replace(row, authority=event.authority, nature=str(nature))


def _of_incident(row: CaseRow, event: Event) -> CaseRow:
    match event:
        case IncidentReported(reported_on=on, presumed_due=due):
            return replace(row, reported_on=on, notification_due_on=day_of(due))
        case CaseReferred(referred_on=on):
            return replace(row, reported_on=row.reported_on or on)
        case AwarenessRecorded(aware_on=on, due=due):
            due_on = day_of(due) if row.notified_on is None else None
            return replace(row, aware_on=on, notification_due_on=due_on)
        case IncidentNotified():
            return _notified(row, event)
        case NotificationDeclined() | IncidentReportWithdrawn():
            return replace(row, notification_due_on=None)
        case NotificationWithdrawn():
            return replace(
                row, withdrawn=True, notification_due_on=None, rapid_review_due_on=None
            )
        case _:
            return row


def _notified(row: CaseRow, event: IncidentNotified) -> CaseRow:
    return replace(
        row,
        notified_on=event.notified_on,
        aware_on=event.aware_on or row.aware_on,
        imported=event.imported or row.imported,
        withdrawn=False,
        notification_due_on=None,
    )


def _of_review(row: CaseRow, event: Event) -> CaseRow:
    match event:
        case RapidReviewOpened(opened_on=on, imported=imported):
            return replace(
                row,
                opened_on=on,
                imported=imported or row.imported,
                due_notified_on=day_of(event.due_notified),
                due_aware_on=day_of(event.due_aware),
                rapid_review_due_on=earlier(
                    day_of(event.due_notified), day_of(event.due_aware)
                ),
                relaxed=relaxed_after(row.relaxed, event.due),
            )
        case LocalReviewOpened(as_what=as_what):
            return replace(row, decision=_decisions[as_what], withdrawn=False)
        case RapidReviewCancelled():
            return replace(row, rapid_review_due_on=None)
        case RapidReviewCompleted(decision=decision, completed_on=on, imported=imported):
            return replace(
                row,
                completed_on=on,
                decision=str(decision),
                imported=imported or row.imported,
            )
        case RapidReviewReconsidered(decision=decision):
            return replace(row, decision=str(decision))
        case CSPRCommissioned(commissioned_on=on, due=due):
            return replace(
                row,
                commissioned_on=on,
                publication_due_on=due.due_on,
                copies_due_on=copies_day(event.obligations),
                relaxed=relaxed_after(row.relaxed, due),
                withdrawn=False,
            )
        case _:
            return row


_decisions = {
    AcceptedAs.LCSPR: Decision.LCSPR.value,
    AcceptedAs.LOCAL_LEARNING_REVIEW: Decision.THEMATIC_OR_LOCAL_LEARNING.value,
}
"""What a referral was taken up as, as the decision that a rapid review would have taken."""


def _of_panel(row: CaseRow, event: Event) -> CaseRow:
    match event:
        case PanelReportSubmitted(submitted_on=on, answer_due=due):
            return replace(
                row,
                submitted_on=on,
                rapid_review_due_on=None,
                panel_answer_due_on=day_of(due),
            )
        case PanelResponded(answer=answer, responded_on=on):
            return replace(
                row, answered_on=on, panel_answer=str(answer), panel_answer_due_on=None
            )
        case _:
            return row


_begin_or_end_asking = (
    *(RapidReviewOpened, RapidReviewCancelled),
    *(RapidReviewCompleted, NotificationWithdrawn),
)


def _of_agencies(row: CaseRow, event: Event) -> CaseRow:
    if isinstance(event, _begin_or_end_asking):
        return replace(row, waiting_for=(), waiting_until=())
    if not isinstance(event, AgencySummaryRequested | AgencySummaryReceived | AgencyReminded):
        return row
    waiting = dict(zip(row.waiting_for, row.waiting_until, strict=True))
    until = "" if isinstance(event, AgencySummaryReceived) else str(event.due_on or "")
    match event:
        case AgencyReminded(agency=agency):
            waiting |= {agency: until} if until and agency in waiting else {}
        case AgencySummaryRequested(agency=agency) | AgencySummaryReceived(agency=agency):
            waiting.pop(agency, None)
            waiting |= {agency: until} if isinstance(event, AgencySummaryRequested) else {}
    return replace(row, waiting_for=tuple(waiting), waiting_until=tuple(waiting.values()))


def _days(row: CaseRow) -> dict[str, date | None]:
    return {name: getattr(row, name) for name in due_columns}
