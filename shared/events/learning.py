"""What reviews owns of a local learning review: below the threshold, and learnt from.

No duty of law was found for these reviews: partnerships make them by their own procedures.
What is worked on is sealed; what the library shows is another text, cleared and in clear
(ADR 43).
"""

from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints

from shared.events.children import in_order
from shared.events.event import Event
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.record_codes import AgencyKind
from shared.events.records import Keyword, Prose, Title
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import AuthorityCode, Organisation

PointNumber = Annotated[int, Field(ge=1, le=999)]
"""Which learning point of its review, in the order in which they were recorded."""


def _once(themes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(themes))


Themes = Annotated[tuple[Keyword, ...], Field(max_length=20), AfterValidator(_once)]
"""Themes in the words that a record's keywords have, so that both are found together."""
AgencyKinds = Annotated[
    frozenset[AgencyKind], PlainSerializer(in_order, return_type=list[AgencyKind])
]
Agencies = Annotated[tuple[Organisation, ...], Field(max_length=50)]
LearningText = Annotated[Prose, StringConstraints(max_length=5_000)]
"""What somebody else can learn, in some sentences."""


class LearningReviewBegun(Event, version=1):
    """The group looks at practice that was good, poor, or a near miss.

    `question` is what it is to find out, `agencies` who takes part.
    """

    practice: Practice
    authority: AuthorityCode
    agencies: Agencies = ()
    question: Sealed | None = None
    begun_on: Day


class LearningSessionHeld(Event, version=1):
    """The review was carried on: who met or was asked, and what was said."""

    agencies: Annotated[Agencies, Field(min_length=1)]
    account: Sealed | None = None
    held_on: Day


class LearningPointRecorded(Event, version=1):
    """Something that was learnt, as the group wrote it; themes are given when it is cleared."""

    number: PointNumber
    text: Sealed
    recorded_on: Day


class LearningReviewCompleted(Event, version=1):
    """The review is over; what else was found stands in `summary`."""

    summary: Sealed | None = None
    completed_on: Day


class LearningPublished(Event, version=1):
    """A learning point came into the learning library, in a text that is for everybody.

    `heading` and `text` are in clear, and stay in the log: `cleared_by` is who read them and
    found that they identify nobody. Published again, it takes the place of what was shown.
    """

    number: PointNumber
    practice: Practice
    authority: AuthorityCode
    heading: Title
    text: LearningText
    themes: Themes = ()
    agencies: AgencyKinds = frozenset()
    cleared_by: Sealed
    cleared_on: Day
    published_on: Day


class LearningWithdrawn(Event, version=1):
    """A learning point is shown no longer."""

    number: PointNumber
    reason: LearningHidden
    note: Sealed | None = None
    withdrawn_on: Day
