"""Examples of the events of a local learning review."""

from datetime import date

from shared.events.event import Event
from shared.events.learning import (
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningSessionHeld,
    LearningWithdrawn,
)
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.record_codes import AgencyKind
from shared.events.sealed import person_key
from tests.contract.example_parts import sealed, subject, text, wiltshire


def of_learning() -> tuple[Event, ...]:
    """All of them, in the order in which they happen."""
    return (
        LearningReviewBegun(
            practice=Practice.NEAR_MISS,
            authority=wiltshire,
            agencies=("Wiltshire Council", "Wiltshire Police"),
            question=text(90),
            begun_on=date(2022, 9, 26),
        ),
        LearningSessionHeld(
            agencies=("Wiltshire Police",), account=text(91), held_on=date(2022, 10, 4)
        ),
        LearningPointRecorded(
            number=1,
            text=text(92),
            recorded_on=date(2022, 10, 4),
        ),
        LearningReviewCompleted(summary=text(93), completed_on=date(2022, 10, 18)),
        LearningPublished(
            number=1,
            practice=Practice.NEAR_MISS,
            authority=wiltshire,
            heading="Say who holds the plan",
            text="Two services each thought that the other had it.\nWrite down who has.",
            themes=("information sharing", "working together"),
            agencies=frozenset({AgencyKind.POLICE, AgencyKind.HEALTH}),
            cleared_by=sealed(person_key(subject, 21), 94),
            cleared_on=date(2022, 10, 19),
            published_on=date(2022, 10, 20),
        ),
        LearningWithdrawn(
            number=1,
            reason=LearningHidden.OUT_OF_DATE,
            note=text(95),
            withdrawn_on=date(2024, 10, 21),
        ),
    )
