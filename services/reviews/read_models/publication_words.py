"""What the events of a local review say on a timeline, from reviewers to publication."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.reviews.read_models.wording import Happening, code, day, late
from shared.events.event import Event
from shared.events.practice_reviews import (
    DraftReceived,
    IndependenceDeclared,
    InvolvementRecorded,
    ReviewerAppointed,
    ReviewerRemoved,
    ReviewMonitored,
    TermsOfReferenceAgreed,
)
from shared.events.publication import (
    DelayExplained,
    ImprovementsPublished,
    PrePublicationCopySent,
    Publication,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
    ReportPublished,
    ReportTakenDown,
    TooEarly,
)
from shared.events.values import Recipient

recipient_words: Mapping[str, str] = {
    Recipient.PANEL: "the Panel",
    Recipient.SECRETARY_OF_STATE: "the Secretary of State",
    Recipient.OFSTED: "Ofsted",
    Recipient.SAFEGUARDING_PARTNERS: "the safeguarding partners",
    Recipient.OTHER_AREA_PARTNERS: "the partners of another area",
}


def _appointed(event: ReviewerAppointed) -> Happening:
    place = " in the place of another" if event.replaces else ""
    declared = "independent" if event.independence.independent else "not independent"
    return Happening(
        event.appointed_on, f"A reviewer was appointed{place}, and declared to be {declared}."
    )


def _declared(event: IndependenceDeclared) -> Happening:
    declared = "independent" if event.independence.independent else "not independent"
    return Happening(event.independence.declared_on, f"A reviewer declared to be {declared}.")


def _monitored(event: ReviewMonitored) -> Happening:
    after = f" They look again on {day(event.next_on)}." if event.next_on else ""
    return Happening(
        event.monitored_on,
        f"The partners looked at the review: time {code(event.time)}, quality "
        f"{code(event.quality)}.{after}",
    )


def _delayed(event: PublicationDelayed) -> Happening:
    until = f" until {day(event.until)}" if event.until else ""
    return Happening(
        event.delayed_on,
        f"Publication, due on {day(event.due_on)}, is delayed{until}: {code(event.reason)}.",
    )


def _copy_sent(event: PrePublicationCopySent) -> Happening:
    opens = f" It can be published from {day(event.term.ends_on)} on." if event.term else ""
    return Happening(
        event.sent_on,
        f"{_form[event.copy_of]} went to {_and(recipient_words[r] for r in event.recipients)} "
        f"before publication.{opens}",
    )


def _published(what: str, event: Publication) -> str:
    outside = ", outside this system" if event.outside else ""
    count = len(event.jointly_with)
    jointly = f", jointly with {count} other area{'' if count == 1 else 's'}" if count else ""
    return (
        f"{what} published{jointly}{outside}.{late(event.breach)}{_too_early(event.too_early)} "
        f"It has to be available until {day(event.availability.ends_on)} at least."
    )


def _too_early(broken: TooEarly | None) -> str:
    if broken is None:
        return ""
    words = " This was too early."
    if broken.relaxed_by:
        words = " This was sooner than usual; the rule was relaxed at that time."
    if broken.not_sent_to:
        who = _and(recipient_words[each] for each in broken.not_sent_to)
        words += f" No copy had gone to {who}."
    if broken.earliest_on:
        words += f" By the copies, the earliest day was {day(broken.earliest_on)}."
    if broken.held_by:
        words += f" It was held by {_and(_hold[each] for each in broken.held_by)}."
    return words


def _taken_down(event: ReportTakenDown) -> Happening:
    cut = event.cut_short
    early = f" It should have been available until {day(cut.ends_on)}." if cut else ""
    outside = ", outside this system" if event.outside else ""
    return Happening(
        event.taken_down_on,
        f"What was published was taken down{outside}: {code(event.reason)}.{early}",
    )


def _and(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


_form = {"full": "The report", "improvements": "The improvements"}
_hold = {"criminal-proceedings": "criminal proceedings", "inquest": "an inquest"}
says: Mapping[type[Event], Callable[[Any], Happening]] = {
    ReviewerAppointed: _appointed,
    IndependenceDeclared: _declared,
    ReviewerRemoved: lambda e: Happening(
        e.removed_on, f"A reviewer left the review: {code(e.reason)}."
    ),
    TermsOfReferenceAgreed: lambda e: Happening(
        e.agreed_on, "The terms of reference were agreed."
    ),
    InvolvementRecorded: lambda e: Happening(
        e.happened_on, f"Involvement of the {code(e.who)}: {code(e.how)}."
    ),
    DraftReceived: lambda e: Happening(e.received_on, f"Draft {e.number} came."),
    ReviewMonitored: _monitored,
    PublicationDelayed: _delayed,
    DelayExplained: lambda e: Happening(
        e.explained_on,
        "Told why publication is delayed: "
        f"{_and(recipient_words[each] for each in e.recipients)}.",
    ),
    PublicationHeld: lambda e: Happening(
        e.held_on, f"Publication, due on {day(e.due_on)}, is held by {_hold[e.held_by]}."
    ),
    PublicationHoldEnded: lambda e: Happening(
        e.ended_on, f"Publication is held by {_hold[e.held_by]} no more."
    ),
    PrePublicationCopySent: _copy_sent,
    ReportPublished: lambda e: Happening(e.published_on, _published("The report was", e)),
    ImprovementsPublished: lambda e: Happening(
        e.published_on,
        _published(f"Only the improvements ({code(e.reason)}) were", e),
    ),
    ReportTakenDown: _taken_down,
}
