"""A local review that begins from an accepted referral, without a rapid review."""

from collections.abc import Sequence
from typing import Literal

from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open, Review
from shared.decisions.commands import today
from shared.decisions.decider import Command
from shared.events.codes import AcceptedAs
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.values import AuthorityCode


class OpenLocalReview(Command):
    """Begin what a referral was accepted as, where that is no rapid review."""

    as_what: Literal[AcceptedAs.LCSPR, AcceptedAs.LOCAL_LEARNING_REVIEW]
    authority: AuthorityCode


def decide(command: OpenLocalReview, review: Review) -> Sequence[Event]:
    """Say what taking a referral up makes happen; nothing where a review goes on already."""
    match review:
        case Open() | Concluded():
            return []
        case NotOpened() | Cancelled():
            return [
                LocalReviewOpened(
                    as_what=command.as_what,
                    authority=command.authority,
                    opened_on=today(command),
                )
            ]


def evolve(review: Review, event: Event) -> Review:
    """The review after a referral was taken up as a local one."""
    match event:
        case LocalReviewOpened():
            return Concluded(None, event.opened_on, taken_up=event)
        case _:
            return review
