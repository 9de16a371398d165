"""A local learning review: each request one command, or a refusal in words."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api import examples
from services.reviews.api.asked import ByChair, ByGroup, Recorded
from services.reviews.api.learning_bodies import (
    Beginning,
    Completed,
    Hiding,
    Point,
    Session,
    Showing,
    example_beginning,
    example_showing,
)
from services.reviews.domain import (
    BeginLearningReview,
    CompleteLearningReview,
    PublishLearning,
    RecordLearningPoint,
    RecordLearningSession,
    WithdrawLearning,
)
from shared.edge.bodies import described, json_body
from shared.events.learning import (
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningSessionHeld,
    LearningWithdrawn,
)

router = APIRouter(prefix="/cases/{case_id}/learning", tags=["the local learning review"])


@router.post(
    "",
    summary="Begin a local learning review, of good practice, poor practice or a near miss",
    openapi_extra=described(Beginning, of_a_near_miss=example_beginning),
    responses=examples.recorded(LearningReviewBegun),
)
async def begin(
    asked: ByChair, sent: Annotated[Beginning, Depends(json_body(Beginning))]
) -> Recorded:
    return await asked.tell(BeginLearningReview, sent, "question")


@router.post(
    "/sessions",
    summary="Record that the review was carried on, and with whom",
    openapi_extra=described(
        Session, with_one={"agencies": ["Wiltshire Police"], "held_on": "2024-06-03"}
    ),
    responses=examples.recorded(LearningSessionHeld),
)
async def hold(
    asked: ByGroup, sent: Annotated[Session, Depends(json_body(Session))]
) -> Recorded:
    return await asked.tell(RecordLearningSession, sent, "account")


@router.post(
    "/points",
    summary="Record something that was learnt; it is sealed",
    openapi_extra=described(
        Point,
        learnt={
            "text": "Nobody asked the school.",
            "recorded_on": "2024-06-03",
        },
    ),
    responses=examples.recorded(LearningPointRecorded),
)
async def learn(asked: ByGroup, sent: Annotated[Point, Depends(json_body(Point))]) -> Recorded:
    return await asked.tell(RecordLearningPoint, sent, "text")


@router.post(
    "/completion",
    summary="Record that the review is over",
    openapi_extra=described(Completed, over={"completed_on": "2024-06-17"}),
    responses=examples.recorded(LearningReviewCompleted),
)
async def complete(
    asked: ByChair, sent: Annotated[Completed, Depends(json_body(Completed))]
) -> Recorded:
    return await asked.tell(CompleteLearningReview, sent, "summary")


@router.post(
    "/library",
    summary="Show a learning point in the library, today, in a text that is for everybody",
    openapi_extra=described(Showing, cleared=example_showing),
    responses=examples.recorded(LearningPublished),
)
async def show(
    asked: ByChair, sent: Annotated[Showing, Depends(json_body(Showing))]
) -> Recorded:
    return await asked.tell(PublishLearning, sent, name="cleared_by")


@router.post(
    "/library/withdrawals",
    summary="Show a learning point no longer, at once",
    openapi_extra=described(Hiding, at_once={"number": 1, "reason": "child-may-be-identified"}),
    responses=examples.recorded(LearningWithdrawn),
)
async def hide(asked: ByGroup, sent: Annotated[Hiding, Depends(json_body(Hiding))]) -> Recorded:
    return await asked.tell(WithdrawLearning, sent, "note")
