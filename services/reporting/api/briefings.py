"""`/briefings`: what chosen published reviews share, read by anybody and written by some."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api import briefings_answered as answered
from services.reporting.api.briefings_answered import (
    AllBriefings,
    BriefingKept,
    BriefingShown,
    briefing_listed,
    briefing_shown,
)
from services.reporting.api.records import Withdrawal
from services.reporting.asking import OpenDesk, PublicAfter
from services.reporting.repository import briefing as queries
from services.reporting.repository.briefing_keeping import (
    NewBriefing,
    pdf_of,
    shown_briefing,
    withdraw,
    write,
)
from services.reporting.repository.keeping import cause_of, keepers
from services.reporting.repository.reader import checked_record
from shared.edge.bodies import described, json_body
from shared.edge.identity import Actor
from shared.edge.sign_in import only

Keeper = Annotated[Actor, Depends(only(*keepers))]
_sent = described(NewBriefing, one=answered.new_briefing)


def briefing_routes() -> APIRouter:
    """Briefings are public; writing them needs a role."""
    router = APIRouter(prefix="/briefings", tags=["briefings"])

    @router.get("", summary="All briefings", **answered.all_briefings)
    async def every(desk: OpenDesk, after: PublicAfter = None) -> AllBriefings:
        """Open to all: the one written last first, at most 200."""
        await desk.seen("briefings", after)
        async with desk.reading("briefings") as connection:
            rows = await queries.briefings(connection)
        return AllBriefings(briefings=[briefing_listed(one) for one in rows])

    @router.get("/{briefing}", summary="One briefing", **answered.one_briefing)
    async def one(briefing: str, desk: OpenDesk) -> BriefingShown:
        """Open to all: its reviews as they are shown now, and what two or more share."""
        async with desk.reading("briefings", "published_records", "themes") as connection:
            found = await shown_briefing(connection, briefing)
        return briefing_shown(found)

    @router.get(
        "/{briefing}/pdf",
        summary="A briefing as it was printed",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    async def pdf(briefing: str, desk: OpenDesk) -> Response:
        """Open to all: the PDF (PDF/UA-1) that was made when it was written."""
        async with desk.reading("briefings", "published_records", "themes") as connection:
            found = await shown_briefing(connection, briefing)
            body = await pdf_of(connection, found)
        headers = {"content-disposition": f'attachment; filename="{found.row.subject}.pdf"'}
        return Response(body, media_type="application/pdf", headers=headers)

    @router.post(
        "",
        status_code=201,
        summary="Write a briefing",
        openapi_extra=_sent,
        **answered.briefing_kept,
    )
    async def new(
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[NewBriefing, Depends(json_body(NewBriefing))],
    ) -> BriefingKept:
        """It is printed once, now; only published records go into it."""
        subject, outcome = await write(desk, sent, cause_of(request, actor))
        return BriefingKept(briefing=subject, position=str(outcome.position))

    @router.post(
        "/{briefing}/writing",
        status_code=201,
        summary="Write a briefing anew",
        openapi_extra=_sent,
        **answered.briefing_kept,
    )
    async def anew(
        *,
        briefing: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[NewBriefing, Depends(json_body(NewBriefing))],
    ) -> BriefingKept:
        """Under the same address; its PDF is printed anew, and the one before is gone."""
        subject = checked_record(briefing)
        subject, outcome = await write(desk, sent, cause_of(request, actor), subject)
        return BriefingKept(briefing=subject, position=str(outcome.position))

    @router.post(
        "/{briefing}/withdrawal",
        status_code=201,
        summary="Show a briefing no longer",
        openapi_extra=described(Withdrawal, one={"reason": "entered-by-mistake"}),
        **answered.briefing_kept,
    )
    async def withdrawn(
        *,
        briefing: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[Withdrawal, Depends(json_body(Withdrawal))],
    ) -> BriefingKept:
        """Its PDF is destroyed; its address says that it was withdrawn."""
        outcome = await withdraw(
            desk, checked_record(briefing), sent.reason, cause_of(request, actor)
        )
        return BriefingKept(briefing=briefing, position=str(outcome.position))

    return router
