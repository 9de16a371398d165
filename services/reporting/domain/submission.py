"""The report to the Panel: required, sent by a person, answered; once for each decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.decisions.commands import Since, has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.decisions.recounting import RecountDueDates, moved, overtaken
from shared.decisions.rules import due
from shared.events.codes import Decision, PanelAnswer, SubmissionChannel
from shared.events.event import Event
from shared.events.recomputed import DueDateRecomputed
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.reviews import PanelReportDue, Round
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Digest, Reference, breach_of


class RequirePanelReport(PanelReportDue, Command):
    """Begin to wait for the report of a decision; `round` counts the decisions."""

    decision: Decision
    completed_on: Day
    round: Round = 1


class SubmitPanelReport(Command):
    """Record that a person sent the report, which document it was, and how."""

    document_digest: Digest
    channel: SubmissionChannel
    national_ref: Reference | None = None
    evidence_note: Sealed | None = None
    submitted_on: Day


class RecordPanelResponse(Command):
    """Record what the Panel answered to the report sent last."""

    answer: PanelAnswer
    responded_on: Day
    note: Sealed | None = None
    national_ref: Reference | None = None


@dataclass(frozen=True, slots=True)
class NotRequired:
    """No decision has come that the Panel has to be told."""


@dataclass(frozen=True, slots=True)
class Required:
    """The Panel has to be told a decision."""

    required: PanelReportRequired


@dataclass(frozen=True, slots=True)
class Submitted:
    """The report is with the Panel."""

    required: PanelReportRequired
    submitted: PanelReportSubmitted


@dataclass(frozen=True, slots=True)
class Answered:
    """The Panel has answered."""

    required: PanelReportRequired
    submitted: PanelReportSubmitted
    responded: PanelResponded


Submission = NotRequired | Required | Submitted | Answered
SubmissionCommand = RequirePanelReport | SubmitPanelReport | RecordPanelResponse


def decide(command: SubmissionCommand, submission: Submission) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: the report is not where the command needs it, or a day cannot be.
    """
    match command:
        case RequirePanelReport():
            return _require(command, submission)
        case SubmitPanelReport():
            return _submit(command, submission)
        case RecordPanelResponse():
            return _respond(command, submission)


def _require(command: RequirePanelReport, submission: Submission) -> Sequence[Event]:
    if not isinstance(submission, NotRequired) and command.round <= submission.required.round:
        return []
    required = PanelReportRequired(
        decision=command.decision,
        completed_on=command.completed_on,
        round=command.round,
        due_notified=command.due_notified,
        due_aware=command.due_aware,
        governing=command.governing,
    )
    missed = overtaken(command, command.due_notified, command.due_aware)
    return [required, *moved(command, *missed)]


def recount(command: RecountDueDates, submission: Submission) -> Sequence[Event]:
    """Say which days of a report that is owed move; one that was sent stays as it was judged.

    The Panel's answer is awaited by days of the week, whatever the calendar.
    """
    match submission:
        case Required(required=required):
            return list(moved(command, required.due_notified, required.due_aware))
        case _:
            return []


def _submit(command: SubmitPanelReport, submission: Submission) -> Sequence[Event]:
    match submission:
        case Submitted(submitted=known) | Answered(submitted=known) if repeats(command, known):
            return []
        case Required(required=required):
            return [_submitted(command, required, None)]
        case Answered(required=required, responded=responded) if _asks_for_more(responded):
            return [_submitted(command, required, responded)]
        case NotRequired():
            raise Refused(
                "No rapid review of this case has been completed, so there is no decision to "
                "tell the Panel. Complete the rapid review first."
            )
        case Submitted(submitted=known):
            raise Refused(
                f"This report was sent on {known.submitted_on.isoformat()}. Record the Panel's "
                "answer; if it asks for more, that can be sent then."
            )
        case Answered():
            raise Refused(
                "The Panel has answered this report. If it asked to reconsider, the rapid "
                "review has to be decided again before another report is sent."
            )


def _submitted(
    command: SubmitPanelReport, required: PanelReportRequired, after: PanelResponded | None
) -> PanelReportSubmitted:
    """What was sent; only the first report of a decision is judged by its clock."""
    since = Since(required.completed_on, "The decision was taken on")
    if after is not None:
        since = Since(after.responded_on, "The Panel asked for more on")
    has_happened(command, "submitted_on", command.submitted_on, since)
    return PanelReportSubmitted(
        document_digest=command.document_digest,
        channel=command.channel,
        national_ref=command.national_ref,
        evidence_note=command.evidence_note,
        submitted_on=command.submitted_on,
        round=required.round,
        breach=breach_of(required.due, command.submitted_on) if after is None else None,
        answer_due=due(
            "panel-answer", "RECEIVED", command.submitted_on, calendar=command.counted_by
        ),
    )


def _respond(command: RecordPanelResponse, submission: Submission) -> Sequence[Event]:
    match submission:
        case Answered(responded=known) if repeats(command, known):
            return []
        case Submitted(submitted=submitted) | Answered(submitted=submitted):
            return [_responded(command, submitted)]
        case NotRequired() | Required():
            raise Refused(
                "No report of this decision was sent to the Panel yet. Record first when and "
                "how it was sent."
            )


def _responded(command: RecordPanelResponse, submitted: PanelReportSubmitted) -> PanelResponded:
    sent = Since(submitted.submitted_on, "The report was sent on")
    has_happened(command, "responded_on", command.responded_on, sent)
    return PanelResponded(
        answer=command.answer,
        responded_on=command.responded_on,
        note=command.note,
        national_ref=command.national_ref,
        round=submitted.round,
    )


def _asks_for_more(responded: PanelResponded) -> bool:
    return responded.answer is PanelAnswer.ASKS_FOR_MORE


def evolve(submission: Submission, event: Event) -> Submission:
    """The report after one more event of its history."""
    match event, submission:
        case PanelReportRequired(), _:
            return Required(event)
        case DueDateRecomputed(), Required(required=required):
            field = "due_notified" if event.was.start == "NOTIFIED" else "due_aware"
            return Required(required.model_copy(update={field: event.now}))
        case PanelReportSubmitted(), Required(required=required) | Answered(required=required):
            return Submitted(required, event)
        case PanelResponded(), Submitted(required=required, submitted=submitted):
            return Answered(required, submitted, event)
        case PanelResponded(), Answered(required=required, submitted=submitted):
            return Answered(required, submitted, event)
        case _:
            return submission
