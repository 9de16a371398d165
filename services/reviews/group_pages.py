"""`/cases/{id}/review` for a browser: a form for each thing that the group records."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reviews.api.acting import commission
from services.reviews.api.asked import Asked, ByChair, ByGroup, Recorded
from services.reviews.api.bodies import Commissioning, Sent, SentDecision
from services.reviews.api.seen import After, AtDesk, holding_of, seeing_case, today_of
from services.reviews.api.shown import decision_words, shown_case
from services.reviews.api.waiting import AgenciesShown, shown_agencies
from services.reviews.forms import Act, beside_its_row, read_form
from services.reviews.group_forms import acts, by_chair, may_do
from services.reviews.queries import agencies_of
from services.reviews.read_models import CaseRow
from shared.decisions.decider import Refused
from shared.decisions.store import Position
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import must_act
from shared.events.codes import ExtendedFor
from shared.events.values import PartnerRole

partners = {
    PartnerRole.LOCAL_AUTHORITY: "The local authority",
    PartnerRole.POLICE: "The police",
    PartnerRole.HEALTH: "Health",
}
"""Who signs off a decision, in the order of the rows in which their sign-offs are filled in."""
more_sign_offs, most_reviewers = 2, 5
"""Rows beyond the three partners' for a second body of one, and rows for reviewers."""
_codes: dict[str, Any] = {
    "decisions": list(decision_words.items()),
    "criteria": (
        ("a", "(a) Improvements are needed, including those found before"),
        ("b", "(b) Themes that recur"),
        ("c", "(c) Concerns about two or more agencies working together"),
        ("d", "(d) The Panel found that a local review fits better"),
    ),
    "partners": [(role.value, words) for role, words in partners.items()],
    "more_sign_offs": more_sign_offs,
    "most_reviewers": most_reviewers,
    "extended_for": list(ExtendedFor),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as the page shows it to somebody of its group."""

    case: CaseRow
    agencies: AgenciesShown


def group_page_routes(pages: Pages) -> APIRouter:
    """`/cases/{id}/review`, and below it what each form sends."""
    router = page_router()
    page = _GroupPage(pages)

    @router.get("/cases/{case_id}/review")
    async def show(
        *,
        request: Request,
        case_id: str,
        desk: AtDesk,
        actor: SignedIn,
        after: After = None,
        do: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        seen = await _seen(desk, actor, case_id, after)
        return page.show(request, (desk, actor, seen), do, Entered())

    for name in acts:
        made = page.route(name)
        router.add_api_route(f"/cases/{{case_id}}/review/{name}", made, methods=["POST"])
    return router


@dataclass(frozen=True, slots=True)
class _GroupPage:
    pages: Pages

    def route(self, name: str) -> Callable[..., Awaitable[Response]]:
        """What answers a form, by whom it may be sent."""

        async def of_chair(request: Request, asked: ByChair) -> Response:
            return await self.act(request, asked, name)

        async def of_group(request: Request, asked: ByGroup) -> Response:
            return await self.act(request, asked, name)

        return of_chair if name in by_chair else of_group

    async def act(self, request: Request, asked: Asked, name: str) -> Response:
        """Do what a form asks for, or show it again as it was filled in."""
        fields, act = await filled_in(request), acts[name]
        try:
            done = await _do(asked, act, read_form(act.body, _with_partners(fields)))
        except (BadInput, Refused) as refusal:
            seen = await _seen(asked.desk, asked.actor, asked.subject, None)
            form = beside_its_row(entered(fields, refusal))
            return self.show(request, (asked.desk, asked.actor, seen), name, form)
        address = f"/cases/{asked.subject}/review?after={done.position}"
        return RedirectResponse(address, status_code=303)

    def show(
        self, request: Request, of: tuple[Desk, Actor, Seen], do: str, form: Entered
    ) -> Response:
        """What can be recorded, and above it the form that was chosen.

        `of` is the desk, who asks, and what they see.
        """
        desk, actor, seen = of
        may = may_do(seen.case, chair=actor.has(Role.GROUP_CHAIR))
        chosen = do if do in may or form.faults else ""
        title = acts[chosen].title if chosen else "What the group records"
        return self.pages.render(
            request,
            "group-review.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=actor,
            case=shown_case(seen.case, today_of(desk)),
            waiting_for=seen.case.waiting_for,
            agencies=seen.agencies.agencies,
            acts=acts,
            may=may,
            chosen=chosen,
            form=form,
            **_codes,
        )


async def _seen(desk: Desk, actor: Actor, case: str, after: Position | None) -> Seen:
    """Raises:
    NotFound: there is no such case for them.
    NotAllowed: there is, and they are not of its group.
    """
    async with seeing_case(desk, actor, case, after, "agency_summaries") as (row, connection):
        must_act(actor, holding_of(row), Role.GROUP_MEMBER, Role.GROUP_CHAIR)
        agencies = await agencies_of(connection, row.subject)
    return Seen(row, shown_agencies(agencies, today_of(desk)))


async def _do(asked: Asked, act: Act, sent: Sent) -> Recorded:
    match sent:
        case SentDecision():
            return await asked.conclude(act.command, sent)
        case Commissioning():
            return await commission(asked, sent)
        case _:
            return await asked.tell(act.command, sent, *act.texts, name=act.name)


def _with_partners(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with whose sign-off each of the first rows is, where one is filled in."""
    rows = [f"signed_off_by.{place}." for place in range(len(partners))]
    roles = {
        f"{row}partner_role": role.value
        for row, role in zip(rows, partners, strict=True)
        if any(name.startswith(row) for name in fields)
    }
    return {**fields, **roles}
