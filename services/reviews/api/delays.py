"""A publication that is delayed or held: each request one command, or a refusal in words."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api import examples
from services.reviews.api.asked import ByGroup, Recorded
from services.reviews.api.cspr_bodies import Delay, Explanation, Hold, HoldOver
from services.reviews.domain import EndHold, HoldPublication, RecordDelay, RecordDelayExplained
from shared.edge.bodies import described, json_body
from shared.events.publication import (
    DelayExplained,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
)

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
    responses=examples.recorded(PublicationDelayed),
)
async def delay(asked: ByGroup, sent: Annotated[Delay, Depends(json_body(Delay))]) -> Recorded:
    return await asked.tell(RecordDelay, sent, "note")


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
    responses=examples.recorded(DelayExplained),
)
async def explain(
    asked: ByGroup, sent: Annotated[Explanation, Depends(json_body(Explanation))]
) -> Recorded:
    return await asked.tell(RecordDelayExplained, sent, "evidence_note")


@router.post(
    "/holds",
    summary="Hold publication while a trial or an inquest lasts",
    openapi_extra=described(
        Hold, for_a_trial={"held_by": "criminal-proceedings", "held_on": "2024-07-01"}
    ),
    responses=examples.recorded(PublicationHeld),
)
async def hold(asked: ByGroup, sent: Annotated[Hold, Depends(json_body(Hold))]) -> Recorded:
    return await asked.tell(HoldPublication, sent, "note")


@router.post(
    "/holds/ended",
    summary="Record that what held publication is over",
    openapi_extra=described(
        HoldOver, over={"held_by": "criminal-proceedings", "ended_on": "2024-10-01"}
    ),
    responses=examples.recorded(PublicationHoldEnded),
)
async def end_hold(
    asked: ByGroup, sent: Annotated[HoldOver, Depends(json_body(HoldOver))]
) -> Recorded:
    return await asked.tell(EndHold, sent, "note")
