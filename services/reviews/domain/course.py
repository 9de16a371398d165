"""What stands in a local review since it was commissioned, told by its own events."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from services.reviews.domain.review import Cancelled, Concluded, NotOpened, Open, Review
from shared.decisions.commands import repeats
from shared.decisions.decider import Command, Refused
from shared.events.commissioning import ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.practice_codes import HeldBy, PublishedAs
from shared.events.practice_reviews import (
    DraftReceived,
    IndependenceDeclared,
    InvolvementRecorded,
    ReviewerAppointed,
    ReviewerRemoved,
    ReviewMonitored,
    TermsOfReferenceAgreed,
    reviewer_ref,
)
from shared.events.publication import (
    DelayExplained,
    ImprovementsPublished,
    PrePublicationCopySent,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
    ReportPublished,
    ReportTakenDown,
)
from shared.events.reviews import CSPRCommissioned
from shared.events.values import Recipient

E = TypeVar("E", bound=Event)
AnyPublication = ReportPublished | ImprovementsPublished
sees_it_first = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED)
"""Who has a copy before a review is published (R15; guidance, unverified)."""

_kinds = (
    ReviewerAppointed,
    IndependenceDeclared,
    ReviewerRemoved,
    TermsOfReferenceAgreed,
    InvolvementRecorded,
    DraftReceived,
    ReviewMonitored,
    PublicationDelayed,
    DelayExplained,
    PublicationHeld,
    PublicationHoldEnded,
    PrePublicationCopySent,
    ReportPublished,
    ImprovementsPublished,
    ReportTakenDown,
    ReviewTellingWithdrawn,
)


def commissioned_of(review: Review) -> tuple[Concluded, CSPRCommissioned]:
    """The review with its commissioning.

    Raises:
        Refused: none was commissioned.
    """
    match review:
        case Concluded(commissioned=CSPRCommissioned() as commissioned):
            return review, commissioned
        case NotOpened() | Open() | Cancelled() | Concluded():
            raise Refused(
                "No local child safeguarding practice review of this case was commissioned. "
                "Record its commissioning first."
            )


def recorded(command: Command, review: Concluded, kind: type[Event]) -> bool:
    """Whether an event of a kind says already what a command asks to record."""
    return any(repeats(command, event) for event in of_kind(review, kind))


def of_kind(review: Concluded, kind: type[E]) -> Sequence[E]:
    """The events of a kind since the commissioning."""
    return [event for event in review.since if isinstance(event, kind)]


def reviewers(review: Concluded) -> set[str]:
    """Who reviews at present, as references."""
    named = review.commissioned.reviewers if review.commissioned else ()
    at_work = {reviewer_ref(each.name) for each in named}
    for event in review.since:
        if isinstance(event, ReviewerAppointed):
            at_work.add(reviewer_ref(event.name))
        elif isinstance(event, ReviewerRemoved):
            at_work.discard(event.reviewer)
    return at_work


def holds(review: Concluded) -> Mapping[HeldBy, PublicationHeld]:
    """What holds the publication at present."""
    held: dict[HeldBy, PublicationHeld] = {}
    for event in review.since:
        if isinstance(event, PublicationHeld):
            held[event.held_by] = event
        elif isinstance(event, PublicationHoldEnded):
            held.pop(event.held_by, None)
    return held


def published(review: Concluded) -> AnyPublication | None:
    """What is published at present; nothing after it was taken down."""
    now: AnyPublication | None = None
    for event in review.since:
        if isinstance(event, ReportPublished | ImprovementsPublished):
            now = event
        elif isinstance(event, ReportTakenDown):
            now = None
    return now


def first_published(review: Concluded) -> AnyPublication | None:
    """The publication with which it was due no longer."""
    every = (e for e in review.since if isinstance(e, ReportPublished | ImprovementsPublished))
    return next(every, None)


def copies(review: Concluded, wanted: PublishedAs) -> Mapping[Recipient, date]:
    """On which day each recipient was last sent what may be published in this form.

    A full report says the improvements too. What went out before a report was taken down does
    not count for what is published after it, for that is another text (our inference).
    """
    sent: dict[Recipient, date] = {}
    for event in review.since:
        match event:
            case ReportTakenDown():
                sent.clear()
            case PrePublicationCopySent(copy_of=PublishedAs.IMPROVEMENTS) if (
                wanted is PublishedAs.FULL
            ):
                continue
            case PrePublicationCopySent(recipients=recipients, sent_on=on):
                sent |= {each: max(on, sent.get(each, on)) for each in recipients}
            case _:
                continue
    return sent


def evolve(review: Review, event: Event) -> Review:
    """The review after an event since it was commissioned."""
    if isinstance(review, Concluded) and isinstance(event, _kinds):
        return replace(review, since=(*review.since, event))
    return review
