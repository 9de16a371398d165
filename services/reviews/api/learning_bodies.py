"""What people send about a local learning review, as JSON; what is worked on is sealed."""

from typing import Annotated, Any

from pydantic import Field

from services.reviews.api.bodies import Name, Sent, Text
from shared.events.learning import Agencies, AgencyKinds, LearningText, PointNumber, Themes
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.records import Title
from shared.events.times import Day


class Beginning(Sent):
    """A local learning review begins; `question` is what it is to find out."""

    practice: Practice
    agencies: Agencies = ()
    question: Text | None = None
    begun_on: Day


class Session(Sent):
    """The review was carried on: who took part, and what was said."""

    agencies: Annotated[Agencies, Field(min_length=1)]
    account: Text | None = None
    held_on: Day


class Point(Sent):
    """Something that was learnt, for the group itself."""

    text: Text
    recorded_on: Day


class Completed(Sent):
    """The local learning review is over."""

    summary: Text | None = None
    completed_on: Day


class Showing(Sent):
    """A learning point for the library: `heading` and `text` are read by anybody.

    `cleared_by` is who read them and found that they identify nobody.
    """

    number: PointNumber
    heading: Title
    text: LearningText
    themes: Themes = ()
    agencies: AgencyKinds = frozenset()
    cleared_by: Name
    cleared_on: Day


class Hiding(Sent):
    """A learning point is shown no longer."""

    number: PointNumber
    reason: LearningHidden
    note: Text | None = None


example_beginning: dict[str, Any] = {
    "practice": "near-miss",
    "agencies": ["Wiltshire Council", "Wiltshire Police"],
    "question": "Who held the plan?",
    "begun_on": "2024-05-20",
}
example_showing: dict[str, Any] = {
    "number": 1,
    "heading": "Say who holds the plan",
    "text": "Two services each thought that the other had it. Write down who has.",
    "themes": ["information sharing"],
    "agencies": ["health", "police"],
    "cleared_by": "C. Reader",
    "cleared_on": "2024-06-18",
}
