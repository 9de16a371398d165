"""`/cases/{id}/panel-report/…`: the report as a PDF, looked at first, then kept once."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api import panel_documents_examples as examples
from services.reporting.api.opening import opened
from services.reporting.api.panel_documents_examples import (
    PrintedReport,
    PrintedReports,
    printed_report,
)
from services.reporting.asking import OpenDesk, seen_case
from services.reporting.case_file import CaseFile
from services.reporting.documents import keeping
from services.reporting.documents.canonical import digest
from services.reporting.documents.package import PanelReport
from services.reporting.documents.panel_report import panel_report
from services.reporting.documents.pdf import NotPrinted, as_pdf
from services.reporting.documents.printed import printed
from services.reporting.repository.keeping import cause_of
from shared.decisions.decider import Refused
from shared.decisions.store import Cause
from shared.edge.access import note_opening
from shared.edge.cursors import Position, after_parameter
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import may_open, must_act

After = Annotated[Position | None, Depends(after_parameter)]
RoundAsked = Annotated[
    int | None, Query(ge=1, le=99, description="The latest one, if left out.", alias="round")
]


def panel_document_routes() -> APIRouter:
    """The printed report of a case to the Panel."""
    router = APIRouter(prefix="/cases/{case}/panel-report", tags=["Panel reports"])

    @router.get(
        "/preview.pdf",
        summary="The report as it would be printed now",
        response_class=Response,
        responses=examples.pdf,
    )
    async def preview(
        case: str, desk: OpenDesk, actor: SignedIn, number: RoundAsked = None
    ) -> Response:
        """Marked as a preview, and not kept; the opening of its texts is noted."""
        file = await readable(desk, actor, case)
        package = panel_report(case, file.told, round_=number)
        pdf = await _print(desk, actor, package, preview=True)
        return _as_file(pdf, f"preview-{case}-{package.round}.pdf")

    @router.post(
        "/documents",
        status_code=201,
        summary="Print the report of a round, and keep it",
        **examples.kept,
    )
    async def keep(
        *,
        case: str,
        request: Request,
        response: Response,
        desk: OpenDesk,
        actor: SignedIn,
        number: RoundAsked = None,
        after: After = None,
    ) -> PrintedReport:
        """Each version of the report is printed once; asked for again, that one is named (200).

        What the Panel asks for in addition makes another version of the round.
        """
        late = await desk.late("ledger", after, case=case)
        file = await readable(desk, actor, case)
        must_act(actor, file.holding, Role.REPORTING_OFFICER)
        if late is not None:
            raise late
        kept, anew = await print_once(desk, actor, file, number, cause_of(request, actor))
        response.status_code = 201 if anew else 200
        return printed_report(case, kept)

    @router.get("/documents", summary="Which versions were printed", **examples.listed)
    async def documents(*, case: str, desk: OpenDesk, actor: SignedIn) -> PrintedReports:
        """Those that are kept, the oldest first; of an erased case there are none."""
        await readable(desk, actor, case)
        async with desk.pool.connection() as connection:
            kept = await keeping.all_kept(connection, case)
        return PrintedReports(documents=[printed_report(case, each) for each in kept])

    @router.get(
        "/documents/{ciphertext}.pdf",
        summary="A printed report, as it was kept",
        response_class=Response,
        responses=examples.pdf,
    )
    async def document(
        case: str,
        ciphertext: Annotated[str, InPath(pattern="^[0-9a-f]{64}$")],
        desk: OpenDesk,
        actor: SignedIn,
    ) -> Response:
        """Its bytes are those that were printed; each opening is noted."""
        await readable(desk, actor, case)
        async with desk.pool.connection() as connection:
            sealed = await keeping.sealed_document(connection, case, ciphertext)
            await note_opening(
                desk,
                connection,
                actor,
                subject=case,
                purpose="Printed Panel report",
                seals=1,
            )
        pdf = await desk.sealer.open_bytes(case, sealed)
        if pdf is None:
            raise NotFound
        return _as_file(pdf, f"panel-report-{case}-{ciphertext[:8]}.pdf")

    return router


async def readable(desk: Desk, actor: Actor, case: str) -> CaseFile:
    """The case, of which somebody may read the texts.

    Raises:
        NotFound: there is none, or it is not theirs.
        NotAllowed: they may see the case, and not its texts.
    """
    async with desk.pool.connection() as connection:
        file, _ = await seen_case(connection, actor, case)
    actor.must_be(Role.REPORTING_OFFICER, Role.AUDITOR)
    if not may_open(actor, file.holding):
        raise NotAllowed("The printed report holds the texts of the case, which are not yours.")
    return file


async def print_once(
    desk: Desk, actor: Actor, file: CaseFile, number: int | None, cause: Cause
) -> tuple[keeping.Kept, bool]:
    """The printed report of a round as it is now, and whether it was printed only just now.

    Raises:
        Refused: there is no decision to report, or the report could not be printed.
    """
    package = panel_report(file.subject, file.told, round_=number)
    version = digest(package)
    async with desk.pool.connection() as connection:
        known = await keeping.find_kept(connection, file.subject, version)
    if known is not None:
        return known, False
    pdf = await _print(desk, actor, package, preview=False)
    kept = await keeping.keep(desk, file, (package.round, version), pdf, cause)
    return kept, True


async def _print(desk: Desk, actor: Actor, package: PanelReport, *, preview: bool) -> bytes:
    texts = await opened(desk, actor, package)
    words = printed(texts, digest(package), preview=preview)
    try:
        return await asyncio.to_thread(as_pdf, words)
    except NotPrinted:
        raise Refused(
            "This report could not be printed. Send the JSON package, and tell us of this case."
        ) from None


def _as_file(pdf: bytes, name: str) -> Response:
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
