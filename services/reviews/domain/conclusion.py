"""What follows from a rapid review: decided, answered by the Panel, decided again."""

from collections.abc import Sequence
from dataclasses import replace

from services.reviews.domain.review import (
    Cancelled,
    Concluded,
    NotOpened,
    Open,
    Review,
    aware,
)
from shared.decisions.commands import Since, has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.events.codes import Decision, PanelAnswer
from shared.events.event import Event
from shared.events.reviews import (
    Criteria,
    PanelAnswerReceived,
    RapidReviewCompleted,
    RapidReviewReconsidered,
    Round,
    SignOffs,
)
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import PartnerRole, Reference, SignOff, breach_of


class Conclusion(Command):
    """A decision with its reasons, and who of the partners agreed to it."""

    decision: Decision
    criteria: Criteria = frozenset()
    rationale: Sealed
    signed_off_by: SignOffs = ()


class CompleteRapidReview(Conclusion):
    """Record the decision, signed off by all three safeguarding partners."""

    completed_on: Day


class ReconsiderRapidReview(Conclusion):
    """Record what was decided the second time, after the Panel asked for it."""

    reconsidered_on: Day


class NotePanelAnswer(Command):
    """Take note of what the Panel answered, as reporting recorded it."""

    answer: PanelAnswer
    responded_on: Day
    note: Sealed | None = None
    national_ref: Reference | None = None
    round: Round = 1


Concluding = CompleteRapidReview | ReconsiderRapidReview | NotePanelAnswer


def decide(command: Concluding, review: Review) -> Sequence[Event]:
    """Say what a decision, or the Panel's answer to it, makes happen.

    Raises:
        Refused: the review is not where the command needs it, or a partner has not agreed.
    """
    match command:
        case CompleteRapidReview():
            return _complete(command, review)
        case ReconsiderRapidReview():
            return _reconsider(command, review)
        case NotePanelAnswer():
            return _note_answer(command, review)


def _complete(command: CompleteRapidReview, review: Review) -> Sequence[Event]:
    match review:
        case Concluded(completed=known) if repeats(command, known):
            return []
        case Concluded(completed=RapidReviewCompleted() as known):
            raise Refused(
                f"This rapid review was decided on {known.completed_on.isoformat()}. It can be "
                "decided again only when the Panel has asked for that."
            )
        case Open(opened=opened):
            knew = aware(opened.due_aware)
            has_happened(command, "completed_on", command.completed_on, knew)
            _check_sign_offs(command, knew)
            return [
                RapidReviewCompleted(
                    decision=command.decision,
                    criteria=command.criteria,
                    rationale=command.rationale,
                    signed_off_by=command.signed_off_by,
                    completed_on=command.completed_on,
                    due_notified=opened.due_notified,
                    due_aware=opened.due_aware,
                    governing=opened.governing,
                    breach=breach_of(opened.due, command.completed_on),
                )
            ]
        case NotOpened() | Cancelled() | Concluded():
            raise Refused("No rapid review of this case is open, so none can be completed.")


def _reconsider(command: ReconsiderRapidReview, review: Review) -> Sequence[Event]:
    match review:
        case Concluded(reconsidered=known) if repeats(command, known):
            return []
        case Concluded(answer=PanelAnswerReceived() as answer) if asks_to_reconsider(answer):
            asked = Since(answer.responded_on, "The Panel asked for this on")
            has_happened(command, "reconsidered_on", command.reconsidered_on, asked)
            _check_sign_offs(command, review.began)
            return [
                RapidReviewReconsidered(
                    decision=command.decision,
                    criteria=command.criteria,
                    rationale=command.rationale,
                    signed_off_by=command.signed_off_by,
                    reconsidered_on=command.reconsidered_on,
                    round=review.round + 1,
                )
            ]
        case Concluded(completed=RapidReviewCompleted()):
            raise Refused(
                "The Panel has not asked to reconsider this decision, so it stands. Record the "
                "Panel's answer first if it has come."
            )
        case NotOpened() | Open() | Cancelled() | Concluded():
            raise Refused(_not_decided)


def _note_answer(command: NotePanelAnswer, review: Review) -> Sequence[Event]:
    match review:
        case Concluded(answers=answers) if any(repeats(command, known) for known in answers):
            return []
        case Concluded(completed=RapidReviewCompleted()):
            return [
                PanelAnswerReceived(
                    answer=command.answer,
                    responded_on=command.responded_on,
                    note=command.note,
                    national_ref=command.national_ref,
                    round=command.round,
                )
            ]
        case NotOpened() | Open() | Cancelled() | Concluded():
            raise Refused(_not_decided)


def asks_to_reconsider(answer: PanelAnswerReceived | None) -> bool:
    """Whether the Panel's last word on the decision that stands is to decide again."""
    return answer is not None and answer.answer is PanelAnswer.ASKS_TO_RECONSIDER


def _check_sign_offs(
    command: CompleteRapidReview | ReconsiderRapidReview, since: Since | None
) -> None:
    check_signed_on(command, since)
    missing = _not_signed(command.signed_off_by)
    if missing:
        raise Refused(
            f"Not signed off yet by {' and '.join(missing)}. A person of each of the three "
            "safeguarding partners, or a delegate of theirs, has to sign off the decision.",
            field="signed_off_by",
        )
    if all(sign_off.dissent is not None for sign_off in command.signed_off_by):
        raise Refused(
            "Everybody who signed dissents, so nobody has decided this. Record the decision "
            "that at least one of the partners agrees to.",
            field="signed_off_by",
        )


def check_signed_on(command: Conclusion, since: Since | None = None) -> None:
    """Refuse a decision that was signed off on a day on which that cannot have been.

    Raises:
        Refused: one of the days, in words.
    """
    for place, sign_off in enumerate(command.signed_off_by):
        has_happened(command, f"signed_off_by.{place}.signed_on", sign_off.signed_on, since)


def _not_signed(sign_offs: Sequence[SignOff]) -> list[str]:
    signed = {sign_off.partner_role for sign_off in sign_offs}
    return [words for role, words in _partners.items() if role not in signed]


_partners = {
    PartnerRole.LOCAL_AUTHORITY: "the local authority",
    PartnerRole.POLICE: "the police",
    PartnerRole.HEALTH: "health",
}
_not_decided = (
    "This case has no rapid review that was completed. Complete the rapid review first."
)


def evolve(review: Review, event: Event) -> Review:
    """The review after an event about its decision."""
    match event, review:
        case RapidReviewCompleted(), Open(opened=opened):
            return Concluded(
                event,
                opened.opened_on,
                review.notes,
                taken_up=review.taken_up,
                learning=review.learning,
                area=opened.authority,
            )
        case PanelAnswerReceived(), Concluded():
            return replace(review, answers=(*review.answers, event))
        case RapidReviewReconsidered(), Concluded():
            return replace(review, reconsidered=event)
        case _:
            return review
