"""What stands in a thematic review, told by its own events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from shared.decisions.commands import Since, repeats
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.practice_reviews import reviewer_ref
from shared.events.thematic import (
    CaseIncluded,
    CaseLeftOut,
    ThematicCopySent,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicReviewOpened,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
    ThematicTermRecomputed,
)
from shared.events.values import Recipient

E = TypeVar("E", bound=Event)
fewest_cases = 2
"""A thematic review looks at several cases: of one, what it says could be told."""


@dataclass(frozen=True, slots=True)
class NotBegun:
    """There is no thematic review of this id."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """A thematic review; `since` is what happened in it since it was opened, in its order."""

    opened: ThematicReviewOpened
    since: tuple[Event, ...] = ()

    @property
    def began(self) -> Since:
        """Before that nothing of it can have been."""
        return Since(self.opened.opened_on, "The thematic review was opened on")


Thematic = NotBegun | AtWork


def at_work(review: Thematic) -> AtWork:
    """The review, once it is opened.

    Raises:
        Refused: there is none.
    """
    match review:
        case AtWork():
            return review
        case NotBegun():
            raise Refused("There is no thematic review of this id. Open it first.")


def of_kind(review: AtWork, kind: type[E]) -> list[E]:
    """The events of a kind since the opening."""
    return [event for event in review.since if isinstance(event, kind)]


def recorded(command: Command, review: AtWork, kind: type[Event]) -> bool:
    """Whether an event of a kind says already what a command asks to record."""
    return any(repeats(command, event) for event in of_kind(review, kind))


def included(review: AtWork) -> Mapping[str, CaseIncluded]:
    """The cases that it looks at, each with how it came in."""
    found: dict[str, CaseIncluded] = {}
    for event in review.since:
        match event:
            case CaseIncluded():
                found[event.case] = event
            case CaseLeftOut():
                found.pop(event.case, None)
            case _:
                pass
    return found


def last_left_out(review: AtWork, case: str) -> CaseLeftOut | None:
    """How a case was last left out."""
    every = [event for event in of_kind(review, CaseLeftOut) if event.case == case]
    return every[-1] if every else None


def reviewers(review: AtWork) -> Mapping[str, ThematicReviewerAppointed]:
    """Who carries it out at present, by their references."""
    found: dict[str, ThematicReviewerAppointed] = {}
    for event in review.since:
        match event:
            case ThematicReviewerAppointed():
                found[reviewer_ref(event.name)] = event
            case ThematicReviewerRemoved():
                found.pop(event.reviewer, None)
            case _:
                pass
    return found


def concluded(review: AtWork) -> ThematicReviewConcluded | None:
    """How its work was concluded, if it is."""
    return next(iter(of_kind(review, ThematicReviewConcluded)), None)


def published(review: AtWork) -> ThematicReviewPublished | None:
    """What is published of it at present; nothing after it was taken down."""
    now: ThematicReviewPublished | None = None
    for event in review.since:
        match event:
            case ThematicReviewPublished():
                now = event
            case ThematicReviewTakenDown():
                now = None
            case _:
                pass
    return now


def copies(review: AtWork) -> Mapping[Recipient, date]:
    """On which day each recipient was last sent what may be published.

    What went out before it was taken down does not count for what is published after it, for
    that is another text (our inference, as of a local review).
    """
    sent: dict[Recipient, date] = {}
    for event in review.since:
        match event:
            case ThematicReviewTakenDown():
                sent.clear()
            case ThematicCopySent(recipients=recipients, sent_on=on):
                sent |= {each: max(on, sent.get(each, on)) for each in recipients}
            case _:
                pass
    return sent


def open_copy(review: AtWork) -> ThematicCopySent | None:
    """The copy with which the time before a publication began that has not come yet."""
    began: ThematicCopySent | None = None
    for event in review.since:
        if isinstance(event, ThematicCopySent) and event.term is not None:
            began = event
        elif isinstance(event, ThematicReviewPublished | ThematicReviewTakenDown):
            began = None
    return began


def _with_term(review: AtWork, event: ThematicTermRecomputed) -> AtWork:
    sent = open_copy(review)
    if sent is None:
        return review
    anew = sent.model_copy(update={"term": event.now})
    return replace(review, since=tuple(anew if each is sent else each for each in review.since))


_kinds = (
    CaseIncluded,
    CaseLeftOut,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicCopySent,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
)


def evolve(review: Thematic, event: Event) -> Thematic:
    """The review after one more event of its history."""
    match event, review:
        case ThematicReviewOpened(), _:
            return AtWork(event)
        case ThematicTermRecomputed(), AtWork():
            return _with_term(review, event)
        case known, AtWork() if isinstance(known, _kinds):
            return replace(review, since=(*review.since, known))
        case _:
            return review
