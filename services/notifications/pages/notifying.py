"""`/cases/{id}/notification`: how far a notification has come, and a form for each step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.notifications.api.drafts import instant_of
from services.notifications.api.facts import open_facts
from services.notifications.api.parts import (
    AtDesk,
    CaseId,
    OnCase,
    case_of,
    facts_now,
    holding_of,
    on_case,
)
from services.notifications.domain import Case
from services.notifications.pages.choices import choices_of
from services.notifications.pages.facts import (
    children_in,
    compacted,
    facts_filled,
    facts_said,
    free_number,
    most_children,
    most_fields,
    numbered,
)
from services.notifications.pages.stepping import do_step
from services.notifications.pages.steps import steps, steps_of, to_tell, told_before, whom
from shared.decisions.clock import london_date
from shared.decisions.decider import Refused
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in, model_of
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput, NotAllowed, NotFound
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import Holding, must_see

Acting = Annotated[OnCase, Depends(on_case(Role.AUTHORITY_OFFICER))]


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as somebody sees it, at the position that it had."""

    actor: Actor
    case: str
    state: Case
    position: int
    holding: Holding

    @property
    def may_act(self) -> bool:
        """Whether they are an officer of its authority."""
        own = not self.actor.authorities.isdisjoint(self.holding.authorities)
        return own and self.actor.has(Role.AUTHORITY_OFFICER)


def notifying_pages(router: APIRouter, pages: Pages) -> None:
    """`/cases/{case}/notification`, and below it what each form sends."""
    page = _NotificationPage(pages)

    @router.get("/cases/{case}/notification")
    async def show(
        *,
        request: Request,
        actor: SignedIn,
        desk: AtDesk,
        case: CaseId,
        do: Annotated[str, Query(max_length=20)] = "",
        opened: bool = False,
    ) -> Response:
        seen = await _seeing(desk, actor, case)
        step = steps.get(do)
        if step and step.facts and opened and do in steps_of(seen.state):
            if not seen.may_act:
                raise NotAllowed
            async with desk.pool.connection() as connection:
                facts = await open_facts(desk, connection, actor, case, facts_now(seen.state))
            values = {**facts_filled(facts), "seen": str(seen.position)}
            return page.show(request, seen, do, Entered(values), opened=True)
        return page.show(request, seen, do, Entered())

    @router.post("/cases/{case}/notification/{step}")
    async def act(request: Request, on: Acting, step: str) -> Response:
        if step not in steps:
            raise NotFound
        return await page.act(request, on, step)


async def _seeing(desk: Desk, actor: Actor, case: str) -> Seen:
    async with desk.pool.connection() as connection:
        state, position = await case_of(connection, case)
    return Seen(actor, case, state, position, must_see(actor, holding_of(state)))


@dataclass(frozen=True, slots=True)
class _NotificationPage:
    pages: Pages

    def show(
        self, request: Request, seen: Seen, do: str, form: Entered, *, opened: bool = False
    ) -> Response:
        """How far it has come, and the form that was chosen, or the one that comes next."""
        may = steps_of(seen.state) if seen.may_act else []
        chosen = do if do in may or form.faults else next(iter(may), "")
        title = steps[chosen].title if chosen else "The notification"
        shown = min(max(children_in(form.values), 1), most_children)
        values = numbered(form.values, shown, free_number(seen.state))
        today = london_date(request.app.state.desk.clock.now())
        return self.pages.render(
            request,
            "notification.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=seen.actor,
            case=seen.case,
            report=seen.state.report,
            notification=seen.state.notification,
            steps=steps,
            may=may,
            chosen=chosen,
            opened=opened or bool(form.values),
            form=Entered(values, form.faults),
            shown=shown,
            most_children=most_children,
            done=steps.get(request.query_params.get("done", "")),
            to_tell=to_tell(seen.state.notification),
            told_before=told_before(seen.state.notification),
            **choices_of(seen.actor, today),
        )

    async def act(self, request: Request, on: OnCase, name: str) -> Response:
        """Do what a form asks for, or show it again as it was filled in."""
        step = steps[name]
        values = compacted(await filled_in(request, most=most_fields))
        seen = Seen(
            on.actor, on.case, on.state, on.position, must_see(on.actor, holding_of(on.state))
        )
        if values.pop("another", None):
            return self._one_more(request, seen, name, values)
        try:
            said = _said(name, values)
            await do_step(on, step, model_of(step.body, said), values.get("seen"))
        except (BadInput, Refused) as refusal:
            return self.show(request, seen, name, entered(values, _beside(refusal, name)))
        return RedirectResponse(f"/cases/{on.case}/notification?done={name}", status_code=303)

    def _one_more(
        self, request: Request, seen: Seen, name: str, values: dict[str, str]
    ) -> Response:
        """The form with fields for one more child, and all else as it was filled in."""
        place = children_in(values)
        more = numbered(values, min(place + 1, most_children), free_number(seen.state))
        return self.show(request, seen, name, Entered(more), opened=True)


def _said(name: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a step's form as its body has them."""
    said: dict[str, Any] = dict(whom(values, name))
    said.pop("seen", None)
    if steps[name].facts:
        facts = facts_said(values)
        said = {
            field: text
            for field, text in said.items()
            if field not in facts and not field.startswith("children.")
        }
        said |= {"facts": facts} if name == "notified-otherwise" else facts
    if name.startswith("notified"):
        said["notified_at"] = instant_of(values)
    return said


def _beside(refusal: BadInput | Refused, name: str) -> BadInput | Refused:
    """What is wrong stands beside the field that the form has for it."""
    if isinstance(refusal, Refused):
        return refusal
    renamed = [replace(one, field=one.field.removeprefix("facts.")) for one in refusal.faults]
    one_choice = name == "taken-back"
    return BadInput(*(one for one in renamed if not (one_choice and one.field == "recipient")))
