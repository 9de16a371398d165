"""Thematic reviews as they are read: a list, one, its timeline and texts; those of a case."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from services.reviews.api import thematic_examples as examples
from services.reviews.api.answered import TextsOfCase, TimelineOfCase
from services.reviews.api.seen import After, AtDesk, seeing_case
from services.reviews.api.texts import Purpose, open_held
from services.reviews.api.thematic_seen import holding_of_thematic, seeing_thematic, texts_for
from services.reviews.api.thematic_shown import (
    ThematicList,
    ThematicReviewsOfCase,
    ThematicShown,
    shown_in_list,
    shown_of_case,
    shown_thematic,
)
from services.reviews.queries import find_cases, timeline_of
from services.reviews.thematic import (
    Place,
    cases_in,
    count_cases,
    list_thematic,
    thematic_of_case,
)
from shared.decisions.database import Connection
from shared.edge.cursors import Limit, default_limit, read_cursor, write_cursor
from shared.edge.identity import Actor
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of

router = APIRouter(tags=["thematic reviews"])
listing, telling = "thematic-reviews", "timeline-of-thematic"
Stage = Literal["open", "concluded", "published", "taken-down"]


@router.get(
    "/thematic-reviews",
    summary="Thematic reviews, the latest first",
    responses=examples.listed,
)
async def all_of_them(
    *,
    desk: AtDesk,
    actor: SignedIn,
    stage: Stage | None = None,
    limit: Limit = default_limit,
    cursor: str | None = None,
) -> ThematicList:
    async with desk.reading("thematic_reviews", "thematic_cases") as connection:
        return await part_of_thematic(
            connection, actor, stage=stage, limit=limit, cursor=cursor
        )


async def part_of_thematic(
    connection: Connection,
    actor: Actor,
    *,
    stage: str | None = None,
    limit: int,
    cursor: str | None = None,
) -> ThematicList:
    """A part of the list, for the interface and for the page alike."""
    found = await list_thematic(
        connection,
        scope_of(actor),
        stage=stage,
        beyond=_place(cursor) if cursor else None,
        limit=limit + 1,
    )
    rows = found[:limit]
    counted = await count_cases(connection, [row.subject for row in rows])
    more = None
    if len(found) > limit:
        more = write_cursor(listing, rows[-1].opened_on.toordinal(), rows[-1].subject)
    return ThematicList([shown_in_list(row, counted.get(row.subject, 0)) for row in rows], more)


def _place(cursor: str) -> Place:
    day, subject = read_cursor(listing, (int, str), cursor)
    return date.fromordinal(max(1, min(day, date.max.toordinal()))), subject


@router.get(
    "/thematic-reviews/{thematic_id}",
    summary="A thematic review, with those of its cases that one may see",
    responses=examples.one,
)
async def one(
    thematic_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> ThematicShown:
    """Of the other cases there is only a count."""
    async with seeing_thematic(
        desk, actor, thematic_id, after, "thematic_cases", "caseload"
    ) as (row, connection):
        cases = await cases_in(connection, thematic_id)
        found = await find_cases(connection, [each.case_id for each in cases])
    return shown_thematic(row, cases, found, actor)


@router.get(
    "/thematic-reviews/{thematic_id}/timeline",
    summary="What happened in it, in causal order; no case is named",
    responses=examples.timeline,
)
async def timeline(
    *,
    thematic_id: str,
    desk: AtDesk,
    actor: SignedIn,
    after: After = None,
    limit: Limit = 200,
    cursor: str | None = None,
) -> TimelineOfCase:
    (beyond,) = read_cursor(telling, (int,), cursor) if cursor else (0,)
    async with seeing_thematic(desk, actor, thematic_id, after, "timeline") as (_, connection):
        rows = await timeline_of(connection, thematic_id, beyond=beyond, limit=limit + 1)
    more = write_cursor(telling, rows[limit - 1].place) if len(rows) > limit else None
    return TimelineOfCase(rows[:limit], more)


@router.get(
    "/thematic-reviews/{thematic_id}/texts",
    summary="Its sealed texts, opened; this is noted",
    responses=examples.texts,
)
async def texts(
    thematic_id: str,
    desk: AtDesk,
    actor: SignedIn,
    purpose: Annotated[Purpose, Query(description="Why; it is noted.")],
    after: After = None,
) -> TextsOfCase:
    """None is a text of a case; those about a case are for who may see that case."""
    async with seeing_thematic(desk, actor, thematic_id, after, "texts", "caseload") as (
        row,
        connection,
    ):
        sealed = await texts_for(connection, actor, thematic_id)
    held = (row.subject, holding_of_thematic(row))
    return TextsOfCase(await open_held(desk, actor, held, sealed, purpose=purpose))


@router.get(
    "/cases/{case_id}/thematic-reviews",
    summary="The thematic reviews that a case is in, or was",
    responses=examples.of_case,
)
async def of_case(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> ThematicReviewsOfCase:
    async with seeing_case(
        desk, actor, case_id, after, "thematic_cases", "thematic_reviews"
    ) as (row, connection):
        rows = await thematic_of_case(connection, row.subject)
    return shown_of_case(rows, actor)
