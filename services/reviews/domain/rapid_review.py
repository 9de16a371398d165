"""The rapid review's course: opened, worked on, cancelled, or imported as history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from services.reviews.domain.conclusion import Conclusion, check_signed_on
from services.reviews.domain.review import (
    Cancelled,
    Concluded,
    NotOpened,
    Open,
    Review,
    aware,
)
from shared.decisions.calendar import Calendar
from shared.decisions.commands import Since, has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.decisions.rules import due
from shared.events.codes import WithdrawalReason
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    ImmediateActionRecorded,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
)
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import AuthorityCode, Digest, Due, Organisation, Start

summary_working_days = 10
"""By when an agency is to answer, from the day the review is counted from: local practice."""


class OpenRapidReview(Command):
    """Begin a rapid review: after a notification, or without one from an accepted referral."""

    authority: AuthorityCode
    notified_on: Day | None = None
    aware_on: Day | None = None
    governing: Literal["NOTIFIED", "AWARE"] = "NOTIFIED"


class CancelRapidReview(Command):
    """End a rapid review since its notification was withdrawn."""

    reason: WithdrawalReason
    note: Sealed | None = None


class RequestAgencySummary(Command):
    """Ask an agency what it knows; without `due_on`, by the tenth working day."""

    agency: Organisation
    asked_for: Sealed | None = None
    due_on: Day | None = None


class RecordAgencySummary(Command):
    """Record what an agency told, asked or not."""

    agency: Organisation
    document: Digest | None = None
    summary: Sealed | None = None
    received_on: Day


class RecordImmediateAction(Command):
    """Record what was done at once to keep children safe."""

    action: Sealed
    agency: Organisation | None = None
    taken_on: Day


class ImportRapidReview(Conclusion):
    """Take over a concluded rapid review from before this system; no policy acts on it."""

    authority: AuthorityCode
    notified_on: Day | None = None
    opened_on: Day
    completed_on: Day


Noting = RequestAgencySummary | RecordAgencySummary | RecordImmediateAction
Reviewing = OpenRapidReview | CancelRapidReview | Noting | ImportRapidReview


def decide(command: Reviewing, review: Review) -> Sequence[Event]:
    """Say what happens to a rapid review in its course.

    Raises:
        Refused: the review is not where the command needs it, or a day cannot be.
    """
    match command:
        case OpenRapidReview():
            return _open(command, review)
        case CancelRapidReview():
            return _cancel(command, review)
        case ImportRapidReview():
            return _import(command, review)
        case _:
            return _note(command, review)


def _open(command: OpenRapidReview, review: Review) -> Sequence[Event]:
    match review:
        case Open() | Concluded(completed=RapidReviewCompleted()):
            return []
        case Concluded(commissioned=CSPRCommissioned()):
            raise Refused(
                "A local review of this case was commissioned from a referral before it was "
                "notified. Its reviewers go on; ask the Panel whether it wants a rapid review."
            )
        case NotOpened() | Cancelled() | Concluded():
            has_happened(command, "notified_on", command.notified_on)
            has_happened(command, "aware_on", command.aware_on)
            return [
                RapidReviewOpened(
                    authority=command.authority,
                    opened_on=today(command),
                    notified_on=command.notified_on,
                    due_notified=_due("NOTIFIED", command.notified_on, command.counted_by),
                    due_aware=_due("AWARE", command.aware_on, command.counted_by),
                    governing=command.governing,
                )
            ]


def _due(start: Start, counted_from: date | None, calendar: Calendar) -> Due | None:
    if counted_from is None:
        return None
    return due("rapid-review", start, counted_from, calendar=calendar)


def _cancel(command: CancelRapidReview, review: Review) -> Sequence[Event]:
    match review:
        case Open():
            return [
                RapidReviewCancelled(
                    reason=command.reason, note=command.note, cancelled_on=today(command)
                )
            ]
        case Concluded(completed=RapidReviewCompleted() as completed):
            raise Refused(
                f"This rapid review was completed on {completed.completed_on.isoformat()}, so "
                "it cannot be cancelled. Tell the Panel that its notification was withdrawn."
            )
        case NotOpened() | Cancelled() | Concluded():
            return []


def _note(command: Noting, review: Review) -> Sequence[Event]:
    match review:
        case Concluded(completed=None):
            raise Refused(_none_open)
        case Open(notes=notes) | Concluded(notes=notes) if _known(command, notes):
            return []
        case Open() | Concluded():
            return [_noted(command, review)]
        case NotOpened():
            raise Refused(_none_open)
        case Cancelled():
            raise Refused(
                "This rapid review was cancelled, since its notification was withdrawn."
            )


def _known(command: Noting, notes: Sequence[Event]) -> bool:
    recorded_as = _recorded_as[type(command)]
    if isinstance(command, RequestAgencySummary) and command.due_on is None:
        asked = [note for note in notes if isinstance(note, AgencySummaryRequested)]
        return (command.agency, command.asked_for) in [(a.agency, a.asked_for) for a in asked]
    return any(isinstance(note, recorded_as) and repeats(command, note) for note in notes)


def _noted(command: Noting, review: Open | Concluded) -> Event:
    match command, review:
        case RequestAgencySummary(), Open(opened=opened):
            return AgencySummaryRequested(
                agency=command.agency,
                asked_for=command.asked_for,
                requested_on=today(command),
                due_on=_summary_due(command, opened),
            )
        case RequestAgencySummary(), _:
            raise Refused(
                "This rapid review is completed, so no more agencies can be asked for it."
            )
        case RecordAgencySummary(), _:
            has_happened(command, "received_on", command.received_on, _known_since(review))
            return AgencySummaryReceived(
                agency=command.agency,
                document=command.document,
                summary=command.summary,
                received_on=command.received_on,
            )
        case RecordImmediateAction(), _:
            has_happened(command, "taken_on", command.taken_on)  # perhaps before anybody told
            return ImmediateActionRecorded(
                action=command.action, agency=command.agency, taken_on=command.taken_on
            )


def _known_since(review: Open | Concluded) -> Since | None:
    told = review.opened if isinstance(review, Open) else review.completed
    return aware(told.due_aware) if told else None


def _summary_due(command: RequestAgencySummary, opened: RapidReviewOpened) -> date | None:
    if command.due_on is not None:
        if command.due_on < today(command):
            raise Refused("This day is over. Give one that is still to come.", field="due_on")
        return command.due_on
    counted_from = opened.due.counted_from if opened.due else opened.opened_on
    usual = command.counted_by.working_days_after(counted_from, summary_working_days).day
    return usual if usual >= today(command) else None


def _import(command: ImportRapidReview, review: Review) -> Sequence[Event]:
    match review:
        case Concluded(completed=RapidReviewCompleted() as known) if known.imported and repeats(
            command, known
        ):
            return []
        case NotOpened():
            return _imported(command)
        case Open() | Cancelled() | Concluded():
            raise Refused("History can only be imported into a case that has no rapid review.")


def _imported(command: ImportRapidReview) -> Sequence[Event]:
    opened = Since(command.opened_on, "The rapid review was opened on")
    has_happened(command, "notified_on", command.notified_on)
    has_happened(command, "opened_on", command.opened_on)
    has_happened(command, "completed_on", command.completed_on, opened)
    check_signed_on(command)
    return [
        RapidReviewOpened(
            authority=command.authority,
            opened_on=command.opened_on,
            notified_on=command.notified_on,
            imported=True,
        ),
        RapidReviewCompleted(
            decision=command.decision,
            criteria=command.criteria,
            rationale=command.rationale,
            signed_off_by=command.signed_off_by,
            completed_on=command.completed_on,
            imported=True,
        ),
    ]


def evolve(review: Review, event: Event) -> Review:
    """The review after an event of its course."""
    match event, review:
        case RapidReviewOpened(), Concluded(taken_up=taken_up, learning=learning):
            return Open(event, taken_up=taken_up, learning=learning)
        case RapidReviewOpened(), _:
            return Open(event)
        case RapidReviewCancelled(), Open(taken_up=LocalReviewOpened() as taken_up):
            return Concluded(
                None, taken_up.opened_on, taken_up=taken_up, learning=review.learning
            )
        case RapidReviewCancelled(), _:
            return Cancelled(event)
        case (
            AgencySummaryRequested() | AgencySummaryReceived() | ImmediateActionRecorded(),
            Open() | Concluded() as known,
        ):
            return replace(known, notes=(*known.notes, event))
        case _:
            return review


_recorded_as: dict[type[Command], type[Event]] = {
    RequestAgencySummary: AgencySummaryRequested,
    RecordAgencySummary: AgencySummaryReceived,
    RecordImmediateAction: ImmediateActionRecorded,
}
_none_open = (
    "There is no rapid review of this case. One opens after a notification in which abuse or "
    "neglect is known or suspected, or from an accepted referral."
)
