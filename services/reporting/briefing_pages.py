"""`/briefings` for a browser: read by anybody; a keeper chooses reviews and writes one."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.asking import OpenDesk
from services.reporting.repository import briefing as queries
from services.reporting.repository import words
from services.reporting.repository.briefing_keeping import (
    NewBriefing,
    shown_briefing,
    withdraw,
    write,
)
from services.reporting.repository.briefing_print import (
    briefing_address,
    facet_titles,
    learning_of,
    value_words,
)
from services.reporting.repository.citing import citation
from services.reporting.repository.keeping import cause_of, keepers
from services.reporting.repository.queries import Search
from services.reporting.repository.reader import Asked, checked_record, perhaps_signed_in, shown
from shared.decisions.decider import Refused
from shared.decisions.store import Outcome
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput, Fault, NotReady
from shared.edge.sign_in import only
from shared.edge.words import in_words
from shared.events.record_codes import RecordWithdrawal

Keeper = Annotated[Actor, Depends(only(*keepers))]
most_to_choose = 100
_reasons = {
    RecordWithdrawal.CHILD_MAY_BE_IDENTIFIED: "A child may be identified",
    RecordWithdrawal.ENTERED_BY_MISTAKE: "It was written by mistake",
    RecordWithdrawal.ENTERED_TWICE: "It was written twice",
    RecordWithdrawal.ASKED_BY_PARTNERSHIP: "A partnership asked for it",
}


def briefing_page_routes(pages: Pages) -> APIRouter:
    """What everybody reads."""
    router = page_router()

    @router.get("/briefings")
    async def every(request: Request, desk: OpenDesk) -> Response:
        async with desk.reading("briefings") as connection:
            rows = await queries.briefings(connection)
        return pages.render(
            request, "briefings.html", title="Briefings", rows=rows, **_reader(request)
        )

    @router.get("/briefings/{briefing}")
    async def one(request: Request, briefing: str, desk: OpenDesk) -> Response:
        async with desk.reading("briefings", "published_records", "themes") as connection:
            found = await shown_briefing(connection, briefing)
        gone = found.row.withdrawn
        return pages.render(
            request,
            "briefing.html",
            title="Withdrawn briefing" if gone else found.row.title,
            status=410 if gone else 200,
            found=found,
            address=briefing_address(found.row.subject),
            facet_titles=facet_titles,
            value_words=value_words,
            learning_of=learning_of,
            citation=citation,
            words=words,
            reasons=_reasons,
            **_reader(request),
        )

    return router


def briefing_writing_routes(pages: Pages) -> APIRouter:
    """The pages with which keepers write and withdraw; include them before the others."""
    router = page_router()

    async def choosing(
        request: Request, desk: Desk, actor: Actor, wanted: Search, form: Entered
    ) -> Response:
        async with desk.reading("published_records", "themes") as connection:
            results = await shown(connection, wanted, 1, most_to_choose)
        return pages.render(
            request,
            "briefing-new.html",
            title="Write a briefing",
            status=400 if form.faults else 200,
            actor=actor,
            wanted=results.wanted,
            results=results,
            form=form,
            words=words,
        )

    @router.get("/briefings/new")
    async def new(request: Request, desk: OpenDesk, actor: Keeper, wanted: Asked) -> Response:
        return await choosing(request, desk, actor, wanted, Entered())

    @router.post("/briefings")
    async def written(
        request: Request, desk: OpenDesk, actor: Keeper, wanted: Asked
    ) -> Response:
        said = await _form(request)
        try:
            briefing, outcome = await write(desk, _read(said), cause_of(request, actor))
        except (BadInput, Refused) as refusal:
            again = entered(said, refusal)
            return await choosing(request, desk, actor, wanted, again)
        await _seen(desk, outcome)
        return RedirectResponse(f"/briefings/{briefing}", 303)

    @router.post("/briefings/{briefing}/withdrawal")
    async def withdrawn(
        request: Request, briefing: str, desk: OpenDesk, actor: Keeper
    ) -> Response:
        said = (await filled_in(request)).get("reason", "")
        if said not in set(RecordWithdrawal):
            raise BadInput(Fault("reason", "It is no reason.", "Choose one of those shown."))
        reason, cause = RecordWithdrawal(said), cause_of(request, actor)
        await _seen(desk, await withdraw(desk, checked_record(briefing), reason, cause))
        return RedirectResponse("/briefings", 303)

    return router


def _reader(request: Request) -> dict[str, Any]:
    actor = perhaps_signed_in(request)
    return {"actor": actor, "keeper": actor is not None and actor.has(*keepers)}


async def _seen(desk: Desk, outcome: Outcome) -> None:
    with suppress(NotReady):
        await desk.seen("briefings", outcome.position)


async def _form(request: Request) -> dict[str, Any]:
    """What was filled in; `reviews` are those that were chosen."""
    async with request.form(max_files=0, max_fields=most_to_choose + 10) as form:
        texts = {
            name: str(form[name]).replace("\r\n", "\n").strip()
            for name in ("title", "introduction")
            if str(form.get(name, "")).strip()
        }
        return texts | {"reviews": [str(one) for one in form.getlist("review")]}


def _read(said: dict[str, Any]) -> NewBriefing:
    if not said["reviews"]:
        raise Refused("No review is chosen. Choose at least one.", field="reviews")
    try:
        return NewBriefing.model_validate({**said, "reviews": tuple(said["reviews"])})
    except ValidationError as error:
        raise in_words(error) from None
