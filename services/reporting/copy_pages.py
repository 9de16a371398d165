"""`/copies` for a browser: asking for a copy of an older review, and answering who asked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.api.documents import shown_record
from services.reporting.asking import OpenDesk
from services.reporting.repository import copies, queries
from services.reporting.repository.copies import AskedBy, CopyAnswer
from services.reporting.repository.keeping import keepers
from services.reporting.repository.reader import checked_record, perhaps_signed_in
from shared.edge.identity import Actor
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput, Fault
from shared.edge.sign_in import must_be_own_form, only
from shared.edge.words import in_words

Keeper = Annotated[Actor, Depends(only(*keepers))]
_answers = {
    CopyAnswer.SENT: "A copy was sent",
    CopyAnswer.NOT_HELD: "Nobody here holds a copy",
    CopyAnswer.NOT_GIVEN: "A copy cannot be given",
}


def copy_page_routes(pages: Pages) -> APIRouter:
    """Asking and looking are open to everybody; who asked is seen by keepers alone."""
    router = page_router()

    @router.get("/records/{record}/copies")
    async def ask(request: Request, record: str, desk: OpenDesk) -> Response:
        async with desk.pool.connection() as connection:
            row = await shown_record(connection, record)
        return _ask_page(pages, request, row)

    @router.post("/records/{record}/copies")
    async def asked(request: Request, record: str, desk: OpenDesk) -> Response:
        must_be_own_form(request)
        async with desk.pool.connection() as connection:
            row = await shown_record(connection, record)
        said = await _form(request, ("name", "contact", "why"))
        try:
            asked_by = AskedBy.model_validate({k: v for k, v in said.items() if v})
        except ValidationError as error:
            faults = in_words(error).faults
            return _ask_page(pages, request, row, said=said, faults=faults)
        reference = await copies.ask(desk, row.record, asked_by)
        return RedirectResponse(f"/copies/{reference}", 303)

    @router.get("/copies")
    async def waiting(request: Request, desk: OpenDesk, actor: Keeper) -> Response:
        found = await copies.waiting(desk, actor)
        async with desk.pool.connection() as connection:
            rows = await queries.find_records(connection, [one.record for one in found])
        return pages.render(
            request,
            "copies.html",
            title="Copies asked for",
            actor=actor,
            waiting=found,
            titles={row.record: row.title for row in rows},
            answers=_answers,
        )

    @router.get("/copies/{reference}")
    async def copy(request: Request, reference: str, desk: OpenDesk) -> Response:
        async with desk.pool.connection() as connection:
            found = await copies.find(connection, checked_record(reference))
        return pages.render(
            request,
            "copy.html",
            title="Your request for a copy",
            actor=perhaps_signed_in(request),
            asked=found,
            answers=_answers,
        )

    @router.post("/copies/{reference}/answer")
    async def answer(
        request: Request,
        reference: str,
        desk: OpenDesk,
        actor: Keeper,
    ) -> Response:
        said = await _form(request, ("answer",))
        if said["answer"] not in set(CopyAnswer):
            raise BadInput(Fault("answer", "It is no answer.", "Choose one of those shown."))
        await copies.answer(desk, checked_record(reference), CopyAnswer(said["answer"]), actor)
        return RedirectResponse("/copies", 303)

    return router


def _ask_page(pages: Pages, request: Request, row: Any, **more: Any) -> Response:
    return pages.render(
        request,
        "copy-ask.html",
        title=f"Ask for a copy: {row.title}",
        status=400 if more else 200,
        actor=perhaps_signed_in(request),
        row=row,
        **more,
    )


async def _form(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=10) as form:
        return {name: str(form.get(name, "")).replace("\r\n", "\n").strip() for name in names}
