"""`/actions` for a browser: what is open by owner, and each action; and those of one case."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.reviews import actions as asking
from services.reviews.action_forms import action_forms, group, steps, steps_of
from services.reviews.actions import ActionFilter
from services.reviews.api.actions import owner_asked
from services.reviews.api.actions_shown import part_of_actions, shown_gap, with_texts
from services.reviews.api.seen import After, AtDesk, holding_of, seeing_case, today_of
from services.reviews.api.shown import shown_case
from services.reviews.api.texts import Purpose
from shared.edge.pages.frame import Pages, page_router
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import may_open, scope_of

actions_on_a_page = 50


def action_page_routes(pages: Pages) -> APIRouter:
    """The pages of actions."""
    router = page_router()
    action_forms(router, pages)

    @router.get("/actions")
    async def actions(
        *,
        request: Request,
        desk: AtDesk,
        actor: SignedIn,
        overdue: bool = False,
        owner: Annotated[str, Query(max_length=200)] = "",
        cursor: str | None = None,
    ) -> Response:
        wanted = ActionFilter(owner=owner_asked(owner), overdue=overdue)
        today = today_of(desk)
        async with desk.reading("actions", "caseload") as connection:
            part = await part_of_actions(
                connection, actor, wanted, today, limit=actions_on_a_page, cursor=cursor
            )
            rows = await asking.gaps(connection, scope_of(actor), None, today)
        return pages.render(
            request,
            "actions.html",
            title="Actions",
            actor=actor,
            part=part.shown,
            gaps=[shown_gap(row, today) for row in rows],
            wanted=wanted,
            today=today,
        )

    @router.get("/cases/{case_id}/actions")
    async def of_case(
        *,
        request: Request,
        case_id: str,
        desk: AtDesk,
        actor: SignedIn,
        purpose: Purpose | None = None,
        after: After = None,
    ) -> Response:
        today = today_of(desk)
        async with seeing_case(desk, actor, case_id, after, "actions") as (row, connection):
            wanted = ActionFilter(case=row.subject)
            part = await part_of_actions(connection, actor, wanted, today, limit=999)
        shown = await with_texts(desk, actor, row, part, purpose)
        return pages.render(
            request,
            "case-actions.html",
            title=f"Actions of case {case_id[-8:]}",
            actor=actor,
            case=shown_case(row, today),
            part=shown,
            purposes=list(Purpose),
            purpose=purpose,
            may_open=may_open(actor, holding_of(row)),
            may_act=actor.has(*group) and may_open(actor, holding_of(row)),
            steps=steps,
            steps_of=steps_of,
        )

    return router
