"""Open clocks of reviews, counted anew: the rapid review's, and what stands before publishing.

The clock of the report to the Panel is reporting's as soon as the rapid review is completed:
only reporting knows whether the report was sent.
"""

from collections.abc import Sequence
from dataclasses import replace

from services.reviews.domain.course import copies, first_published
from services.reviews.domain.gate import opens_on
from services.reviews.domain.review import Concluded, Open, Review
from shared.decisions.recounting import RecountDueDates, moved, moved_term
from shared.events.event import Event
from shared.events.practice_codes import PublishedAs
from shared.events.publication import (
    ImprovementsPublished,
    PrePublicationCopySent,
    ReportPublished,
)
from shared.events.recomputed import DueDateRecomputed, TermRecomputed
from shared.events.reviews import CSPRCommissioned, RapidReviewOpened


def recount(command: RecountDueDates, review: Review) -> Sequence[Event]:
    """Say which open days of a review move; what is over stays as it was counted."""
    match review:
        case Open(opened=opened):
            return list(moved(command, opened.due_notified, opened.due_aware))
        case Concluded(commissioned=CSPRCommissioned() as commissioned):
            return [*_of_publication(command, review, commissioned), *_term(command, review)]
        case _:
            return []


def _of_publication(
    command: RecountDueDates, review: Concluded, commissioned: CSPRCommissioned
) -> Sequence[Event]:
    """The day of the publication, and until it comes who has to have a copy by when."""
    if first_published(review) is not None:
        return []
    sent = copies(review, PublishedAs.IMPROVEMENTS)
    owed = [one for one in commissioned.obligations if one.recipient not in sent]
    copies_moved = [event for one in owed for event in moved(command, one.due, of=one)]
    return [*moved(command, commissioned.due), *copies_moved]


def _term(command: RecountDueDates, review: Concluded) -> Sequence[Event]:
    sent = open_copy(review)
    if sent is None:
        return []
    now = opens_on(copies(review, sent.copy_of), command.counted_by)
    return list(moved_term(command, sent.term, now))


def open_copy(review: Concluded) -> PrePublicationCopySent | None:
    """The copy with which the time before a publication began that has not come yet."""
    began: PrePublicationCopySent | None = None
    for event in review.since:
        if isinstance(event, PrePublicationCopySent) and event.term is not None:
            began = event
        elif isinstance(event, ReportPublished | ImprovementsPublished):
            began = None
    return began


def evolve(review: Review, event: Event) -> Review:
    """The review after a day of it was counted anew."""
    match event, review:
        case DueDateRecomputed(), Open(opened=opened):
            return replace(review, opened=_opened(opened, event))
        case DueDateRecomputed(recipient=None), Concluded(
            commissioned=CSPRCommissioned() as commissioned
        ) if event.was == commissioned.due:
            anew = commissioned.model_copy(update={"due": event.now})
            return replace(review, commissioned=anew)
        case DueDateRecomputed(), Concluded(commissioned=CSPRCommissioned() as commissioned):
            return replace(review, commissioned=_owed_anew(commissioned, event))
        case TermRecomputed(), Concluded():
            return _with_term(review, event)
        case _:
            return review


def _owed_anew(commissioned: CSPRCommissioned, event: DueDateRecomputed) -> CSPRCommissioned:
    owed = tuple(
        one.model_copy(update={"due": event.now})
        if one.recipient is event.recipient and one.due == event.was
        else one
        for one in commissioned.obligations
    )
    return commissioned.model_copy(update={"obligations": owed})


def _opened(opened: RapidReviewOpened, event: DueDateRecomputed) -> RapidReviewOpened:
    field = "due_notified" if event.was.start == "NOTIFIED" else "due_aware"
    return opened.model_copy(update={field: event.now})


def _with_term(review: Concluded, event: TermRecomputed) -> Concluded:
    sent = open_copy(review)
    if sent is None:
        return review
    anew = sent.model_copy(update={"term": event.now})
    return replace(review, since=tuple(anew if each is sent else each for each in review.since))
