"""A publication that is delayed or held: each request one command, or a refusal in words."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api.acting import ByGroup, Recorded
from services.reviews.api.cspr import answers
from services.reviews.api.cspr_bodies import Delay, Explanation, Hold, HoldOver
from services.reviews.domain import EndHold, HoldPublication, RecordDelay, RecordDelayExplained
from shared.edge.bodies import described, json_body

router = APIRouter(prefix="/cases/{case_id}/publication", tags=["publication"])


@router.post(
    "/delays",
    summary="Record why publication is delayed, and until when",
    openapi_extra=described(
        Delay,
        for_the_family={
            "reason": "family",
            "note": "They ask for time to read it.",
            "until": "2024-12-31",
            "delayed_on": "2024-10-01",
        },
    ),
    responses=answers("PublicationDelayed"),
)
async def delay(asked: ByGroup, sent: Annotated[Delay, Depends(json_body(Delay))]) -> Recorded:
    return await asked.do(
        RecordDelay(
            asked_at=asked.desk.clock.now(),
            reason=sent.reason,
            note=await asked.seal(sent.note),
            until=sent.until,
            delayed_on=sent.delayed_on,
        )
    )


@router.post(
    "/explanations",
    summary="Record who was told why publication is delayed",
    openapi_extra=described(
        Explanation,
        told={
            "recipients": ["panel", "secretary-of-state"],
            "channel": "secure-email",
            "explained_on": "2024-10-02",
        },
    ),
    responses=answers("DelayExplained"),
)
async def explain(
    asked: ByGroup, sent: Annotated[Explanation, Depends(json_body(Explanation))]
) -> Recorded:
    return await asked.do(
        RecordDelayExplained(
            asked_at=asked.desk.clock.now(),
            recipients=sent.recipients,
            channel=sent.channel,
            evidence=sent.evidence,
            evidence_note=await asked.seal(sent.evidence_note),
            explained_on=sent.explained_on,
        )
    )


@router.post(
    "/holds",
    summary="Hold publication while a trial or an inquest lasts",
    openapi_extra=described(
        Hold, for_a_trial={"held_by": "criminal-proceedings", "held_on": "2024-07-01"}
    ),
    responses=answers("PublicationHeld"),
)
async def hold(asked: ByGroup, sent: Annotated[Hold, Depends(json_body(Hold))]) -> Recorded:
    return await asked.do(
        HoldPublication(
            asked_at=asked.desk.clock.now(),
            held_by=sent.held_by,
            note=await asked.seal(sent.note),
            held_on=sent.held_on,
        )
    )


@router.post(
    "/holds/ended",
    summary="Record that what held publication is over",
    openapi_extra=described(
        HoldOver, over={"held_by": "criminal-proceedings", "ended_on": "2024-10-01"}
    ),
    responses=answers("PublicationHoldEnded"),
)
async def end_hold(
    asked: ByGroup, sent: Annotated[HoldOver, Depends(json_body(HoldOver))]
) -> Recorded:
    return await asked.do(
        EndHold(
            asked_at=asked.desk.clock.now(),
            held_by=sent.held_by,
            note=await asked.seal(sent.note),
            ended_on=sent.ended_on,
        )
    )
