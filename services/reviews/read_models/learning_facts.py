"""What the caseload shows of a local learning review: what it looks at, and what is shown."""

from collections.abc import Mapping
from typing import Any

from shared.events.event import Event
from shared.events.learning import (
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningWithdrawn,
)

followed = (
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningPublished,
    LearningWithdrawn,
)
"""What changes a case's row in the caseload."""


def learning_facts(event: Event, in_library: tuple[str, ...]) -> Mapping[str, Any]:
    """The columns that an event changes, with what stood in the library before it."""
    match event:
        case LearningReviewBegun(practice=practice):
            return {"practice": str(practice), "withdrawn": False}
        case LearningPublished(number=number):
            return {"in_library": (*_without(in_library, number), str(number))}
        case LearningWithdrawn(number=number):
            return {"in_library": _without(in_library, number)}
        case _:
            return {}


def _without(numbers: tuple[str, ...], number: int) -> tuple[str, ...]:
    return tuple(each for each in numbers if each != str(number))
