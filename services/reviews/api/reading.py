"""Cases, their clocks, timelines, next steps and texts, for those who may see them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from services.reviews.api import examples
from services.reviews.api.answered import (
    ClocksOfCase,
    Refusals,
    RefusalShown,
    StepsOfCase,
    TextsOfCase,
    TimelineOfCase,
)
from services.reviews.api.caseload import Cases, part_of_caseload
from services.reviews.api.seen import After, AtDesk, see_case, seeing_case, today_of
from services.reviews.api.shown import CaseShown, shown_case, shown_clocks, shown_step
from services.reviews.api.texts import Purpose, open_texts
from services.reviews.next_steps import next_steps
from services.reviews.queries import (
    CaseFilter,
    clocks_of,
    list_refusals,
    texts_of,
    timeline_of,
)
from services.reviews.read_models.stages import Stage
from shared.edge.cursors import Limit, default_limit, read_cursor, write_cursor
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of

router = APIRouter(tags=["cases"])
refusing, telling = "refusals", "timeline"


@router.get(
    "/cases", summary="The caseload, what is due soonest first", responses=examples.caseload
)
async def caseload(
    *,
    desk: AtDesk,
    actor: SignedIn,
    authority: Annotated[str | None, Query(pattern="^E[0-9]{8}$")] = None,
    stage: Stage | None = None,
    due_before: date | None = None,
    imported: Annotated[bool | None, Query(description="Only imported, or none of it.")] = None,
    limit: Limit = default_limit,
    cursor: str | None = None,
) -> Cases:
    wanted = CaseFilter(authority, stage, due_before, imported)
    async with desk.reading("caseload") as connection:
        return await part_of_caseload(
            connection,
            scope_of(actor),
            wanted,
            today=today_of(desk),
            cursor=cursor,
            limit=limit,
        )


@router.get("/cases/{case_id}", summary="A case", responses=examples.case)
async def case(case_id: str, desk: AtDesk, actor: SignedIn, after: After = None) -> CaseShown:
    return shown_case(await see_case(desk, actor, case_id, after), today_of(desk))


@router.get(
    "/cases/{case_id}/clocks",
    summary="Its clocks: due when, and why on that day",
    responses=examples.clocks,
)
async def clocks(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> ClocksOfCase:
    async with seeing_case(desk, actor, case_id, after, "clocks") as (_, connection):
        shown = shown_clocks(await clocks_of(connection, case_id), today_of(desk))
    running = [one.due_on for one in shown if one.state == "running"]
    return ClocksOfCase(min(running, default=None), shown)


@router.get(
    "/cases/{case_id}/timeline",
    summary="What happened, in causal order",
    responses=examples.timeline,
)
async def timeline(
    *,
    case_id: str,
    desk: AtDesk,
    actor: SignedIn,
    after: After = None,
    limit: Limit = 200,
    cursor: str | None = None,
) -> TimelineOfCase:
    (beyond,) = read_cursor(telling, (int,), cursor) if cursor else (0,)
    async with seeing_case(desk, actor, case_id, after, "timeline") as (_, connection):
        rows = await timeline_of(connection, case_id, beyond=beyond, limit=limit + 1)
    more = write_cursor(telling, rows[limit - 1].place) if len(rows) > limit else None
    return TimelineOfCase(rows[:limit], more)


@router.get(
    "/cases/{case_id}/next-steps",
    summary="Who should do what by when",
    responses=examples.steps,
)
async def steps(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> StepsOfCase:
    row = await see_case(desk, actor, case_id, after)
    return StepsOfCase([shown_step(step, today_of(desk)) for step in next_steps(row)])


@router.get(
    "/cases/{case_id}/texts",
    summary="Its sealed texts, opened; this is noted",
    responses=examples.texts,
)
async def texts(
    case_id: str,
    desk: AtDesk,
    actor: SignedIn,
    purpose: Annotated[Purpose, Query(description="Why; it is noted.")],
    after: After = None,
) -> TextsOfCase:
    async with seeing_case(desk, actor, case_id, after, "texts") as (row, connection):
        sealed = await texts_of(connection, case_id)
    return TextsOfCase(await open_texts(desk, actor, row, sealed, purpose))


@router.get(
    "/refusals", summary="What policies asked for and was refused", responses=examples.refusals
)
async def refusals(
    desk: AtDesk, actor: SignedIn, limit: Limit = default_limit, cursor: str | None = None
) -> Refusals:
    (before,) = read_cursor(refusing, (int,), cursor) if cursor else (None,)
    async with desk.reading("caseload") as connection:
        rows = await list_refusals(connection, scope_of(actor), before=before, limit=limit + 1)
    shown = [
        RefusalShown(row.subject, row.event_id, row.command, row.words, row.refused_at)
        for row in rows[:limit]
    ]
    return Refusals(shown, write_cursor(refusing, rows[limit - 1].id) if rows[limit:] else None)
