"""Thematic reviews: what the group does in them; each request one command, or a refusal."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.reviews.api import thematic_examples as examples
from services.reviews.api.asked import Recorded
from services.reviews.api.seen import AtDesk
from services.reviews.api.thematic_acts import (
    Opened,
    include,
    leave_out,
    open_thematic,
    publish,
)
from services.reviews.api.thematic_bodies import (
    Concluding,
    Including,
    LeavingOut,
    ThematicAppointment,
    ThematicCopy,
    ThematicElsewhere,
    ThematicLearnt,
    ThematicOpening,
    ThematicPublishing,
    ThematicRemoval,
    ThematicTakingDown,
    example_appointment,
    example_copy,
    example_including,
    example_learnt,
    example_leaving,
    example_opening,
    example_publishing,
)
from services.reviews.api.thematic_seen import ThematicByChair, ThematicByGroup
from services.reviews.domain.thematic import (
    AppointThematicReviewer,
    ConcludeThematicReview,
    RecordThematicCopySent,
    RecordThematicLearning,
    RecordThematicPublishedElsewhere,
    RemoveThematicReviewer,
    TakeDownThematicReview,
)
from shared.edge.bodies import described, json_body
from shared.edge.sign_in import SignedIn
from shared.events.thematic import (
    CaseIncluded,
    CaseLeftOut,
    ThematicCopySent,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
)

router = APIRouter(prefix="/thematic-reviews", tags=["thematic reviews"])


@router.post(
    "",
    summary="Open a thematic review, of a theme that several cases have in common",
    openapi_extra=described(ThematicOpening, under_one=example_opening),
    responses=examples.opened,
)
async def open_one(
    *,
    request: Request,
    response: Response,
    desk: AtDesk,
    actor: SignedIn,
    sent: Annotated[ThematicOpening, Depends(json_body(ThematicOpening))],
) -> Opened:
    """By the chair of the authority that leads, which stands first."""
    return await open_thematic(request, response, desk, actor, sent)


@router.post(
    "/{thematic_id}/cases",
    summary="Include a case that you may act on, and whose review has begun",
    openapi_extra=described(Including, one=example_including),
    responses=examples.recorded(CaseIncluded),
)
async def include_case(
    asked: ThematicByGroup, sent: Annotated[Including, Depends(json_body(Including))]
) -> Recorded:
    return await include(asked, sent)


@router.post(
    "/{thematic_id}/cases/left-out",
    summary="Leave a case out again, and say why",
    openapi_extra=described(LeavingOut, for_a_trial=example_leaving),
    responses=examples.recorded(CaseLeftOut),
)
async def leave_out_case(
    asked: ThematicByGroup, sent: Annotated[LeavingOut, Depends(json_body(LeavingOut))]
) -> Recorded:
    return await leave_out(asked, sent)


@router.post(
    "/{thematic_id}/reviewers",
    summary="Appoint who carries it out, with what they declared of independence",
    openapi_extra=described(ThematicAppointment, the_lead=example_appointment),
    responses=examples.recorded(ThematicReviewerAppointed),
)
async def appoint(
    asked: ThematicByChair,
    sent: Annotated[ThematicAppointment, Depends(json_body(ThematicAppointment))],
) -> Recorded:
    return await asked.declared(AppointThematicReviewer, sent)


@router.post(
    "/{thematic_id}/reviewers/removals",
    summary="Record that somebody carries it out no more",
    openapi_extra=described(
        ThematicRemoval,
        resigned={"reviewer": "person-1", "reason": "resigned", "removed_on": "2026-05-11"},
    ),
    responses=examples.recorded(ThematicReviewerRemoved),
)
async def remove(
    asked: ThematicByChair,
    sent: Annotated[ThematicRemoval, Depends(json_body(ThematicRemoval))],
) -> Recorded:
    return await asked.tell(RemoveThematicReviewer, sent, "note")


@router.post(
    "/{thematic_id}/learning",
    summary="Record a finding or a recommendation; it is sealed",
    openapi_extra=described(ThematicLearnt, a_finding=example_learnt),
    responses=examples.recorded(ThematicLearningRecorded),
)
async def learn(
    asked: ThematicByGroup,
    sent: Annotated[ThematicLearnt, Depends(json_body(ThematicLearnt))],
) -> Recorded:
    return await asked.tell(RecordThematicLearning, sent, "text")


@router.post(
    "/{thematic_id}/conclusion",
    summary="Record that its work is done",
    openapi_extra=described(Concluding, done={"concluded_on": "2026-06-29"}),
    responses=examples.recorded(ThematicReviewConcluded),
)
async def conclude(
    asked: ThematicByChair, sent: Annotated[Concluding, Depends(json_body(Concluding))]
) -> Recorded:
    return await asked.tell(ConcludeThematicReview, sent, "summary")


@router.post(
    "/{thematic_id}/copies",
    summary="Record that what is to be published went to who sees it first",
    openapi_extra=described(ThematicCopy, to_all_three=example_copy),
    responses=examples.recorded(ThematicCopySent),
)
async def send_copy(
    asked: ThematicByGroup, sent: Annotated[ThematicCopy, Depends(json_body(ThematicCopy))]
) -> Recorded:
    return await asked.tell(RecordThematicCopySent, sent, "evidence_note")


@router.post(
    "/{thematic_id}/publication",
    summary="Publish it, today, in a text that is for everybody; held as a local review is",
    openapi_extra=described(ThematicPublishing, cleared=example_publishing),
    responses=examples.recorded(ThematicReviewPublished),
)
async def publish_it(
    asked: ThematicByChair,
    sent: Annotated[ThematicPublishing, Depends(json_body(ThematicPublishing))],
) -> Recorded:
    return await publish(asked, sent)


@router.post(
    "/{thematic_id}/publication/elsewhere",
    summary="Record that it was published outside this system, with what that broke",
    openapi_extra=described(
        ThematicElsewhere, outside={**example_publishing, "published_on": "2026-07-13"}
    ),
    responses=examples.recorded(ThematicReviewPublished),
)
async def published_elsewhere(
    asked: ThematicByChair,
    sent: Annotated[ThematicElsewhere, Depends(json_body(ThematicElsewhere))],
) -> Recorded:
    return await asked.tell(RecordThematicPublishedElsewhere, sent, name="cleared_by")


@router.post(
    "/{thematic_id}/publication/taken-down",
    summary="Take down, at once, what is published of it",
    openapi_extra=described(ThematicTakingDown, at_once={"reason": "child-identifiable"}),
    responses=examples.recorded(ThematicReviewTakenDown),
)
async def take_down(
    asked: ThematicByGroup,
    sent: Annotated[ThematicTakingDown, Depends(json_body(ThematicTakingDown))],
) -> Recorded:
    return await asked.tell(TakeDownThematicReview, sent, "note")
