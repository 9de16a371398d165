"""`/cases/new`: an officer begins a case that nobody has reported."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.notifications.api.cases import begin_case
from services.notifications.api.forms import Beginning
from services.notifications.api.parts import desk_of
from services.notifications.pages.choices import choices_of
from services.notifications.pages.facts import (
    children_in,
    compacted,
    facts_said,
    most_children,
    most_fields,
    numbered,
)
from shared.decisions.clock import london_date
from shared.decisions.decider import Refused
from shared.decisions.ids import new_id
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import Entered, entered, filled_in, model_of
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput
from shared.edge.sign_in import only

Officer = Annotated[Actor, Depends(only(Role.AUTHORITY_OFFICER))]


def beginning_pages(router: APIRouter, pages: Pages) -> None:
    """`/cases/new`, for officers alone."""
    page = _Beginning(pages)

    @router.get("/cases/new")
    async def show(request: Request, actor: Officer) -> Response:
        return page.show(request, actor, Entered({"once": new_id()}))

    @router.post("/cases/new")
    async def begin(request: Request, actor: Officer) -> Response:
        return await page.begin(request, actor)


@dataclass(frozen=True, slots=True)
class _Beginning:
    pages: Pages

    def show(self, request: Request, actor: Actor, form: Entered) -> Response:
        """The form; its field `once` makes that the same sent twice is one case."""
        shown = min(max(children_in(form.values), 1), most_children)
        title = "A new incident"
        return self.pages.render(
            request,
            "case-new.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=actor,
            form=Entered(numbered(form.values, shown, 1), form.faults),
            shown=shown,
            most_children=most_children,
            **choices_of(actor, london_date(desk_of(request).clock.now())),
        )

    async def begin(self, request: Request, actor: Actor) -> Response:
        """A case is begun, or the form comes back with all that was filled in."""
        values = compacted(await filled_in(request, most=most_fields))
        if values.pop("another", None):
            more = min(children_in(values) + 1, most_children)
            return self.show(request, actor, Entered(numbered(values, more, 1)))
        values.setdefault("once", new_id())
        own = {name: values[name] for name in ("aware_on", "how") if name in values}
        try:
            form = model_of(Beginning, facts_said(values) | own)
            if form.authority not in actor.authorities:
                raise Refused("You may not act for this authority.", field="authority")
            begun = await begin_case(request, actor, form, values["once"])
        except (BadInput, Refused) as refusal:
            return self.show(request, actor, entered(values, refusal))
        address = f"/cases/{begun['case']}/notification?done=aware"
        return RedirectResponse(address, status_code=303)
