"""What the events of a local learning review say on a timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.wording import Happening, code
from shared.events.event import Event
from shared.events.learning import (
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningSessionHeld,
    LearningWithdrawn,
)

says_of_learning: Mapping[type[Event], Callable[[Any], Happening]] = {
    LearningReviewBegun: lambda e: Happening(
        e.begun_on, f"A local learning review began: {code(e.practice)}."
    ),
    LearningSessionHeld: lambda e: Happening(
        e.held_on, f"The local learning review went on with {', '.join(e.agencies)}."
    ),
    LearningPointRecorded: lambda e: Happening(
        e.recorded_on, f"Learning point {e.number} was recorded."
    ),
    LearningReviewCompleted: lambda e: Happening(
        e.completed_on, "The local learning review was completed."
    ),
    LearningPublished: lambda e: Happening(
        e.published_on, f"Learning point {e.number} came into the learning library."
    ),
    LearningWithdrawn: lambda e: Happening(
        e.withdrawn_on,
        f"Learning point {e.number} was taken out of the learning library: {code(e.reason)}.",
    ),
}
