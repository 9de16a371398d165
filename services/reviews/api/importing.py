"""Imported history: rapid reviews from before, which no policy acts on."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.reviews.api import examples
from services.reviews.api.answered import Imported, ImportOutcome
from services.reviews.api.bodies import ImportedReview, Imports, example_completion
from services.reviews.api.sealing import seal_decisions
from services.reviews.api.seen import AtDesk, cause_of
from services.reviews.domain import ImportRapidReview
from services.reviews.queries import find_cases
from services.reviews.read_models import CaseRow
from shared.decisions.gate import StoreBehind
from shared.decisions.store import Request as Command
from shared.edge.bodies import described, json_body
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotFound, NotReady
from shared.edge.sign_in import only

MayImport = Annotated[Actor, Depends(only(Role.REPORTING_OFFICER, Role.OPERATOR))]
router = APIRouter(prefix="/imports", tags=["imports"])


@router.post(
    "/rapid-reviews",
    summary="Import concluded rapid reviews as history",
    openapi_extra=described(
        Imports,
        one={
            "reviews": [
                {
                    **example_completion,
                    "case": "case-01833fd2-7c00-7000-8000-000000000001",
                    "authority": "E06000054",
                    "opened_on": "2024-05-01",
                }
            ]
        },
    ),
    responses=examples.imported,
)
async def import_reviews(
    request: Request,
    desk: AtDesk,
    actor: MayImport,
    sent: Annotated[Imports, Depends(json_body(Imports))],
) -> ImportOutcome:
    async with desk.reading("caseload") as connection:
        cases = await find_cases(connection, [one.case for one in sent.reviews])
    allowed = [one for one in sent.reviews if _may(actor, one, cases.get(one.case))]
    decided = iter(await _decide(desk, request, actor, allowed))
    reviews = [
        next(decided) if one in allowed else Imported(one.case, None, NotFound.words)
        for one in sent.reviews
    ]
    refused = sum(1 for one in reviews if one.refused)
    return ImportOutcome(len(reviews) - refused, refused, reviews)


def _may(actor: Actor, sent: ImportedReview, row: CaseRow | None) -> bool:
    """An operator imports for all, a reporting officer for the authorities that are theirs."""
    if row is None or row.authority != sent.authority:
        return False
    return actor.has(Role.OPERATOR) or sent.authority in actor.authorities


async def _decide(
    desk: Desk, request: Request, actor: Actor, reviews: list[ImportedReview]
) -> list[Imported]:
    decisions = [(one.case, one) for one in reviews]
    sealed = await seal_decisions(desk, ImportRapidReview, decisions, by=actor.id)
    commands = [
        Command(
            one.case,
            ImportRapidReview(
                asked_at=desk.clock.now(),
                authority=one.authority,
                notified_on=one.notified_on,
                opened_on=one.opened_on,
                completed_on=one.completed_on,
                decision=one.decision,
                criteria=one.criteria,
                rationale=rationale,
                signed_off_by=signed_off_by,
            ),
            cause_of(request, actor),
        )
        for one, (rationale, signed_off_by) in zip(reviews, sealed, strict=True)
    ]
    async with desk.pool.connection() as connection, connection.transaction():
        try:
            outcomes = await desk.decide_in(connection, commands)
        except StoreBehind as behind:
            raise NotReady(str(behind)) from None
    return [
        Imported(outcome.position.subject, None, outcome.refusal.words)
        if outcome.refusal
        else Imported(outcome.position.subject, str(outcome.position))
        for outcome in outcomes
    ]
