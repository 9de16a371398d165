"""What the Practice Review Group records: each request one command, or a refusal in words."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api import examples
from services.reviews.api.asked import ByChair, ByGroup, Recorded
from services.reviews.api.bodies import (
    Commissioning,
    Completion,
    ImmediateAction,
    Reconsideration,
    SummaryReceived,
    SummaryRequest,
    example_commissioning,
    example_completion,
    example_reconsideration,
)
from services.reviews.api.sealing import seal_reviewers
from services.reviews.domain import (
    CommissionCSPR,
    CompleteRapidReview,
    ReconsiderRapidReview,
    RecordAgencySummary,
    RecordImmediateAction,
    RequestAgencySummary,
)
from shared.edge.bodies import described, json_body
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    ImmediateActionRecorded,
    RapidReviewCompleted,
    RapidReviewReconsidered,
)

router = APIRouter(prefix="/cases/{case_id}", tags=["the rapid review"])


@router.post(
    "/agency-summaries",
    summary="Ask an agency what it knows",
    openapi_extra=described(SummaryRequest, ask={"agency": "Wiltshire Police"}),
    responses=examples.recorded(AgencySummaryRequested),
)
async def ask_agency(
    asked: ByGroup, sent: Annotated[SummaryRequest, Depends(json_body(SummaryRequest))]
) -> Recorded:
    return await asked.tell(RequestAgencySummary, sent, "asked_for")


@router.post(
    "/agency-summaries/received",
    summary="Record what an agency told",
    openapi_extra=described(
        SummaryReceived,
        received={
            "agency": "Wiltshire Police",
            "summary": "Known to us since March.",
            "received_on": "2024-05-13",
        },
    ),
    responses=examples.recorded(AgencySummaryReceived),
)
async def receive_summary(
    asked: ByGroup, sent: Annotated[SummaryReceived, Depends(json_body(SummaryReceived))]
) -> Recorded:
    return await asked.tell(RecordAgencySummary, sent, "summary")


@router.post(
    "/immediate-actions",
    summary="Record what was done at once to keep children safe",
    openapi_extra=described(
        ImmediateAction,
        action={"action": "The siblings are with relatives.", "taken_on": "2024-05-03"},
    ),
    responses=examples.recorded(ImmediateActionRecorded),
)
async def act_at_once(
    asked: ByGroup, sent: Annotated[ImmediateAction, Depends(json_body(ImmediateAction))]
) -> Recorded:
    return await asked.tell(RecordImmediateAction, sent, "action")


@router.post(
    "/rapid-review",
    summary="Complete the rapid review",
    openapi_extra=described(Completion, signed_off_by_all_three=example_completion),
    responses=examples.recorded(RapidReviewCompleted),
)
async def complete(
    asked: ByChair, sent: Annotated[Completion, Depends(json_body(Completion))]
) -> Recorded:
    return await asked.conclude(CompleteRapidReview, sent)


@router.post(
    "/rapid-review/reconsideration",
    summary="Record what was decided again, since the Panel asked for it",
    openapi_extra=described(Reconsideration, decided_again=example_reconsideration),
    responses=examples.recorded(RapidReviewReconsidered),
)
async def reconsider(
    asked: ByChair, sent: Annotated[Reconsideration, Depends(json_body(Reconsideration))]
) -> Recorded:
    return await asked.conclude(ReconsiderRapidReview, sent)


@router.post(
    "/commissioning",
    summary="Commission a local child safeguarding practice review",
    openapi_extra=described(Commissioning, with_a_reviewer=example_commissioning),
    responses=examples.recorded(CSPRCommissioned),
)
async def commission(
    asked: ByChair, sent: Annotated[Commissioning, Depends(json_body(Commissioning))]
) -> Recorded:
    reviewers = await seal_reviewers(asked.desk, asked.subject, sent)
    return await asked.do(CommissionCSPR, sent, reviewers=reviewers)
