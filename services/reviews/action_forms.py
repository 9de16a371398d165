"""`/cases/{id}/actions/{step}` for a browser: a form for each step of an action."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reviews.actions import ActionFilter
from services.reviews.api.action_bodies import (
    Closing,
    Progress,
    Raising,
    Reopening,
    Rescheduling,
)
from services.reviews.api.actions import tell
from services.reviews.api.actions_shown import ActionShown, part_of_actions
from services.reviews.api.asked import Asked, ByGroup
from services.reviews.api.bodies import Sent
from services.reviews.api.seen import AtDesk, holding_of, seeing_case, today_of
from services.reviews.domain.actions import (
    CloseAction,
    RaiseAction,
    RecordActionProgress,
    ReopenAction,
    RescheduleAction,
)
from services.reviews.forms import read_form
from shared.decisions.decider import Command, Refused
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput, NotFound
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import must_act
from shared.events.actions import ActionProgress, ActionSource

group = (Role.GROUP_MEMBER, Role.GROUP_CHAIR)
most = 999


@dataclass(frozen=True, slots=True)
class Step:
    """One form: its heading and button, what it sends, and which of its fields are sealed."""

    title: str
    button: str
    body: type[Sent]
    command: type[Command]
    texts: tuple[str, ...]
    by: bool = False


raising = Step(
    "Raise an action", "Raise it", Raising, RaiseAction, ("action", "recommendation")
)
steps: Mapping[str, Step] = {
    "progress": Step(
        "Record progress", "Record it", Progress, RecordActionProgress, ("note",), by=True
    ),
    "rescheduled": Step(
        "Set another day", "Set it", Rescheduling, RescheduleAction, ("reason",)
    ),
    "closed": Step("Close the action", "Close it", Closing, CloseAction, ("effect",), by=True),
    "reopened": Step("Reopen the action", "Reopen it", Reopening, ReopenAction, ("reason",)),
}


def steps_of(action: ActionShown) -> list[str]:
    """The steps that make sense of an action now, the one that comes next first."""
    if action.closed_on is not None:
        return ["reopened"]
    said = action.progress in (ActionProgress.DONE, ActionProgress.CANNOT_BE_DONE)
    return ["closed", "progress", "rescheduled"] if said else ["progress", "rescheduled"]


def action_forms(router: APIRouter, pages: Pages) -> None:
    """A form for raising, and one for each step of an action; and what they send."""
    page = _Forms(pages)

    @router.get("/cases/{case_id}/actions/raised")
    async def raise_one(
        request: Request, case_id: str, desk: AtDesk, actor: SignedIn
    ) -> Response:
        case, _ = await _acting(desk, actor, case_id)
        return page.show(request, (actor, case, None), "raised", Entered())

    @router.get("/cases/{case_id}/actions/{step}")
    async def form(
        *,
        request: Request,
        case_id: str,
        step: str,
        desk: AtDesk,
        actor: SignedIn,
        number: Annotated[int, Query(ge=1, le=most)],
    ) -> Response:
        case, actions = await _acting(desk, actor, case_id)
        if step not in steps or number not in actions:
            raise NotFound
        values = {"number": str(number)}
        return page.show(request, (actor, case, actions[number]), step, Entered(values))

    @router.post("/cases/{case_id}/actions")
    async def raised(request: Request, asked: ByGroup) -> Response:
        return await page.act(request, asked, "raised")

    def route(name: str) -> Callable[..., Awaitable[Response]]:
        async def done(request: Request, asked: ByGroup) -> Response:
            return await page.act(request, asked, name)

        return done

    for name in steps:
        router.add_api_route(
            f"/cases/{{case_id}}/actions/{name}", route(name), methods=["POST"]
        )


async def _acting(
    desk: Desk, actor: Actor, case_id: str
) -> tuple[str, Mapping[int, ActionShown]]:
    """The case and its actions, for somebody who may act on it.

    Raises:
        NotFound: there is no such case for them.
        NotAllowed: there is, and they may not act on it.
    """
    async with seeing_case(desk, actor, case_id, None, "actions") as (row, connection):
        must_act(actor, holding_of(row), *group)
        wanted = ActionFilter(case=row.subject)
        part = await part_of_actions(connection, actor, wanted, today_of(desk), limit=most)
    return row.subject, {one.number: one for one in part.shown.actions}


@dataclass(frozen=True, slots=True)
class _Forms:
    pages: Pages

    def show(
        self,
        request: Request,
        of: tuple[Actor, str, ActionShown | None],
        name: str,
        form: Entered,
    ) -> Response:
        """A form as it was filled in; `of` is who asks, the case, and the action if any."""
        actor, case, action = of
        step = steps.get(name, raising)
        return self.pages.render(
            request,
            "action-form.html",
            title=f"Error: {step.title}" if form.faults else step.title,
            status=422 if form.faults else 200,
            actor=actor,
            case=case,
            one=action,
            name=name,
            step=step,
            form=form,
            sources=list(ActionSource),
            progresses=list(ActionProgress),
        )

    async def act(self, request: Request, asked: Asked, name: str) -> Response:
        """Do what a form asks for, or show it again as it was filled in."""
        fields, step = await filled_in(request), steps.get(name, raising)
        by = {"by": asked.actor.id} if step.by else {}
        try:
            sent = read_form(step.body, fields)
            done = await tell(asked, step.command, sent, *step.texts, **by)
        except (BadInput, Refused) as refusal:
            _, actions = await _acting(asked.desk, asked.actor, asked.subject)
            number = fields.get("number", "")
            action = actions.get(int(number)) if number.isdecimal() else None
            of = (asked.actor, asked.subject, action)
            return self.show(request, of, name, entered(fields, refusal))
        address = f"/cases/{asked.subject}/actions?after={done.position}"
        return RedirectResponse(address, status_code=303)
