"""What the Practice Review Group records: each request one command, or a refusal in words."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.reviews.api.bodies import (
    Commissioning,
    Completion,
    ImmediateAction,
    Reconsideration,
    SentDecision,
    SummaryReceived,
    SummaryRequest,
    example_commissioning,
    example_completion,
    example_reconsideration,
)
from services.reviews.api.sealing import seal_decisions, seal_reviewers, seal_text
from services.reviews.api.seen import After, cause_of, desk_of, holding_of, see_case
from services.reviews.domain import (
    CommissionCSPR,
    CompleteRapidReview,
    ReconsiderRapidReview,
    RecordAgencySummary,
    RecordImmediateAction,
    RequestAgencySummary,
)
from shared.decisions.decider import Command
from shared.edge.bodies import described, json_body
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import must_act
from shared.events.sealed import Sealed
from shared.events.values import SignOff

group = (Role.GROUP_MEMBER, Role.GROUP_CHAIR)
chair = (Role.GROUP_CHAIR,)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the case stands now: hand `position` on as `after=`. No events: it was so."""

    position: str
    events: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for something in a case that they may see."""

    request: Request
    response: Response
    desk: Desk
    actor: Actor
    subject: str

    async def do(self, command: Command) -> Recorded:
        """Decide the command; 201 if it made something happen."""
        cause = cause_of(self.request, self.actor)
        outcome = await self.desk.decide(self.subject, command, cause)
        self.response.status_code = 201 if outcome.events else 200
        names = [type(event).__name__ for event in outcome.events]
        return Recorded(str(outcome.position), names)

    async def seal(self, text: str | None) -> Sealed | None:
        """A free text, sealed."""
        return await seal_text(self.desk.sealer, self.subject, text)

    async def seal_decision(self, sent: SentDecision) -> tuple[Sealed, tuple[SignOff, ...]]:
        """The reasons and the sign-offs of a decision, sealed."""
        sealed = await seal_decisions(self.desk.sealer, [(self.subject, sent)], self.actor.id)
        return sealed[0]


class _By:
    """A dependency: the case, if this person may act on it in one of these roles."""

    def __init__(self, *roles: Role) -> None:
        self._roles = roles

    async def __call__(
        self,
        request: Request,
        response: Response,
        case_id: str,
        actor: SignedIn,
        after: After = None,
    ) -> Asked:
        desk = desk_of(request)
        row = await see_case(desk, actor, case_id, after)
        must_act(actor, holding_of(row), *self._roles)
        return Asked(request, response, desk, actor, row.subject)


ByGroup = Annotated[Asked, Depends(_By(*group))]
ByChair = Annotated[Asked, Depends(_By(*chair))]
router = APIRouter(prefix="/cases/{case_id}", tags=["the rapid review"])


@router.post(
    "/agency-summaries",
    summary="Ask an agency what it knows",
    openapi_extra=described(SummaryRequest, ask={"agency": "Wiltshire Police"}),
)
async def ask_agency(
    asked: ByGroup, sent: Annotated[SummaryRequest, Depends(json_body(SummaryRequest))]
) -> Recorded:
    return await asked.do(
        RequestAgencySummary(
            asked_at=asked.desk.clock.now(),
            agency=sent.agency,
            asked_for=await asked.seal(sent.asked_for),
            due_on=sent.due_on,
        )
    )


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
)
async def receive_summary(
    asked: ByGroup, sent: Annotated[SummaryReceived, Depends(json_body(SummaryReceived))]
) -> Recorded:
    return await asked.do(
        RecordAgencySummary(
            asked_at=asked.desk.clock.now(),
            agency=sent.agency,
            document=sent.document,
            summary=await asked.seal(sent.summary),
            received_on=sent.received_on,
        )
    )


@router.post(
    "/immediate-actions",
    summary="Record what was done at once to keep children safe",
    openapi_extra=described(
        ImmediateAction,
        action={"action": "The siblings are with relatives.", "taken_on": "2024-05-03"},
    ),
)
async def act_at_once(
    asked: ByGroup, sent: Annotated[ImmediateAction, Depends(json_body(ImmediateAction))]
) -> Recorded:
    action = await asked.seal(sent.action)
    assert action is not None
    return await asked.do(
        RecordImmediateAction(
            asked_at=asked.desk.clock.now(),
            action=action,
            agency=sent.agency,
            taken_on=sent.taken_on,
        )
    )


@router.post(
    "/rapid-review",
    summary="Complete the rapid review",
    openapi_extra=described(Completion, signed_off_by_all_three=example_completion),
)
async def complete(
    asked: ByChair, sent: Annotated[Completion, Depends(json_body(Completion))]
) -> Recorded:
    rationale, signed_off_by = await asked.seal_decision(sent)
    return await asked.do(
        CompleteRapidReview(
            asked_at=asked.desk.clock.now(),
            decision=sent.decision,
            criteria=sent.criteria,
            rationale=rationale,
            signed_off_by=signed_off_by,
            completed_on=sent.completed_on,
        )
    )


@router.post(
    "/rapid-review/reconsideration",
    summary="Record what was decided again, since the Panel asked for it",
    openapi_extra=described(Reconsideration, decided_again=example_reconsideration),
)
async def reconsider(
    asked: ByChair, sent: Annotated[Reconsideration, Depends(json_body(Reconsideration))]
) -> Recorded:
    rationale, signed_off_by = await asked.seal_decision(sent)
    return await asked.do(
        ReconsiderRapidReview(
            asked_at=asked.desk.clock.now(),
            decision=sent.decision,
            criteria=sent.criteria,
            rationale=rationale,
            signed_off_by=signed_off_by,
            reconsidered_on=sent.reconsidered_on,
        )
    )


@router.post(
    "/commissioning",
    summary="Commission a local child safeguarding practice review",
    openapi_extra=described(Commissioning, with_a_reviewer=example_commissioning),
)
async def commission(
    asked: ByChair, sent: Annotated[Commissioning, Depends(json_body(Commissioning))]
) -> Recorded:
    reviewers = await seal_reviewers(asked.desk.sealer, asked.subject, sent.reviewers)
    return await asked.do(
        CommissionCSPR(
            asked_at=asked.desk.clock.now(),
            reviewers=reviewers,
            decided_on=sent.decided_on,
            commissioned_on=sent.commissioned_on,
        )
    )
