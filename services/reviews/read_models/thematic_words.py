"""What the events of a thematic review say on its timeline; no case is named there.

Who may see the review need not be allowed to see each of its cases.
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.recomputed_words import term_anew
from services.reviews.read_models.wording import Happening, code
from shared.events.event import Event
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


def _appointed(event: ThematicReviewerAppointed) -> Happening:
    who = "The lead reviewer" if event.lead else "A reviewer"
    independent = "independent" if event.independence.independent else "not independent"
    of = f" of {event.organisation}" if event.organisation else ""
    return Happening(event.appointed_on, f"{who}{of} was appointed, {independent}.")


def _published(event: ThematicReviewPublished) -> Happening:
    where = " outside this system" if event.outside else ""
    early = " That was before its time." if event.too_early else ""
    return Happening(event.published_on, f"The thematic review was published{where}.{early}")


says_of_thematic: Mapping[type[Event], Callable[[Any], Happening]] = {
    ThematicReviewOpened: lambda e: Happening(
        e.opened_on, f"A thematic review was opened: {e.theme}."
    ),
    CaseIncluded: lambda e: Happening(e.included_on, "A case was included."),
    CaseLeftOut: lambda e: Happening(e.left_out_on, f"A case was left out: {code(e.reason)}."),
    ThematicReviewerAppointed: _appointed,
    ThematicReviewerRemoved: lambda e: Happening(
        e.removed_on, f"A reviewer left: {code(e.reason)}."
    ),
    ThematicLearningRecorded: lambda e: Happening(
        e.recorded_on, f"A {code(e.learnt_as)} was recorded, number {e.number}."
    ),
    ThematicReviewConcluded: lambda e: Happening(
        e.concluded_on, "The thematic review was concluded."
    ),
    ThematicCopySent: lambda e: Happening(
        e.sent_on,
        "A copy before publication went to "
        f"{', '.join(recipient_words[each] for each in e.recipients)}.",
    ),
    ThematicTermRecomputed: term_anew,
    ThematicReviewPublished: _published,
    ThematicReviewTakenDown: lambda e: Happening(
        e.taken_down_on, f"What was published was taken down: {code(e.reason)}."
    ),
}
