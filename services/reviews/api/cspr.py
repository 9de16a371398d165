"""A local review at work: each request one command, or a refusal in words; and its parts."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.reviews.api.acting import Asked, ByChair, ByGroup, Recorded
from services.reviews.api.cspr_bodies import (
    Appointment,
    Declaration,
    Draft,
    Monitoring,
    Removal,
    SentIndependence,
    SentInvolvement,
    Terms,
    example_appointment,
    example_independence,
)
from services.reviews.api.sealing import seal_name
from services.reviews.api.seen import After, AtDesk, see_case
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
from shared.edge.bodies import described, json_body
from shared.edge.sign_in import SignedIn
from shared.events.practice_reviews import Independence

example_case = "case-01833fd2-7c00-7000-8000-000000000001"
example_reviewer = "person-01833fd2-7c00-7000-8000-000000000002"
router = APIRouter(prefix="/cases/{case_id}/practice-review", tags=["the local review"])


@dataclass(frozen=True, slots=True)
class PartsOfReview:
    """The parts of a local review, without names; those are in the sealed texts of the case."""

    parts: list[PartRow]


def answers(*events: str) -> dict[int | str, dict[str, Any]]:
    """How a route that records is answered: 201 if something happened, 200 if it had."""
    done = {"position": f"reviews:{example_case}:12", "events": list(events)}
    content = {"schema": {"$ref": "#/components/schemas/Recorded"}, "example": done}
    before = {"example": {**done, "events": []}}
    return {
        201: {"description": "Recorded", "content": {"application/json": content}},
        200: {"description": "It was so already", "content": {"application/json": before}},
    }


def shows(example: object) -> dict[int | str, dict[str, Any]]:
    """How a route that reads is answered."""
    return {200: {"content": {"application/json": {"example": example}}}}


@router.get(
    "",
    summary="Its reviewers, terms, drafts, delays, copies and publications",
    responses=shows(
        {
            "parts": [
                {
                    "subject": example_case,
                    "place": 1,
                    "part": "reviewer",
                    "ref": example_reviewer,
                    "began_on": "2024-05-21",
                    "ended_on": None,
                    "ended_why": None,
                    "facts": {"organisation": "Independent", "independent": True},
                }
            ]
        }
    ),
)
async def parts(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> PartsOfReview:
    await see_case(desk, actor, case_id, after, "caseload", "practice")
    async with desk.pool.connection() as connection:
        return PartsOfReview(await parts_of(connection, case_id))


@router.post(
    "/reviewers",
    summary="Appoint a reviewer, or one in the place of another",
    openapi_extra=described(Appointment, appointed=example_appointment),
    responses=answers("ReviewerAppointed"),
)
async def appoint(
    asked: ByChair, sent: Annotated[Appointment, Depends(json_body(Appointment))]
) -> Recorded:
    return await asked.do(
        AppointReviewer(
            asked_at=asked.desk.clock.now(),
            name=await seal_name(asked.desk.sealer, asked.subject, sent.name),
            organisation=sent.organisation,
            independence=await _independence(asked, sent.independence),
            replaces=sent.replaces,
            appointed_on=sent.appointed_on,
        )
    )


@router.post(
    "/reviewers/declarations",
    summary="Record what a reviewer declared of independence",
    openapi_extra=described(
        Declaration,
        declared={"reviewer": example_reviewer, "independence": example_independence},
    ),
    responses=answers("IndependenceDeclared"),
)
async def declare(
    asked: ByGroup, sent: Annotated[Declaration, Depends(json_body(Declaration))]
) -> Recorded:
    return await asked.do(
        DeclareIndependence(
            asked_at=asked.desk.clock.now(),
            reviewer=sent.reviewer,
            independence=await _independence(asked, sent.independence),
        )
    )


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
    responses=answers("ReviewerRemoved"),
)
async def remove(
    asked: ByChair, sent: Annotated[Removal, Depends(json_body(Removal))]
) -> Recorded:
    return await asked.do(
        RemoveReviewer(
            asked_at=asked.desk.clock.now(),
            reviewer=sent.reviewer,
            reason=sent.reason,
            note=await asked.seal(sent.note),
            removed_on=sent.removed_on,
        )
    )


@router.post(
    "/terms-of-reference",
    summary="Record the terms of reference",
    openapi_extra=described(
        Terms, as_text={"terms": "What was known, and to whom?", "agreed_on": "2024-05-28"}
    ),
    responses=answers("TermsOfReferenceAgreed"),
)
async def agree(asked: ByChair, sent: Annotated[Terms, Depends(json_body(Terms))]) -> Recorded:
    return await asked.do(
        AgreeTermsOfReference(
            asked_at=asked.desk.clock.now(),
            terms=await asked.seal(sent.terms),
            document=sent.document,
            agreed_on=sent.agreed_on,
        )
    )


@router.post(
    "/involvement",
    summary="Record that family or practitioners were involved, or why not",
    openapi_extra=described(
        SentInvolvement,
        took_part={"who": "family", "how": "took-part", "happened_on": "2024-06-10"},
    ),
    responses=answers("InvolvementRecorded"),
)
async def involve(
    asked: ByGroup, sent: Annotated[SentInvolvement, Depends(json_body(SentInvolvement))]
) -> Recorded:
    return await asked.do(
        RecordInvolvement(
            asked_at=asked.desk.clock.now(),
            who=sent.who,
            how=sent.how,
            note=await asked.seal(sent.note),
            happened_on=sent.happened_on,
        )
    )


@router.post(
    "/drafts",
    summary="Record a draft that the reviewers handed in",
    openapi_extra=described(Draft, first={"document": "0" * 64, "received_on": "2024-08-01"}),
    responses=answers("DraftReceived"),
)
async def draft(asked: ByGroup, sent: Annotated[Draft, Depends(json_body(Draft))]) -> Recorded:
    return await asked.do(
        RecordDraft(
            asked_at=asked.desk.clock.now(),
            document=sent.document,
            note=await asked.seal(sent.note),
            received_on=sent.received_on,
        )
    )


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
    responses=answers("ReviewMonitored"),
)
async def monitor(
    asked: ByGroup, sent: Annotated[Monitoring, Depends(json_body(Monitoring))]
) -> Recorded:
    return await asked.do(
        RecordMonitoring(
            asked_at=asked.desk.clock.now(),
            time=sent.time,
            quality=sent.quality,
            note=await asked.seal(sent.note),
            monitored_on=sent.monitored_on,
            next_on=sent.next_on,
        )
    )


async def _independence(asked: Asked, sent: SentIndependence) -> Independence:
    return Independence(
        independent=sent.independent,
        declaration=await asked.seal(sent.declaration),
        declared_on=sent.declared_on,
    )
