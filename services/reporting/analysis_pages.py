"""`/analysis` for a browser: each table under its plot; no script draws anything."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.analysis.asking import Found, asked_by, found_for, today_at
from services.reporting.analysis.plots import most_bars, plot
from services.reporting.asking import OpenDesk, readers
from services.reporting.pages import authorities_of
from shared.edge.pages.forms import Entered, entered
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput
from shared.edge.sign_in import SignedIn

Typed = Annotated[str, Query(max_length=40)]


def analysis_page_routes(pages: Pages) -> APIRouter:
    """One page: the form, and what was asked for with it."""
    router = page_router()

    @router.get("/analysis")
    async def analysis(  # noqa: PLR0917 - what the form has
        request: Request,
        desk: OpenDesk,
        actor: SignedIn,
        begins: Annotated[Typed, Query(alias="from")] = "",
        ends: Annotated[Typed, Query(alias="to")] = "",
        authority: Typed = "",
        suppress_below: Typed = "",
    ) -> Response:
        actor.must_be(*readers)
        found, form = None, Entered()
        typed = {"from": begins, "to": ends, "suppress_below": suppress_below}
        try:
            asked = asked_by(today_at(desk), begins, ends, authority, suppress_below)
            found = await found_for(desk, actor, asked)
        except BadInput as error:
            form = entered(typed, error)
        return pages.render(
            request,
            "analysis.html",
            title="Analysis of a period",
            status=400 if found is None else 200,
            actor=actor,
            found=found,
            form=form,
            typed=_typed(found) or typed,
            authority=authority,
            authorities=authorities_of(actor),
            parts=_parts(found),
            query=_query(found),
            most_bars=most_bars,
        )

    return router


def _parts(found: Found | None) -> list[tuple[object, Markup | None]]:
    """Each table with its plot; what was made here is marked up, and its words are escaped."""
    drawn = [(each, plot(each)) for each in (found.tables if found else ())]
    return [(each, None if svg is None else Markup(svg)) for each, svg in drawn]  # noqa: S704


def _typed(found: Found | None) -> dict[str, str]:
    """What the form shows of what was asked for, the usual filled in."""
    if found is None:
        return {}
    asked = found.asked
    return {
        "from": asked.period.begins,
        "to": asked.period.ends,
        "suppress_below": str(asked.suppress_below),
    }


def _query(found: Found | None) -> str:
    if found is None:
        return ""
    whose = {"authority": found.asked.authority} if found.asked.authority else {}
    return urlencode({**_typed(found), **whose})
