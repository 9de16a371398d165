"""A local review at work: each request one command, or a refusal in words; and its parts."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from services.reviews.api import examples
from services.reviews.api.asked import ByChair, ByGroup, Recorded
from services.reviews.api.cspr_bodies import (
    Appointment,
    Declaration,
    Draft,
    Monitoring,
    Removal,
    SentInvolvement,
    Terms,
    example_appointment,
    example_independence,
)
from services.reviews.api.seen import After, AtDesk, seeing_case
from services.reviews.domain import (
    AgreeTermsOfReference,
    AppointReviewer,
    DeclareIndependence,
    RecordDraft,
    RecordInvolvement,
    RecordMonitoring,
    RemoveReviewer,
)
from services.reviews.queries import parts_of
from services.reviews.read_models import PartRow
from shared.edge.answers import answers
from shared.edge.bodies import described, json_body
from shared.edge.example_case import subject
from shared.edge.sign_in import SignedIn
from shared.events.practice_reviews import (
    DraftReceived,
    IndependenceDeclared,
    InvolvementRecorded,
    ReviewerAppointed,
    ReviewerRemoved,
    ReviewMonitored,
    TermsOfReferenceAgreed,
)

example_reviewer = "person-01833fd2-7c00-7000-8000-000000000002"
router = APIRouter(prefix="/cases/{case_id}/practice-review", tags=["the local review"])


@dataclass(frozen=True, slots=True)
class PartsOfReview:
    """The parts of a local review, without names; those are in the sealed texts of the case."""

    parts: list[PartRow]


_example = PartsOfReview(
    [
        PartRow(
            subject=subject,
            place=1,
            part="reviewer",
            ref=example_reviewer,
            began_on=date(2024, 5, 21),
            ended_on=None,
            ended_why=None,
            facts={"organisation": "Independent", "independent": True},
        )
    ]
)


@router.get(
    "",
    summary="Its reviewers, terms, drafts, delays, copies and publications",
    responses=answers(_example),
)
async def parts(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> PartsOfReview:
    async with seeing_case(desk, actor, case_id, after, "practice") as (_, connection):
        return PartsOfReview(await parts_of(connection, case_id))


@router.post(
    "/reviewers",
    summary="Appoint a reviewer, or one in the place of another",
    openapi_extra=described(Appointment, appointed=example_appointment),
    responses=examples.recorded(ReviewerAppointed),
)
async def appoint(
    asked: ByChair, sent: Annotated[Appointment, Depends(json_body(Appointment))]
) -> Recorded:
    return await asked.declared(AppointReviewer, sent)


@router.post(
    "/reviewers/declarations",
    summary="Record what a reviewer declared of independence",
    openapi_extra=described(
        Declaration,
        declared={"reviewer": example_reviewer, "independence": example_independence},
    ),
    responses=examples.recorded(IndependenceDeclared),
)
async def declare(
    asked: ByGroup, sent: Annotated[Declaration, Depends(json_body(Declaration))]
) -> Recorded:
    return await asked.declared(DeclareIndependence, sent)


@router.post(
    "/reviewers/removals",
    summary="Record that somebody reviews no more",
    openapi_extra=described(
        Removal,
        resigned={
            "reviewer": example_reviewer,
            "reason": "resigned",
            "removed_on": "2024-07-01",
        },
    ),
    responses=examples.recorded(ReviewerRemoved),
)
async def remove(
    asked: ByChair, sent: Annotated[Removal, Depends(json_body(Removal))]
) -> Recorded:
    return await asked.tell(RemoveReviewer, sent, "note")


@router.post(
    "/terms-of-reference",
    summary="Record the terms of reference",
    openapi_extra=described(
        Terms, as_text={"terms": "What was known, and to whom?", "agreed_on": "2024-05-28"}
    ),
    responses=examples.recorded(TermsOfReferenceAgreed),
)
async def agree(asked: ByChair, sent: Annotated[Terms, Depends(json_body(Terms))]) -> Recorded:
    return await asked.tell(AgreeTermsOfReference, sent, "terms")


@router.post(
    "/involvement",
    summary="Record that family or practitioners were involved, or why not",
    openapi_extra=described(
        SentInvolvement,
        took_part={"who": "family", "how": "took-part", "happened_on": "2024-06-10"},
    ),
    responses=examples.recorded(InvolvementRecorded),
)
async def involve(
    asked: ByGroup, sent: Annotated[SentInvolvement, Depends(json_body(SentInvolvement))]
) -> Recorded:
    return await asked.tell(RecordInvolvement, sent, "note")


@router.post(
    "/drafts",
    summary="Record a draft that the reviewers handed in",
    openapi_extra=described(Draft, first={"document": "0" * 64, "received_on": "2024-08-01"}),
    responses=examples.recorded(DraftReceived),
)
async def draft(asked: ByGroup, sent: Annotated[Draft, Depends(json_body(Draft))]) -> Recorded:
    return await asked.tell(RecordDraft, sent, "note")


@router.post(
    "/monitoring",
    summary="Record how the partners found its time and its quality",
    openapi_extra=described(
        Monitoring,
        on_time={
            "time": "on-time",
            "quality": "satisfactory",
            "monitored_on": "2024-07-01",
            "next_on": "2024-08-01",
        },
    ),
    responses=examples.recorded(ReviewMonitored),
)
async def monitor(
    asked: ByGroup, sent: Annotated[Monitoring, Depends(json_body(Monitoring))]
) -> Recorded:
    return await asked.tell(RecordMonitoring, sent, "note")
