"""The register of what is owed to the Panel and what was sent to it."""

from dataclasses import dataclass
from datetime import date

from shared.events.envelope import Recorded
from shared.events.recomputed import DueDateRecomputed
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.reviews import RapidReviewCancelled, RapidReviewOpened
from shared.events.values import Due
from shared.folds.changed import changed
from shared.folds.read_model import ReadModel, Rows


@dataclass(slots=True)
class SubmissionRow:
    """One round of telling the Panel a decision; `required_on` is the day of that decision.

    Before it the row is there already, from the rapid review's opening, with its due dates;
    `due_on` is the governing one of them. `days_late` are calendar days, of the first sending;
    None where it was late while the rule was relaxed, which is neither late nor in time.
    `document_digest` is of the latest.
    `answer_due_on` is a target that is watched, never a breach.
    """

    subject: str
    round: int
    authority: str | None
    required_on: date | None = None
    decision: str | None = None
    due_notified_on: date | None = None
    due_aware_on: date | None = None
    due_on: date | None = None
    submitted_on: date | None = None
    channel: str | None = None
    national_ref: str | None = None
    document_digest: str | None = None
    days_late: int | None = None
    answer_due_on: date | None = None
    answered_on: date | None = None
    answer: str | None = None
    sent_again_on: date | None = None


class Submissions(ReadModel[SubmissionRow]):
    """One row a case and round. Page: /submissions.

    A cancelled rapid review takes away what was not sent; imported ones owe nothing.
    """

    name, version, row = "submissions", 2, SubmissionRow
    key = ("subject", "round")
    indexes = ("authority, due_on",)
    follows = (
        RapidReviewOpened,
        RapidReviewCancelled,
        PanelReportRequired,
        PanelReportSubmitted,
        PanelResponded,
        DueDateRecomputed,
    )

    def evolve(self, rows: Rows[SubmissionRow], event: Recorded) -> Rows[SubmissionRow]:
        fact = event.event
        match fact:
            case RapidReviewOpened():
                if fact.imported or any(row.submitted_on for row in rows):
                    return rows
                return (_opened(event.subject, fact),)
            case RapidReviewCancelled():
                return tuple(row for row in rows if row.submitted_on)
            case DueDateRecomputed():
                return tuple(_recomputed(row, fact) for row in rows)
            case PanelReportRequired():
                row = _required(_round(rows, event.subject, fact.round), fact)
            case PanelReportSubmitted():
                row = _submitted(_round(rows, event.subject, fact.round), fact)
            case PanelResponded():
                row = _round(rows, event.subject, fact.round)
                row = changed(row, answered_on=fact.responded_on, answer=fact.answer)
            case _:
                return rows
        kept = [each for each in rows if each.round != row.round]
        return tuple(sorted([*kept, row], key=_number))


def _number(row: SubmissionRow) -> int:
    return row.round


def _round(rows: Rows[SubmissionRow], subject: str, number: int) -> SubmissionRow:
    for row in rows:
        if row.round == number:
            return row
    return SubmissionRow(subject, number, rows[0].authority if rows else None)


def _opened(subject: str, fact: RapidReviewOpened) -> SubmissionRow:
    return SubmissionRow(
        subject,
        1,
        fact.authority,
        due_notified_on=_day(fact.due_notified),
        due_aware_on=_day(fact.due_aware),
        due_on=_day(fact.due),
    )


def _required(row: SubmissionRow, fact: PanelReportRequired) -> SubmissionRow:
    return changed(
        row,
        required_on=fact.completed_on,
        decision=fact.decision,
        due_notified_on=_day(fact.due_notified),
        due_aware_on=_day(fact.due_aware),
        due_on=_day(fact.due),
    )


def _recomputed(row: SubmissionRow, fact: DueDateRecomputed) -> SubmissionRow:
    """Only what was not sent moves."""
    if fact.now.clock != "rapid-review" or row.submitted_on is not None:
        return row
    by_notification = fact.now.start == "NOTIFIED"
    started = row.due_notified_on if by_notification else row.due_aware_on
    if started is None:
        return row
    now = fact.now.due_on
    governs = row.due_on == fact.was.due_on
    row = changed(row, due_on=now if governs else row.due_on)
    if by_notification:
        return changed(row, due_notified_on=now)
    return changed(row, due_aware_on=now)


def _day(due: Due | None) -> date | None:
    return None if due is None else due.due_on


def _days_late(row: SubmissionRow, fact: PanelReportSubmitted) -> int | None:
    if fact.breach is not None:
        return fact.breach.days_late
    relaxed = row.due_on is not None and fact.submitted_on > row.due_on
    return None if relaxed else 0


def _submitted(row: SubmissionRow, fact: PanelReportSubmitted) -> SubmissionRow:
    """What was sent; again in the same round, if the Panel had asked for more."""
    first, late = row.submitted_on, row.days_late
    if first is None:
        first, late = fact.submitted_on, _days_late(row, fact)
    else:
        row = changed(row, sent_again_on=fact.submitted_on, answered_on=None, answer=None)
    return changed(
        row,
        submitted_on=first,
        days_late=late,
        channel=fact.channel,
        national_ref=fact.national_ref or row.national_ref,
        document_digest=fact.document_digest,
        answer_due_on=_day(fact.answer_due),
    )
