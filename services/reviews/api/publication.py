"""Sent ahead, published, taken down: each request one command, or a refusal with its day."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api import examples
from services.reviews.api.asked import ByChair, ByGroup, Recorded
from services.reviews.api.cspr_bodies import (
    Copy,
    ElsewhereSent,
    ImprovementsSent,
    PublishingSent,
    TakenElsewhere,
    TakingDown,
    example_copy,
    example_publishing,
    example_taking_down,
)
from services.reviews.domain import (
    PublishImprovements,
    PublishReport,
    RecordCopySent,
    RecordPublishedElsewhere,
    RecordTakenDownElsewhere,
    TakeDownReport,
)
from shared.edge.bodies import described, json_body
from shared.events.publication import (
    ImprovementsPublished,
    PrePublicationCopySent,
    ReportPublished,
    ReportTakenDown,
)

router = APIRouter(prefix="/cases/{case_id}/publication", tags=["publication"])


@router.post(
    "/copies",
    summary="Record that the report, or the improvements, went to who sees it first",
    openapi_extra=described(Copy, to_all_three=example_copy),
    responses=examples.recorded(PrePublicationCopySent),
)
async def send_copy(
    asked: ByGroup, sent: Annotated[Copy, Depends(json_body(Copy))]
) -> Recorded:
    return await asked.tell(RecordCopySent, sent, "evidence_note")


@router.post(
    "/report",
    summary="Publish the report in full, today; held until seven working days have passed",
    openapi_extra=described(PublishingSent, in_full=example_publishing),
    responses=examples.recorded(ReportPublished),
)
async def publish_report(
    asked: ByChair, sent: Annotated[PublishingSent, Depends(json_body(PublishingSent))]
) -> Recorded:
    return await asked.tell(PublishReport, sent)


@router.post(
    "/improvements",
    summary="Publish the improvements alone, today; held as the report is",
    openapi_extra=described(
        ImprovementsSent,
        during_proceedings={
            **example_publishing,
            "reason": "proceedings",
            "why": "A second trial is to come.",
        },
    ),
    responses=examples.recorded(ImprovementsPublished),
)
async def publish_improvements(
    asked: ByChair, sent: Annotated[ImprovementsSent, Depends(json_body(ImprovementsSent))]
) -> Recorded:
    return await asked.tell(PublishImprovements, sent, "why")


@router.post(
    "/elsewhere",
    summary="Record that it was published outside this system, with what that broke",
    openapi_extra=described(
        ElsewhereSent,
        in_full={**example_publishing, "published_on": "2024-11-01"},
    ),
    responses=examples.recorded(ReportPublished),
)
async def published_elsewhere(
    asked: ByGroup, sent: Annotated[ElsewhereSent, Depends(json_body(ElsewhereSent))]
) -> Recorded:
    return await asked.tell(RecordPublishedElsewhere, sent, "why")


@router.post(
    "/taken-down",
    summary="Take down what is published, today; at once where a child may be identifiable",
    openapi_extra=described(TakingDown, child_identifiable=example_taking_down),
    responses=examples.recorded(ReportTakenDown),
)
async def take_down(
    asked: ByGroup, sent: Annotated[TakingDown, Depends(json_body(TakingDown))]
) -> Recorded:
    return await asked.tell(TakeDownReport, sent, "note", name="decided_by")


@router.post(
    "/taken-down/elsewhere",
    summary="Record that it was taken down outside this system",
    openapi_extra=described(
        TakenElsewhere, by_the_council={**example_taking_down, "taken_down_on": "2025-01-10"}
    ),
    responses=examples.recorded(ReportTakenDown),
)
async def taken_down_elsewhere(
    asked: ByGroup, sent: Annotated[TakenElsewhere, Depends(json_body(TakenElsewhere))]
) -> Recorded:
    return await asked.tell(RecordTakenDownElsewhere, sent, "note", name="decided_by")
