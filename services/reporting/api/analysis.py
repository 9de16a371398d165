"""`/analysis`: a period of whole months in tables, as JSON, as one long table, as a PDF."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.reporting.analysis.asking import asked_by, found_for, pdf_of, today_at
from services.reporting.analysis.csv_file import csv_of
from services.reporting.analysis.whole import Asked
from services.reporting.api import analysis_examples as examples
from services.reporting.api.analysis_examples import AnalysisShown, shown_analysis
from services.reporting.api.national import Below
from services.reporting.asking import OpenDesk
from services.reporting.moments import AsOf
from shared.edge.sign_in import SignedIn

Month = Annotated[
    str | None, Query(max_length=20, description="The first month, as 2023-04.", alias="from")
]
LastMonth = Annotated[
    str | None,
    Query(
        max_length=20,
        description="The last month; without both, three years to the last 31 March.",
        alias="to",
    ),
]
Code = Annotated[str | None, Query(max_length=20, description="A GSS code, such as E06000054.")]


async def period_of(
    desk: OpenDesk,
    begins: Month = None,
    ends: LastMonth = None,
    authority: Code = None,
    suppress_below: Below = 0,
) -> Asked:
    """What is asked for; it is the same for each form of the answer."""
    texts = (begins or "", ends or "", authority or "", str(suppress_below))
    return asked_by(today_at(desk), *texts)


AskedPeriod = Annotated[Asked, Depends(period_of)]


def analysis_routes() -> APIRouter:
    """The analysis of a period, in three forms."""
    router = APIRouter(prefix="/analysis", tags=["analysis of a period"])

    @router.get("", summary="The analysis of a period", **examples.analysis)
    async def whole(
        desk: OpenDesk, actor: SignedIn, asked: AskedPeriod, as_of: AsOf = None
    ) -> AnalysisShown:
        """Harm, age, agencies, themes, timeliness, the Panel's answers, actions.

        Each table is counted by the day named in its note; all are of one snapshot.
        """
        return shown_analysis(await found_for(desk, actor, asked, as_of), as_of)

    @router.get(
        "/tables.csv",
        summary="The analysis as one long table",
        response_class=Response,
        responses=examples.csv_file,
    )
    async def table(
        desk: OpenDesk, actor: SignedIn, asked: AskedPeriod, as_of: AsOf = None
    ) -> Response:
        """A line a number: table, row, column, value; `c` is held back, `x` not to be had."""
        found = await found_for(desk, actor, asked, as_of)
        return _file(csv_of(asked, found.tables), asked, "csv", "text/csv; charset=utf-8")

    @router.get(
        "/report.pdf",
        summary="The analysis as a PDF",
        response_class=Response,
        responses=examples.pdf_file,
    )
    async def report(
        desk: OpenDesk, actor: SignedIn, asked: AskedPeriod, as_of: AsOf = None
    ) -> Response:
        """As PDF/UA-1: each plot with its words, and its table under it."""
        found = await found_for(desk, actor, asked, as_of)
        return _file(await pdf_of(found), asked, "pdf", "application/pdf")

    return router


def _file(body: Any, asked: Asked, ending: str, media: str) -> Response:
    name = f"analysis-{asked.period.begins}-to-{asked.period.ends}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media, headers=headers)
