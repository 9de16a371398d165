"""`/cases/{id}/learning` for a browser: a form for each step of a local learning review."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reviews.api.asked import Asked, ByChair, ByGroup
from services.reviews.api.learning_bodies import (
    Beginning,
    Completed,
    Hiding,
    Point,
    Session,
    Showing,
)
from services.reviews.api.seen import After, AtDesk, holding_of, seeing_case
from services.reviews.domain import (
    BeginLearningReview,
    CompleteLearningReview,
    PublishLearning,
    RecordLearningPoint,
    RecordLearningSession,
    WithdrawLearning,
)
from services.reviews.forms import Act, read_form
from services.reviews.queries import parts_of
from services.reviews.read_models import CaseRow, PartRow
from services.reviews.read_models.publication_words import recipient_words
from shared.decisions.decider import Refused
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import may_open, must_act
from shared.events.codes import Decision
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.record_codes import AgencyKind

by_chair: Mapping[str, Act] = {
    "begin": Act(
        "Begin the local learning review",
        "Begin it",
        Beginning,
        BeginLearningReview,
        ("question",),
    ),
    "complete": Act(
        "Complete the local learning review",
        "Complete it",
        Completed,
        CompleteLearningReview,
        ("summary",),
    ),
    "publish": Act(
        "Publish in the learning library",
        "Publish it",
        Showing,
        PublishLearning,
        name="cleared_by",
    ),
}
by_group: Mapping[str, Act] = {
    "session": Act(
        "Record a session", "Record it", Session, RecordLearningSession, ("account",)
    ),
    "point": Act("Record what was learnt", "Record it", Point, RecordLearningPoint, ("text",)),
    "withdraw": Act(
        "Withdraw from the learning library", "Withdraw it", Hiding, WithdrawLearning, ("note",)
    ),
}
acts: Mapping[str, Act] = {**by_chair, **by_group}


def learning_pages(router: APIRouter, pages: Pages) -> None:
    """`/cases/{id}/learning`, and below it what each form sends."""
    page = _LearningPage(pages)

    @router.get("/cases/{case_id}/learning")
    async def show(
        *,
        request: Request,
        case_id: str,
        desk: AtDesk,
        actor: SignedIn,
        after: After = None,
        do: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        async with seeing_case(desk, actor, case_id, after, "practice") as (row, connection):
            must_act(actor, holding_of(row), Role.GROUP_MEMBER, Role.GROUP_CHAIR)
            parts = await parts_of(connection, row.subject)
        return page.show(request, (actor, row.subject, parts), do, Entered())

    def route(name: str, *, chair: bool) -> Callable[..., Awaitable[Response]]:
        if chair:

            async def of_chair(request: Request, asked: ByChair) -> Response:
                return await page.act(request, asked, name)

            return of_chair

        async def of_group(request: Request, asked: ByGroup) -> Response:
            return await page.act(request, asked, name)

        return of_group

    for name in acts:
        made = route(name, chair=name in by_chair)
        router.add_api_route(f"/cases/{{case_id}}/learning/{name}", made, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _LearningPage:
    pages: Pages

    def show(
        self, request: Request, of: tuple[Actor, str, list[PartRow]], do: str, form: Entered
    ) -> Response:
        """What is recorded, and the form that was chosen, or the one that comes next.

        `of` is who asks, the case, and the parts of its review.
        """
        actor, case, parts = of
        may = may_do(parts, chair=actor.has(Role.GROUP_CHAIR))
        chosen = do if do in may or form.faults else next(iter(may), "")
        act = acts.get(chosen)
        title = act.title if act else "Local learning review"
        return self.pages.render(
            request,
            "learning-review.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=actor,
            case=case,
            parts=parts,
            acts=acts,
            may=may,
            chosen=chosen,
            form=form,
            practices=list(Practice),
            reasons=list(LearningHidden),
            agencies=list(AgencyKind),
            recipients=recipient_words,
        )

    async def act(self, request: Request, asked: Asked, name: str) -> Response:
        """Do what a form asks for, or show it again as it was filled in."""
        fields, act = await filled_in(request), acts[name]
        try:
            sent = read_form(act.body, fields)
            done = await asked.tell(act.command, sent, *act.texts, name=act.name)
        except (BadInput, Refused) as refusal:
            async with asked.desk.reading("practice") as connection:
                parts = await parts_of(connection, asked.subject)
            of = (asked.actor, asked.subject, parts)
            return self.show(request, of, name, entered(fields, refusal))
        address = f"/cases/{asked.subject}/learning?after={done.position}"
        return RedirectResponse(address, status_code=303)


def may_learn(actor: Actor, row: CaseRow) -> bool:
    """Whether this page is of use to somebody who sees the case."""
    begun = row.practice is not None
    to_begin = row.decision == Decision.THEMATIC_OR_LOCAL_LEARNING and not row.withdrawn
    in_group = actor.has(Role.GROUP_CHAIR, Role.GROUP_MEMBER)
    return (begun or to_begin) and in_group and may_open(actor, holding_of(row))


def may_do(parts: list[PartRow], *, chair: bool) -> list[str]:
    """The forms that make sense now, the one that comes next first."""
    of = {kind: [row for row in parts if row.part == kind] for kind in _kinds}
    if not of["learning"]:
        found = ["begin"]
    else:
        over = of["learning"][0].ended_on is not None
        found = ["publish"] if over and of["point"] else []
        found += ["point", "session"]
        found += [] if over else ["complete"]
        found += ["withdraw"] if any(row.ended_on is None for row in of["library"]) else []
    return [name for name in found if chair or name in by_group]


_kinds = ("learning", "point", "library")
