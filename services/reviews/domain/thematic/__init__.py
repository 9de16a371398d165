"""The rules of thematic reviews: one review over several cases, on a subject of its own.

They ask nothing of a case's own stream. What a rule has to know of a case is looked up before
the command is made, and stands in it.
"""

from collections.abc import Sequence

from services.reviews.domain.thematic import publication, work
from services.reviews.domain.thematic.course import NotBegun, Thematic, evolve
from services.reviews.domain.thematic.publication import (
    CaseStanding,
    Publicising,
    PublishThematicReview,
    RecordThematicCopySent,
    RecordThematicPublishedElsewhere,
    Standing,
    TakeDownThematicReview,
)
from services.reviews.domain.thematic.recount import recount
from services.reviews.domain.thematic.work import (
    AppointThematicReviewer,
    ConcludeThematicReview,
    IncludeCase,
    LeaveOutCase,
    OpenThematicReview,
    RecordThematicLearning,
    RemoveThematicReviewer,
    Working,
)
from shared.decisions.decider import Decider
from shared.decisions.recounting import RecountDueDates
from shared.events.event import Event

ThematicCommand = Working | Publicising


def decide(command: ThematicCommand, review: Thematic) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: in words for the person who asked.
    """
    match command:
        case (
            RecordThematicCopySent()
            | PublishThematicReview()
            | RecordThematicPublishedElsewhere()
            | TakeDownThematicReview()
        ):
            return publication.decide(command, review)
        case _:
            return work.decide(command, review)


decider: Decider[ThematicCommand, Thematic] = Decider(NotBegun(), decide, evolve)
recounting: Decider[RecountDueDates, Thematic] = Decider(NotBegun(), recount, evolve)

__all__ = [
    "AppointThematicReviewer",
    "CaseStanding",
    "ConcludeThematicReview",
    "IncludeCase",
    "LeaveOutCase",
    "OpenThematicReview",
    "PublishThematicReview",
    "RecordThematicCopySent",
    "RecordThematicLearning",
    "RecordThematicPublishedElsewhere",
    "RemoveThematicReviewer",
    "Standing",
    "TakeDownThematicReview",
    "Thematic",
    "ThematicCommand",
    "decider",
    "recounting",
]
