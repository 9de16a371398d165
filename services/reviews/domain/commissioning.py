"""Commissioning a local child safeguarding practice review, where that was decided."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.reviews.domain.conclusion import asks_to_reconsider
from services.reviews.domain.course import sees_it_first
from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open, Review
from shared.decisions.calendar import Calendar
from shared.decisions.commands import Since, has_happened, repeats
from shared.decisions.decider import Command, Refused
from shared.decisions.rules import copies_due, due
from shared.events.codes import Decision
from shared.events.event import Event
from shared.events.reviews import CSPRCommissioned, Reviewer
from shared.events.times import Day
from shared.events.values import Due, Obligation, Recipient

told = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED)
"""Who is told of a commissioned review, with its reviewers (R13; guidance, unverified)."""


class CommissionCSPR(Command):
    """Commission a review; it is due for publication six months from `decided_on`."""

    reviewers: tuple[Reviewer, ...] = ()
    decided_on: Day
    commissioned_on: Day


def decide(command: CommissionCSPR, review: Review) -> Sequence[Event]:
    """Say what commissioning makes happen.

    Raises:
        Refused: something else was decided, or nothing yet.
    """
    match review:
        case Concluded(commissioned=known) if repeats(command, known):
            return []
        case Concluded(commissioned=None, decision=Decision.LCSPR):
            return [_commissioned(command, review)]
        case Concluded(commissioned=None):
            raise Refused(_why_not(review))
        case Concluded():
            raise Refused("A review of this case was commissioned already.")
        case NotOpened() | Open() | Cancelled():
            raise Refused(
                "No rapid review of this case has decided on a local child safeguarding "
                "practice review, and no referral of it was taken up as one. "
                "Complete the rapid review first, or accept the referral."
            )


def _commissioned(command: CommissionCSPR, review: Concluded) -> CSPRCommissioned:
    decided = Since(command.decided_on, "The decision for a review was taken on")
    has_happened(command, "decided_on", command.decided_on, review.began)
    has_happened(command, "commissioned_on", command.commissioned_on, decided)
    by = due("publication", "DECIDED", command.decided_on, calendar=command.counted_by)
    return CSPRCommissioned(
        reviewers=command.reviewers,
        decided_on=command.decided_on,
        commissioned_on=command.commissioned_on,
        due=by,
        obligations=(
            *(Obligation(recipient=each, rule="R13") for each in told),
            *_before_publication(by, command.counted_by),
        ),
    )


def _before_publication(publication: Due, calendar: Calendar) -> Iterator[Obligation]:
    """Who sees it first, by when if it is published in time; a target until it is (R15)."""
    try:
        by = copies_due(publication, calendar=calendar)
    except Refused:
        by = None
    for each in sees_it_first:
        yield Obligation(recipient=each, rule="R15", due=by, expected_only=True)


def _why_not(review: Concluded) -> str:
    if asks_to_reconsider(review.answer):
        return (
            f"The rapid review decided on {_words[review.decision]}, and the Panel asked to "
            "reconsider that. Record first what was decided again."
        )
    if review.completed is None:
        return (
            "The referral was taken up as a local learning review, so there is no local child "
            "safeguarding practice review to commission."
        )
    return (
        f"The rapid review decided on {_words[review.decision]}, so there is no local child "
        "safeguarding practice review to commission."
    )


_words = {
    Decision.LCSPR: "a local child safeguarding practice review",
    Decision.NO_FURTHER_REVIEW: "no further review",
    Decision.REFER_NATIONAL: "referring the case for a national review",
    Decision.THEMATIC_OR_LOCAL_LEARNING: "thematic or other local learning",
}


def evolve(review: Review, event: Event) -> Review:
    """The review after a local review of it was commissioned."""
    match event, review:
        case CSPRCommissioned(), Concluded():
            return replace(review, commissioned=event)
        case _:
            return review
