"""`/statistics` and `/submissions` for a browser; tables with captions, and no script."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting import queries
from services.reporting.asking import (
    OpenDesk,
    first_year,
    last_year,
    may_count,
    readers,
    rows_of,
    selection,
    summary,
    years,
)
from services.reporting.moments import figures_at
from services.reporting.queries import Selection
from services.reporting.stages import on_time, stage_of
from services.reporting.statistics import sum_of
from services.reporting.topics import TOPICS, Topic
from shared.decisions.database import Connection
from shared.edge.cursors import read_cursor, write_cursor
from shared.edge.identity import Actor, Role
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.edge.sign_in import SignedIn, only
from shared.edge.visibility import scope_of
from shared.events.authorities import Authority, all_authorities

rows_on_a_page = 50


def asked(
    year: Annotated[str, Query(max_length=4)] = "",
    authority: Annotated[str, Query(max_length=20)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
) -> Selection:
    """What a form asks for, where an empty field means all.

    Raises:
        BadInput: a field that is not empty is no year, authority or day.
    """
    return selection(_year(year.strip()), authority.strip(), since.strip())


def _year(text: str) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and first_year <= int(text) <= last_year:
        return int(text)
    raise BadInput(Fault("year", "It is not a year of these figures.", "Send it as 2024."))


def page_routes(pages: Pages) -> APIRouter:
    """The pages of reporting."""
    router = page_router()

    @router.get("/")
    async def home() -> Response:
        return RedirectResponse("/statistics", 303)

    @router.get("/statistics")
    async def statistics(
        request: Request,
        desk: OpenDesk,
        actor: SignedIn,
        chosen: Annotated[Selection, Depends(asked)],
        topic: Annotated[str, Query(max_length=40)] = "age",
    ) -> Response:
        may_count(actor, chosen)
        if topic not in TOPICS:
            raise NotFound
        async with figures_at(desk, None) as (connection, _):
            shown = await _figures(connection, actor, chosen, TOPICS[topic])
        return pages.render(
            request,
            "statistics.html",
            title="Statistics",
            actor=actor,
            chosen=chosen,
            topic=TOPICS[topic],
            topics=TOPICS.values(),
            authorities=authorities_of(actor),
            **shown,
        )

    @router.get("/submissions")
    async def submissions(
        request: Request,
        desk: OpenDesk,
        actor: Annotated[Actor, Depends(only(*readers))],
        cursor: str | None = None,
    ) -> Response:
        scope = scope_of(actor)
        before = read_cursor("submissions", (str, str, int), cursor) if cursor else None
        async with desk.reading("submissions") as connection:
            rows = await queries.submissions(
                connection, scope, before=before, limit=rows_on_a_page + 1
            )
            timeliness = await queries.timeliness(connection, scope)
        shown = rows[:rows_on_a_page]
        place = queries.place_in_register(shown[-1]) if len(rows) > rows_on_a_page else None
        return pages.render(
            request,
            "submissions.html",
            title="Submissions to the Panel",
            actor=actor,
            rows=[(row, stage_of(row), on_time(row)) for row in shown],
            may_read=actor.has(Role.REPORTING_OFFICER, Role.AUDITOR),
            may_print=actor.has(Role.REPORTING_OFFICER),
            timeliness=timeliness,
            next=write_cursor("submissions", *place) if place else None,
        )

    return router


async def _figures(
    connection: Connection, actor: Actor, chosen: Selection, topic: Topic
) -> dict[str, Any]:
    """What the page of statistics shows: all years, then one of them, by one topic."""
    rows = await rows_of(connection, topic, chosen, actor)
    every_year = Selection(None, chosen.authority, chosen.since)
    return {
        "years": await years(connection, every_year),
        "summary": await summary(connection, chosen),
        "rows": rows,
        "all": sum_of(row.figures for row in rows),
        "known_years": [year for year, _ in await years(connection, Selection())],
    }


def authorities_of(actor: Actor) -> list[Authority]:
    """Those whose figures the actor may see, by name."""
    scope = scope_of(actor)
    return sorted(
        (one for one in all_authorities() if scope.everything or one.code in scope.authorities),
        key=lambda one: one.name,
    )
