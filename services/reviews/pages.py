"""The pages of reviews: the caseload, a case, its sealed texts, and the exceptions."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reviews.api.caseload import part_of_caseload
from services.reviews.api.drafts import drafting
from services.reviews.api.exceptions import part_of_exceptions
from services.reviews.api.obligations_shown import shown_obligations
from services.reviews.api.seen import After, AtDesk, holding_of, seeing_case, today_of
from services.reviews.api.shown import (
    shown_case,
    shown_clocks,
    shown_step,
    soon,
    stage_words,
)
from services.reviews.api.texts import Purpose, open_texts
from services.reviews.api.thematic_shown import shown_of_case
from services.reviews.api.waiting import shown_agencies
from services.reviews.group_forms import may_record
from services.reviews.learning_pages import learning_pages, may_learn
from services.reviews.next_steps import next_steps
from services.reviews.obligations import obligations_of
from services.reviews.queries import (
    CaseFilter,
    agencies_of,
    authorities_of,
    clocks_of,
    parts_of,
    summary,
    texts_of,
    timeline_of,
)
from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.stages import Stage
from services.reviews.thematic import thematic_of_case
from shared.edge.drafts.pages import DraftPages
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import NotAllowed
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import may_open, scope_of

cases_on_a_page = 50
longest_timeline = 500
_beside = (
    *("agency_summaries", "clocks", "obligations", "practice"),
    *("thematic_cases", "thematic_reviews", "timeline"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person chose in the form above the caseload; empty texts choose nothing."""

    authority: str = ""
    stage: str = ""
    history: bool = False

    def as_filter(self) -> CaseFilter:
        """The same as a query; a code that is not known shows nothing."""
        return CaseFilter(
            authority=self.authority or None,
            stage=self.stage or None,
            imported=None if self.history else False,
        )


def page_routes(pages: Pages) -> APIRouter:
    """The pages, for browsers only."""
    router = page_router()
    DraftPages(pages, drafting).routes(router)
    learning_pages(router, pages)

    @router.get("/")
    async def home() -> Response:
        return RedirectResponse("/cases", status_code=303)

    @router.get("/cases")
    async def caseload(
        *,
        request: Request,
        desk: AtDesk,
        actor: SignedIn,
        authority: Annotated[str, Query(pattern="^(E[0-9]{8})?$")] = "",
        stage: Annotated[Stage | str, Query(max_length=30)] = "",
        history: bool = False,
        cursor: str | None = None,
    ) -> Response:
        wanted = Wanted(authority, str(stage), history)
        today, scope = today_of(desk), scope_of(actor)
        async with desk.reading("caseload") as connection:
            part = await part_of_caseload(
                connection,
                scope,
                wanted.as_filter(),
                today=today,
                cursor=cursor,
                limit=cases_on_a_page,
            )
            figures = await summary(connection, scope, today, soon(today))
            authorities = await authorities_of(connection, scope)
        return pages.render(
            request,
            "caseload.html",
            title="Cases",
            actor=actor,
            part=part,
            wanted=wanted,
            figures=figures,
            authorities=authorities,
            stages=stage_words,
            today=today,
        )

    @router.get("/cases/{case_id}")
    async def case(
        *, request: Request, case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
    ) -> Response:
        today = today_of(desk)
        async with seeing_case(desk, actor, case_id, after, *_beside) as (row, connection):
            clocks = shown_clocks(await clocks_of(connection, case_id), today)
            parts = await parts_of(connection, case_id)
            timeline = await timeline_of(connection, case_id, limit=longest_timeline)
            owed = shown_obligations(await obligations_of(connection, case_id), today)
            agencies = shown_agencies(await agencies_of(connection, case_id), today)
            thematic = shown_of_case(await thematic_of_case(connection, case_id), actor)
        shown = shown_case(row, today)
        return pages.render(
            request,
            "case.html",
            title=f"Case {case_id[-8:]}",
            actor=actor,
            case=shown,
            clocks=clocks,
            parts=parts,
            recipients=recipient_words,
            owed=owed,
            thematic=thematic,
            agencies=agencies.agencies,
            timeline=timeline,
            steps=[shown_step(step, today) for step in next_steps(row)],
            may_open=may_open(actor, holding_of(row)),
            may_learn=may_learn(actor, row),
            may_record=may_record(actor, row),
            today=today,
        )

    @router.get("/exceptions")
    async def exceptions(
        *, request: Request, desk: AtDesk, actor: SignedIn, cursor: str | None = None
    ) -> Response:
        part = await part_of_exceptions(desk, actor, cursor=cursor, limit=cases_on_a_page)
        return pages.render(
            request,
            "exceptions.html",
            title="Before its time",
            actor=actor,
            part=part,
            today=today_of(desk),
        )

    @router.get("/cases/{case_id}/texts")
    async def texts(
        *,
        request: Request,
        case_id: str,
        desk: AtDesk,
        actor: SignedIn,
        purpose: Purpose | None = None,
    ) -> Response:
        async with seeing_case(desk, actor, case_id, None, "texts") as (row, connection):
            sealed = await texts_of(connection, case_id)
        if not may_open(actor, holding_of(row)):
            raise NotAllowed
        context: dict[str, Any] = {"case": shown_case(row, today_of(desk)), "actor": actor}
        if purpose is not None:
            context["texts"] = await open_texts(desk, actor, row, sealed, purpose)
        return pages.render(
            request,
            "texts.html",
            title=f"Texts of case {case_id[-8:]}",
            purposes=list(Purpose),
            purpose=purpose,
            **context,
        )

    return router
