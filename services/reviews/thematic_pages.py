"""`/thematic-reviews` for a browser: a list, one of them, and a form for each step of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reviews.api.asked import Asked, Recorded
from services.reviews.api.seen import After, AtDesk
from services.reviews.api.texts import Purpose, open_held
from services.reviews.api.thematic_acts import include, leave_out, open_thematic, publish
from services.reviews.api.thematic_bodies import (
    Including,
    LeavingOut,
    ThematicAppointment,
    ThematicOpening,
    ThematicPublishing,
)
from services.reviews.api.thematic_reading import part_of_thematic
from services.reviews.api.thematic_seen import (
    ThematicByChair,
    ThematicByGroup,
    holding_of_thematic,
    seeing_thematic,
    texts_for,
)
from services.reviews.api.thematic_shown import ThematicShown, shown_thematic
from services.reviews.domain.thematic import (
    AppointThematicReviewer,
    ConcludeThematicReview,
    RecordThematicCopySent,
    RecordThematicLearning,
    RecordThematicPublishedElsewhere,
    RemoveThematicReviewer,
    TakeDownThematicReview,
)
from services.reviews.forms import read_form
from services.reviews.queries import find_cases, timeline_of
from services.reviews.read_models import ThematicRow, TimelineRow
from services.reviews.read_models.publication_words import recipient_words
from services.reviews.thematic import cases_in
from services.reviews.thematic_forms import by_chair, forms, may_do
from shared.decisions.decider import Command, Refused
from shared.decisions.store import Position
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import Scope, may_open
from shared.events.codes import SubmissionChannel
from shared.events.practice_codes import ReviewerLeft, TakenDownFor
from shared.events.record_codes import AgencyKind
from shared.events.thematic_codes import LearntAs, LeftOutFor
from shared.events.values import Recipient

on_a_page, longest_timeline = 50, 500
_told: dict[str, tuple[type[Command], tuple[str, ...], str | None]] = {
    "remove": (RemoveThematicReviewer, ("note",), None),
    "conclude": (ConcludeThematicReview, ("summary",), None),
    "learn": (RecordThematicLearning, ("text",), None),
    "copy": (RecordThematicCopySent, ("evidence_note",), None),
    "elsewhere": (RecordThematicPublishedElsewhere, (), "cleared_by"),
    "take-down": (TakeDownThematicReview, ("note",), None),
}
"""Of each form that asks for no more than it says: its command, texts and a name."""
_codes: dict[str, Any] = {
    "left_out_for": list(LeftOutFor),
    "learnt_as": list(LearntAs),
    "reviewer_left": list(ReviewerLeft),
    "taken_down_for": list(TakenDownFor),
    "channels": list(SubmissionChannel),
    "agencies": list(AgencyKind),
    "seen_first": (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED),
    "recipients": recipient_words,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A thematic review as a page shows it to somebody."""

    row: ThematicRow
    shown: ThematicShown
    timeline: list[TimelineRow]


def thematic_page_routes(pages: Pages) -> APIRouter:
    """The pages of thematic reviews."""
    router = page_router()
    page = _ThematicPage(pages)

    @router.get("/thematic-reviews")
    async def listed(
        *, request: Request, desk: AtDesk, actor: SignedIn, cursor: str | None = None
    ) -> Response:
        async with desk.reading("thematic_reviews", "thematic_cases") as connection:
            part = await part_of_thematic(connection, actor, limit=on_a_page, cursor=cursor)
        return pages.render(
            request,
            "thematic-reviews.html",
            title="Thematic reviews",
            actor=actor,
            part=part,
            may_begin=actor.has(Role.GROUP_CHAIR),
        )

    @router.get("/thematic-reviews/new")
    async def new(request: Request, actor: SignedIn) -> Response:
        actor.must_be(Role.GROUP_CHAIR)
        return _opening(pages, request, actor, Entered())

    @router.post("/thematic-reviews/new")
    async def begin(
        request: Request, response: Response, desk: AtDesk, actor: SignedIn
    ) -> Response:
        fields = await filled_in(request)
        try:
            sent = read_form(ThematicOpening, _with_lead(fields))
            done = await open_thematic(request, response, desk, actor, sent)
        except (BadInput, Refused) as refusal:
            return _opening(pages, request, actor, entered(fields, refusal))
        return _to(done.id, done.position)

    @router.get("/thematic-reviews/{thematic_id}")
    async def show(
        *,
        request: Request,
        thematic_id: str,
        desk: AtDesk,
        actor: SignedIn,
        after: After = None,
        do: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        seen = await _seen(desk, actor, thematic_id, after)
        return page.show(request, actor, seen, do, Entered())

    _text_page(router, pages)
    for name in forms:
        made = page.route(name)
        router.add_api_route(
            f"/thematic-reviews/{{thematic_id}}/{name}", made, methods=["POST"]
        )
    return router


def _text_page(router: APIRouter, pages: Pages) -> None:
    """Its sealed texts, opened for a purpose."""

    @router.get("/thematic-reviews/{thematic_id}/texts")
    async def texts(
        *,
        request: Request,
        thematic_id: str,
        desk: AtDesk,
        actor: SignedIn,
        purpose: Purpose | None = None,
    ) -> Response:
        async with seeing_thematic(desk, actor, thematic_id, None, "texts", "caseload") as (
            row,
            connection,
        ):
            sealed = await texts_for(connection, actor, thematic_id)
        context: dict[str, Any] = {"back": f"/thematic-reviews/{thematic_id}", "of": row.theme}
        if purpose is not None:
            held = (row.subject, holding_of_thematic(row))
            context["texts"] = await open_held(desk, actor, held, sealed, purpose=purpose)
        return pages.render(
            request,
            "texts.html",
            title="Texts of a thematic review",
            actor=actor,
            purposes=list(Purpose),
            purpose=purpose,
            **context,
        )


@dataclass(frozen=True, slots=True)
class _ThematicPage:
    pages: Pages

    def route(self, name: str) -> Callable[..., Awaitable[Response]]:
        """What answers a form, by whom it may be sent."""

        async def of_chair(request: Request, asked: ThematicByChair) -> Response:
            return await self.act(request, asked, name)

        async def of_group(request: Request, asked: ThematicByGroup) -> Response:
            return await self.act(request, asked, name)

        return of_chair if name in by_chair else of_group

    async def act(self, request: Request, asked: Asked, name: str) -> Response:
        """Do what a form asks for, or show it again as it was filled in."""
        fields = await filled_in(request)
        try:
            done = await _do(asked, name, read_form(forms[name].body, fields))
        except (BadInput, Refused) as refusal:
            seen = await _seen(asked.desk, asked.actor, asked.subject, None)
            return self.show(request, asked.actor, seen, name, entered(fields, refusal))
        return _to(asked.subject, done.position)

    def show(
        self, request: Request, actor: Actor, seen: Seen, do: str, form: Entered
    ) -> Response:
        """What is recorded, and below it the form that was chosen."""
        in_group = actor.has(Role.GROUP_MEMBER, Role.GROUP_CHAIR) and Scope(
            authorities=actor.authorities
        ).covers(holding_of_thematic(seen.row))
        may = may_do(seen.shown, chair=actor.has(Role.GROUP_CHAIR)) if in_group else []
        chosen = do if do in may or (form.faults and do in forms) else ""
        title = forms[chosen].title if chosen else f"Thematic review: {seen.shown.theme}"
        return self.pages.render(
            request,
            "thematic-review.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=actor,
            review=seen.shown,
            timeline=seen.timeline,
            forms=forms,
            may=may,
            chosen=chosen,
            form=form,
            may_open=may_open(actor, holding_of_thematic(seen.row)),
            **_codes,
        )


async def _seen(desk: Desk, actor: Actor, thematic: str, after: Position | None) -> Seen:
    async with seeing_thematic(
        desk, actor, thematic, after, "thematic_cases", "caseload", "timeline"
    ) as (row, connection):
        cases = await cases_in(connection, thematic)
        found = await find_cases(connection, [each.case_id for each in cases])
        timeline = await timeline_of(connection, thematic, limit=longest_timeline)
    return Seen(row, shown_thematic(row, cases, found, actor), timeline)


async def _do(asked: Asked, name: str, sent: Any) -> Recorded:
    match sent:
        case Including():
            return await include(asked, sent)
        case LeavingOut():
            return await leave_out(asked, sent)
        case ThematicAppointment():
            return await asked.declared(AppointThematicReviewer, sent)
        case ThematicPublishing() if name == "publish":
            return await publish(asked, sent)
        case _:
            command, texts, named = _told[name]
            return await asked.tell(command, sent, *texts, name=named)


def _opening(pages: Pages, request: Request, actor: Actor, form: Entered) -> Response:
    title = "Open a thematic review"
    return pages.render(
        request,
        "thematic-new.html",
        title=f"Error: {title}" if form.faults else title,
        status=422 if form.faults else 200,
        actor=actor,
        form=form,
    )


def _with_lead(fields: dict[str, str]) -> dict[str, str]:
    """The authority that leads, and after it the others, one a line."""
    codes = [fields.get("lead_authority", ""), fields.get("authorities", "")]
    others = {name: text for name, text in fields.items() if name != "lead_authority"}
    return others | {"authorities": "\n".join(codes)}


def _to(thematic: str, position: str) -> Response:
    return RedirectResponse(f"/thematic-reviews/{thematic}?after={position}", status_code=303)
