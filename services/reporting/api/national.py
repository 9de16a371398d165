"""`/statistics/files`, `/revisions`, `/agreement`: files to publish, and what changed."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.reporting.api import national_examples as examples
from services.reporting.asking import (
    OpenDesk,
    Selected,
    first_year,
    last_year,
    may_count,
    readers,
    selection,
)
from services.reporting.moments import AsOf, figures_at, figures_then_and_now, said_of, told_of
from services.reporting.national import asking
from services.reporting.national.agreement import agreement
from services.reporting.national.csv_file import csv_of
from services.reporting.national.disclosure import Shown, held_back, rounded
from services.reporting.national.lines import Level, Line
from services.reporting.national.revisions import compare, revisions
from shared.edge.identity import Actor
from shared.edge.sign_in import SignedIn, only
from shared.edge.visibility import scope_of

Year = Annotated[
    int | None, Query(ge=first_year, le=last_year, description="The year to 31 March of it.")
]
Below = Annotated[
    int,
    Query(
        ge=0,
        le=100,
        description="Hold back numbers from 1 to under this one, with what would give them"
        " away; 0 holds nothing back. Regions are rounded to 10 instead.",
    ),
]
Code = Annotated[str | None, Query(max_length=20, description="A GSS code, such as E06000054.")]
Moment = Annotated[
    str,
    Query(
        max_length=400,
        description="A day to its end in London, an instant, or offsets (0:120,1:98).",
    ),
]


def national_routes() -> APIRouter:
    """The files of the national statistics, their revisions, and the Panel's agreement."""
    router = APIRouter(prefix="/statistics", tags=["statistics"])

    @router.get(
        "/files/{level}.csv",
        summary="DfE's file of a level, column by column",
        response_class=Response,
        responses=examples.file,
    )
    async def file(
        *,
        level: Level,
        desk: OpenDesk,
        actor: Annotated[Actor, Depends(only(*readers))],
        year: Year = None,
        suppress_below: Below = 0,
        as_of: AsOf = None,
    ) -> Response:
        """Of England, its regions (rounded to 10), or the authorities that you may see.

        `c` is held back, `x` is not to be had, 0 is a true zero.
        """
        async with figures_at(desk, as_of) as (connection, _):
            lines = await asking.lines(connection, level, year, scope_of(actor))
        body = "".join(csv_of(level, _shown(level, lines, suppress_below)))
        name = f"notifications-{level}{f'-{year}' if year else ''}.csv"
        return Response(
            body,
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    @router.get(
        "/revisions",
        summary="What changed in the figures since a moment, and by what",
        **examples.revised,
    )
    async def revised(
        desk: OpenDesk, actor: SignedIn, since: Moment, authority: Code = None
    ) -> dict[str, Any]:
        """Each year's figures as recorded by then and as of now, with how many changed how.

        The rows as of that moment are built first, as for `as_of`.
        """
        chosen = selection(authority=authority)
        may_count(actor, chosen)
        async with figures_then_and_now(desk, since) as (connection, then, now):
            rows = revisions(await compare(connection, chosen.authority))
        return said_of(since, then) | {
            "now_from": told_of(now),
            "authority": chosen.authority,
            "years": [
                {
                    "year": row.year,
                    "before": row.before.as_json(),
                    "now": row.now.as_json(),
                    "changes": {str(change): n for change, n in row.changes.items()},
                }
                for row in rows
            ],
        }

    @router.get(
        "/agreement",
        summary="How often the Panel agreed, and what came of it if not",
        **examples.agreed,
    )
    async def agreed(desk: OpenDesk, actor: SignedIn, chosen: Selected) -> dict[str, Any]:
        """By the year in which the Panel answered; each decision counts once."""
        may_count(actor, chosen)
        async with desk.reading("submissions") as connection:
            rows = await agreement(connection, chosen)
        return {"years": [asdict(row) for row in rows]}

    return router


def _shown(level: Level, lines: Iterable[Line], below: int) -> Iterable[Shown]:
    return rounded(lines) if level is Level.REGIONAL else held_back(lines, below)
