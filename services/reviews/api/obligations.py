"""Who has to be told: of a case, and where telling is overdue; and recording R13."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends

from services.reviews.api import obligation_examples
from services.reviews.api.asked import ByGroup, Recorded
from services.reviews.api.bodies import Sent, Text
from services.reviews.api.obligations_shown import (
    ObligationsOfCase,
    OverdueObligations,
    shown_obligations,
    shown_overdue,
)
from services.reviews.api.seen import After, AtDesk, seeing_case, today_of
from services.reviews.domain import RecordCommissioningTold, WithdrawReviewTelling
from services.reviews.obligations import obligations_of, overdue_of
from shared.edge.bodies import described, json_body
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of
from shared.events.codes import NotificationChannel
from shared.events.times import Day
from shared.events.values import Digest, Recipient, Reference

router = APIRouter(tags=["obligations"])


class WrongTelling(Sent):
    """That somebody was not told after all, under a rule, on the day that was recorded."""

    rule: Literal["R13", "R15", "R18"]
    recipient: Recipient
    told_on: Day
    reason: Text


class ToldOfCommissioning(Sent):
    """That a person told somebody of a commissioned review and its reviewers."""

    recipient: Recipient
    told_on: Day
    channel: NotificationChannel
    reference: Reference | None = None
    evidence: Digest | None = None
    evidence_note: Text | None = None


@router.get(
    "/cases/{case_id}/obligations",
    summary="Who has to be told: by when, met when, by what evidence",
    responses=obligation_examples.of_case,
)
async def obligations(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> ObligationsOfCase:
    async with seeing_case(desk, actor, case_id, after, "obligations") as (_, connection):
        return shown_obligations(await obligations_of(connection, case_id), today_of(desk))


@router.get(
    "/obligations/overdue",
    summary="Who was not told in time, by authority and recipient",
    responses=obligation_examples.overdue,
)
async def overdue(desk: AtDesk, actor: SignedIn) -> OverdueObligations:
    """What is only expected (R3), and what no day is known for (R13), is never overdue."""
    today = today_of(desk)
    async with desk.reading("obligations", "caseload") as connection:
        return shown_overdue(await overdue_of(connection, scope_of(actor), today), today)


@router.post(
    "/cases/{case_id}/commissioning/told",
    summary="Record that somebody was told of the commissioned review",
    openapi_extra=described(
        ToldOfCommissioning,
        ofsted={"recipient": "ofsted", "told_on": "2024-05-21", "channel": "email"},
    ),
    responses=obligation_examples.told,
)
async def told(
    asked: ByGroup,
    sent: Annotated[ToldOfCommissioning, Depends(json_body(ToldOfCommissioning))],
) -> Recorded:
    return await asked.tell(RecordCommissioningTold, sent, "evidence_note")


@router.post(
    "/cases/{case_id}/obligations/withdrawals",
    summary="Take back that somebody was told: it was recorded wrongly",
    openapi_extra=described(
        WrongTelling,
        another_case={
            "rule": "R13",
            "recipient": "ofsted",
            "told_on": "2024-05-21",
            "reason": "That message was about another case.",
        },
    ),
    responses=obligation_examples.withdrawn,
)
async def withdraw(
    asked: ByGroup, sent: Annotated[WrongTelling, Depends(json_body(WrongTelling))]
) -> Recorded:
    """Of a commissioning (R13), a copy before publication (R15), or a delay (R18)."""
    return await asked.tell(WithdrawReviewTelling, sent, "reason")
