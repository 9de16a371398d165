"""Sent ahead, published, taken down: each request one command, or a refusal with its day."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api.acting import ByChair, ByGroup, Recorded
from services.reviews.api.cspr import answers
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
from services.reviews.api.sealing import seal_name
from services.reviews.domain import (
    PublishImprovements,
    PublishReport,
    RecordCopySent,
    RecordPublishedElsewhere,
    RecordTakenDownElsewhere,
    TakeDownReport,
)
from shared.edge.bodies import described, json_body

router = APIRouter(prefix="/cases/{case_id}/publication", tags=["publication"])


@router.post(
    "/copies",
    summary="Record that the report, or the improvements, went to who sees it first",
    openapi_extra=described(Copy, to_all_three=example_copy),
    responses=answers("PrePublicationCopySent"),
)
async def send_copy(
    asked: ByGroup, sent: Annotated[Copy, Depends(json_body(Copy))]
) -> Recorded:
    return await asked.do(
        RecordCopySent(
            asked_at=asked.desk.clock.now(),
            recipients=sent.recipients,
            copy_of=sent.copy_of,
            document=sent.document,
            channel=sent.channel,
            evidence_note=await asked.seal(sent.evidence_note),
            sent_on=sent.sent_on,
        )
    )


@router.post(
    "/report",
    summary="Publish the report in full, today; held until seven working days have passed",
    openapi_extra=described(PublishingSent, in_full=example_publishing),
    responses=answers("ReportPublished"),
)
async def publish_report(
    asked: ByChair, sent: Annotated[PublishingSent, Depends(json_body(PublishingSent))]
) -> Recorded:
    return await asked.do(
        PublishReport(
            asked_at=asked.desk.clock.now(),
            address=sent.address,
            document=sent.document,
            jointly_with=sent.jointly_with,
        )
    )


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
    responses=answers("ImprovementsPublished"),
)
async def publish_improvements(
    asked: ByChair, sent: Annotated[ImprovementsSent, Depends(json_body(ImprovementsSent))]
) -> Recorded:
    why = await asked.seal(sent.why)
    assert why is not None
    return await asked.do(
        PublishImprovements(
            asked_at=asked.desk.clock.now(),
            address=sent.address,
            document=sent.document,
            jointly_with=sent.jointly_with,
            reason=sent.reason,
            why=why,
        )
    )


@router.post(
    "/elsewhere",
    summary="Record that it was published outside this system, with what that broke",
    openapi_extra=described(
        ElsewhereSent,
        in_full={**example_publishing, "published_on": "2024-11-01"},
    ),
    responses=answers("ReportPublished"),
)
async def published_elsewhere(
    asked: ByGroup, sent: Annotated[ElsewhereSent, Depends(json_body(ElsewhereSent))]
) -> Recorded:
    return await asked.do(
        RecordPublishedElsewhere(
            asked_at=asked.desk.clock.now(),
            address=sent.address,
            document=sent.document,
            jointly_with=sent.jointly_with,
            published_on=sent.published_on,
            reason=sent.reason,
            why=await asked.seal(sent.why),
        )
    )


@router.post(
    "/taken-down",
    summary="Take down what is published, today; at once where a child may be identifiable",
    openapi_extra=described(TakingDown, child_identifiable=example_taking_down),
    responses=answers("ReportTakenDown"),
)
async def take_down(
    asked: ByGroup, sent: Annotated[TakingDown, Depends(json_body(TakingDown))]
) -> Recorded:
    return await asked.do(
        TakeDownReport(
            asked_at=asked.desk.clock.now(),
            reason=sent.reason,
            note=await asked.seal(sent.note),
            decided_by=await seal_name(asked.desk.sealer, asked.subject, sent.decided_by),
            organisation=sent.organisation,
        )
    )


@router.post(
    "/taken-down/elsewhere",
    summary="Record that it was taken down outside this system",
    openapi_extra=described(
        TakenElsewhere, by_the_council={**example_taking_down, "taken_down_on": "2025-01-10"}
    ),
    responses=answers("ReportTakenDown"),
)
async def taken_down_elsewhere(
    asked: ByGroup, sent: Annotated[TakenElsewhere, Depends(json_body(TakenElsewhere))]
) -> Recorded:
    return await asked.do(
        RecordTakenDownElsewhere(
            asked_at=asked.desk.clock.now(),
            reason=sent.reason,
            note=await asked.seal(sent.note),
            decided_by=await seal_name(asked.desk.sealer, asked.subject, sent.decided_by),
            organisation=sent.organisation,
            taken_down_on=sent.taken_down_on,
        )
    )
