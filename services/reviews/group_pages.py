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
from services.reviews.api.cspr_bodies import Appointment, Declaration
from services.reviews.api.obligations_shown import shown_obligations
from services.reviews.api.seen import After, AtDesk, holding_of, seeing_case, today_of
from services.reviews.api.shown import decision_words, shown_case
from services.reviews.api.waiting import shown_agencies
from services.reviews.course_forms import to_be_told
from services.reviews.domain.course import sees_it_first
from services.reviews.domain.delay import told_why
from services.reviews.forms import Act, beside_its_row, read_form
from services.reviews.group_forms import acts, by_chair, may_do
from services.reviews.obligations import obligations_of
from services.reviews.queries import agencies_of, parts_of
from services.reviews.read_models import AgencyRow, CaseRow, ObligationRow, PartRow
from services.reviews.read_models.publication_words import recipient_words
from shared.decisions.decider import Refused
from shared.decisions.store import Position
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import must_act
from shared.events.codes import ExtendedFor, NotificationChannel, SubmissionChannel
from shared.events.practice_codes import (
    DelayReason,
    HeldBy,
    Involved,
    Involvement,
    NotInFull,
    PublishedAs,
    QualityJudged,
    ReviewerLeft,
    TakenDownFor,
    TimeJudged,
)
from shared.events.values import PartnerRole

partners = {
    PartnerRole.LOCAL_AUTHORITY: "The local authority",
    PartnerRole.POLICE: "The police",
    PartnerRole.HEALTH: "Health",
}
"""Who signs off a decision, in the order of the rows in which their sign-offs are filled in."""
more_sign_offs, most_reviewers = 2, 5
"""Rows beyond the three partners' for a second body of one, and rows for reviewers."""
_beside = ("agency_summaries", "obligations", "practice")
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
    "reviewer_left": list(ReviewerLeft),
    "involved": list(Involved),
    "involvements": list(Involvement),
    "times": list(TimeJudged),
    "qualities": list(QualityJudged),
    "delays": list(DelayReason),
    "holds": list(HeldBy),
    "published_as": list(PublishedAs),
    "not_in_full": list(NotInFull),
    "taken_down_for": list(TakenDownFor),
    "channels": list(SubmissionChannel),
    "telling_channels": list(NotificationChannel),
    "recipients": recipient_words,
    "seen_first": [code.value for code in sees_it_first],
    "told_why": [code.value for code in told_why],
    "rules": (
        ("R13", "That a review was commissioned"),
        ("R15", "By a copy before publication"),
        ("R18", "Why publication is delayed"),
    ),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as the page shows it to somebody of its group."""

    case: CaseRow
    agencies: list[AgencyRow]
    parts: list[PartRow]
    owed: list[ObligationRow]


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
        today = today_of(desk)
        may = may_do(seen.case, seen.parts, seen.owed, chair=actor.has(Role.GROUP_CHAIR))
        chosen = do if do in may or form.faults else ""
        title = acts[chosen].title if chosen else "What the group records"
        return self.pages.render(
            request,
            "group-review.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=actor,
            case=shown_case(seen.case, today),
            row=seen.case,
            agencies=shown_agencies(seen.agencies, today).agencies,
            parts=seen.parts,
            owed=shown_obligations(seen.owed, today),
            to_be_told=to_be_told(seen.owed),
            acts=acts,
            may=may,
            chosen=chosen,
            form=form,
            **_codes,
        )


async def _seen(desk: Desk, actor: Actor, case: str, after: Position | None) -> Seen:
    """A case and what is recorded of its review, for somebody of its group.

    Raises:
        NotFound: there is no such case for them.
        NotAllowed: there is, and they are not of its group.
    """
    async with seeing_case(desk, actor, case, after, *_beside) as (row, connection):
        must_act(actor, holding_of(row), Role.GROUP_MEMBER, Role.GROUP_CHAIR)
        return Seen(
            row,
            await agencies_of(connection, row.subject),
            await parts_of(connection, row.subject),
            await obligations_of(connection, row.subject),
        )


async def _do(asked: Asked, act: Act, sent: Sent) -> Recorded:
    match sent:
        case SentDecision():
            return await asked.conclude(act.command, sent)
        case Commissioning():
            return await commission(asked, sent)
        case Appointment() | Declaration():
            return await asked.declared(act.command, sent)
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
