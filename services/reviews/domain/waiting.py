"""A rapid review that waits: agencies that are asked again, and more time that was agreed on.

That agencies are reminded is local practice. No source was found for an extension of the
fifteen working days, nor for who may agree to one: what is recorded here is our inference, and
moves no due date.
"""

from collections.abc import Sequence
from dataclasses import replace

from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open, Review, aware
from shared.decisions.commands import Since, has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.codes import ExtendedFor
from shared.events.event import Event
from shared.events.rapid_reviews import AgencyReminded, RapidReviewExtended
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    PanelReportDue,
    RapidReviewCompleted,
)
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Due, Organisation


class RemindAgency(Command):
    """Ask an agency again for the summary that it owes; perhaps by another day."""

    agency: Organisation
    note: Sealed | None = None
    due_on: Day | None = None


class ExtendRapidReview(Command):
    """Record that somebody agreed to a later report, and why; it moves no due date."""

    until: Day
    reason: ExtendedFor
    why: Sealed
    agreed_by: Sealed
    organisation: Organisation
    agreed_on: Day


Waiting = RemindAgency | ExtendRapidReview


def decide(command: Waiting, review: Review) -> Sequence[Event]:
    """Say what a reminder or an extension makes happen.

    Raises:
        Refused: no rapid review waits, or what is told cannot be.
    """
    match command:
        case RemindAgency():
            return _remind(command, review)
        case ExtendRapidReview():
            return _extend(command, review)


def _remind(command: RemindAgency, review: Review) -> Sequence[Event]:
    if not isinstance(review, Open):
        raise Refused("No rapid review of this case is open, so no agency owes it a summary.")
    of_agency = [note for note in review.notes if getattr(note, "agency", "") == command.agency]
    reminders = [note for note in of_agency if isinstance(note, AgencyReminded)]
    if any(each.reminded_on == today(command) and repeats(command, each) for each in reminders):
        return []
    asked = [
        e for e in of_agency if isinstance(e, AgencySummaryRequested | AgencySummaryReceived)
    ]
    if not any(isinstance(each, AgencySummaryRequested) for each in asked):
        raise Refused("This agency was not asked for a summary. Ask it first.", field="agency")
    if isinstance(asked[-1], AgencySummaryReceived):
        day = asked[-1].received_on.isoformat()
        raise Refused(f"This agency sent its summary on {day}.", field="agency")
    if command.due_on is not None and command.due_on < today(command):
        raise Refused("This day is over. Give one that is still to come.", field="due_on")
    return [
        AgencyReminded(
            agency=command.agency,
            note=command.note,
            due_on=command.due_on,
            reminded_on=today(command),
        )
    ]


def _extend(command: ExtendRapidReview, review: Review) -> Sequence[Event]:
    known, due = _due_of(review)
    if any(isinstance(e, RapidReviewExtended) and repeats(command, e) for e in known.notes):
        return []
    if command.until <= due.due_on:
        raise Refused(
            f"The report is due on {due.due_on.isoformat()} already, and an extension is until "
            "a day after that. Check it.",
            field="until",
        )
    has_happened(command, "agreed_on", command.agreed_on, _began(known))
    return [
        RapidReviewExtended(
            until=command.until,
            reason=command.reason,
            why=command.why,
            agreed_by=command.agreed_by,
            organisation=command.organisation,
            agreed_on=command.agreed_on,
            due_on=due.due_on,
        )
    ]


def _due_of(review: Review) -> tuple[Open | Concluded, Due]:
    """The review with the day on which it is judged; also once it is decided."""
    told: PanelReportDue | None
    match review:
        case Open(opened=opened):
            told = opened
        case Concluded(completed=RapidReviewCompleted() as completed):
            told = completed
        case NotOpened() | Cancelled() | Concluded():
            raise Refused("There is no rapid review of this case that could take longer.")
    if told.due is None:
        raise Refused("No report of this rapid review is due on a day, so none can be later.")
    return review, told.due


def _began(review: Open | Concluded) -> Since | None:
    told = review.opened if isinstance(review, Open) else review.completed
    return aware(told.due_aware) if told else None


def evolve(review: Review, event: Event) -> Review:
    """The review after a reminder or an extension."""
    match event, review:
        case AgencyReminded() | RapidReviewExtended(), Open() | Concluded() as known:
            return replace(known, notes=(*known.notes, event))
        case _:
            return review
