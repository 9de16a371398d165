"""Printing a report to the Panel from the register: one button, answered with the PDF."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.api.panel_documents import print_once, readable
from services.reporting.api.panel_documents_examples import printed_report
from services.reporting.asking import OpenDesk
from services.reporting.repository.keeping import cause_of
from shared.edge.identity import Role
from shared.edge.pages.frame import page_router
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import must_act


def report_page_routes() -> APIRouter:
    """The button of the register."""
    router = page_router()

    @router.post("/submissions/print")
    async def print_it(
        request: Request,
        desk: OpenDesk,
        actor: SignedIn,
        case: Annotated[str, Form(max_length=100)],
        number: Annotated[int, Form(alias="round", ge=1, le=99)],
    ) -> Response:
        file = await readable(desk, actor, case)
        must_act(actor, file.holding, Role.REPORTING_OFFICER)
        kept, _ = await print_once(desk, actor, file, number, cause_of(request, actor))
        return RedirectResponse(printed_report(case, kept).address, 303)

    return router
