"""A form for the title and themes of a record that was published from here."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.asking import OpenDesk
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository import words
from services.reporting.repository.describing import describe, shown_from_here
from services.reporting.repository.keeping import cause_of, keepers
from shared.edge.identity import Actor
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput
from shared.edge.sign_in import only
from shared.edge.words import in_words
from shared.events.codes import AgeBand
from shared.events.described import Description
from shared.events.record_codes import AgencyKind

Keeper = Annotated[Actor, Depends(only(*keepers))]
_texts = ("incident", "learning", "recommendations")


def describing_page_routes(pages: Pages) -> APIRouter:
    """For keepers alone."""
    router = page_router()

    def form(request: Request, actor: Actor, row: RecordRow, said: Entered) -> Response:
        return pages.render(
            request,
            "record-describe.html",
            title=f"Title and themes: {row.title}",
            status=400 if said.faults else 200,
            actor=actor,
            row=row,
            form=said,
            words=words,
        )

    @router.get("/records/{record}/description")
    async def ask(request: Request, record: str, desk: OpenDesk, actor: Keeper) -> Response:
        row = await shown_from_here(desk, actor, record)
        return form(request, actor, row, Entered(_values(row)))

    @router.post("/records/{record}/description")
    async def said(request: Request, record: str, desk: OpenDesk, actor: Keeper) -> Response:
        row = await shown_from_here(desk, actor, record)
        fields = await filled_in(request)
        try:
            sent = _read(fields)
        except BadInput as refusal:
            return form(request, actor, row, entered(fields, refusal))
        await describe(desk, actor, record, sent, cause_of(request, actor))
        return RedirectResponse(f"/records/{row.record}", 303)

    return router


def _values(row: RecordRow) -> Mapping[str, str]:
    """The form as it is filled in with what is known."""
    texts = {name: getattr(row, name) or "" for name in _texts}
    chosen = [f"age-{code}" for code in row.ages] + [f"agency-{code}" for code in row.agencies]
    lines = {"title": row.title, "keywords": "\n".join(row.keywords)}
    return lines | texts | dict.fromkeys(chosen, "on")


def _read(fields: Mapping[str, str]) -> Description:
    """What was filled in.

    Raises:
        BadInput: something of it cannot be so; in words.
    """
    lines = [line.strip() for line in fields.get("keywords", "").split("\n")]
    said: dict[str, Any] = {
        "title": fields.get("title", "").strip(),
        "keywords": tuple(line for line in lines if line),
        "ages": frozenset(code for code in AgeBand if f"age-{code}" in fields),
        "agencies": frozenset(code for code in AgencyKind if f"agency-{code}" in fields),
        **{name: fields[name].strip() for name in _texts if name in fields},
    }
    try:
        return Description.model_validate(said)
    except ValidationError as error:
        raise BadInput(*(_of_a_field(fault) for fault in in_words(error).faults)) from None


def _of_a_field(fault: Any) -> Any:
    """Of a line of a list the field is the list."""
    return type(fault)(fault.field.split(".")[0].split("[")[0], fault.what, fault.remedy)
