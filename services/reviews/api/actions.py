"""Actions of a case: each request one command, or a refusal in words; and their lists."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from services.reviews import actions as asking
from services.reviews.actions import ActionFilter
from services.reviews.api import action_examples as examples
from services.reviews.api.action_bodies import (
    Closing,
    Progress,
    Raising,
    Reopening,
    Rescheduling,
)
from services.reviews.api.actions_shown import (
    ActionsShown,
    GapsShown,
    YearShown,
    part_of_actions,
    shown_gap,
    shown_year,
    with_texts,
)
from services.reviews.api.asked import Asked, ByGroup, Recorded
from services.reviews.api.bodies import Sent
from services.reviews.api.sealing import seal_fields
from services.reviews.api.seen import After, AtDesk, seeing_case, today_of
from services.reviews.api.texts import Purpose
from services.reviews.domain.actions import (
    CloseAction,
    RaiseAction,
    RecordActionProgress,
    ReopenAction,
    RescheduleAction,
    decider,
)
from shared.decisions.decider import Command
from shared.edge.bodies import described, json_body
from shared.edge.cursors import Limit, default_limit
from shared.edge.refusals import BadInput, Fault
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of
from shared.events.actions import (
    ActionClosed,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
)

router = APIRouter(tags=["actions"])
Authority = Annotated[str | None, Query(pattern="^E[0-9]{8}$", description="A GSS code.")]


@router.post(
    "/cases/{case_id}/actions",
    summary="Raise an action: what has to be done, by whom, by when",
    openapi_extra=described(Raising, police=examples.raising),
    responses=examples.recorded(ActionRaised),
)
async def raise_action(
    asked: ByGroup, sent: Annotated[Raising, Depends(json_body(Raising))]
) -> Recorded:
    return await tell(asked, RaiseAction, sent, "action", "recommendation")


@router.post(
    "/cases/{case_id}/actions/progress",
    summary="Record how far an action is",
    openapi_extra=described(Progress, done=examples.progress),
    responses=examples.recorded(ActionProgressed),
)
async def progress(
    asked: ByGroup, sent: Annotated[Progress, Depends(json_body(Progress))]
) -> Recorded:
    return await tell(asked, RecordActionProgress, sent, "note", by=asked.actor.id)


@router.post(
    "/cases/{case_id}/actions/rescheduled",
    summary="Record that an action is due on another day, and why",
    openapi_extra=described(Rescheduling, later=examples.rescheduling),
    responses=examples.recorded(ActionRescheduled),
)
async def reschedule(
    asked: ByGroup, sent: Annotated[Rescheduling, Depends(json_body(Rescheduling))]
) -> Recorded:
    return await tell(asked, RescheduleAction, sent, "reason")


@router.post(
    "/cases/{case_id}/actions/closed",
    summary="Close an action that somebody else recorded as done, and say its effect",
    openapi_extra=described(Closing, closed=examples.closing),
    responses=examples.recorded(ActionClosed),
)
async def close(
    asked: ByGroup, sent: Annotated[Closing, Depends(json_body(Closing))]
) -> Recorded:
    return await tell(asked, CloseAction, sent, "effect", by=asked.actor.id)


@router.post(
    "/cases/{case_id}/actions/reopened",
    summary="Record that a closed action has to go on",
    openapi_extra=described(Reopening, again=examples.reopening),
    responses=examples.recorded(ActionReopened),
)
async def reopen(
    asked: ByGroup, sent: Annotated[Reopening, Depends(json_body(Reopening))]
) -> Recorded:
    return await tell(asked, ReopenAction, sent, "reason")


@router.get(
    "/cases/{case_id}/actions",
    summary="The actions of a case; with a purpose, what they are about",
    responses=examples.listed,
)
async def of_case(
    *,
    case_id: str,
    desk: AtDesk,
    actor: SignedIn,
    purpose: Purpose | None = None,
    after: After = None,
) -> ActionsShown:
    """Each opening of their texts is noted with its purpose."""
    async with seeing_case(desk, actor, case_id, after, "actions") as (row, connection):
        wanted = ActionFilter(case=row.subject)
        part = await part_of_actions(connection, actor, wanted, today_of(desk), limit=999)
    return await with_texts(desk, actor, row, part, purpose)


@router.get("/actions", summary="Actions, the first due first", responses=examples.listed)
async def all_of_them(
    *,
    desk: AtDesk,
    actor: SignedIn,
    authority: Authority = None,
    owner: Annotated[str | None, Query(max_length=200)] = None,
    overdue: bool = False,
    limit: Limit = default_limit,
    cursor: str | None = None,
) -> ActionsShown:
    """Of the cases that one may see; what they are about is read case by case."""
    wanted = ActionFilter(authority, None, owner_asked(owner), overdue)
    async with desk.reading("actions", "caseload") as connection:
        part = await part_of_actions(
            connection, actor, wanted, today_of(desk), limit=limit, cursor=cursor
        )
    return part.shown


@router.get("/actions/gaps", summary="What is open, by owner", responses=examples.gaps)
async def gaps(desk: AtDesk, actor: SignedIn, authority: Authority = None) -> GapsShown:
    """`standing_still`: open, and for ninety days nothing was said of it."""
    today = today_of(desk)
    async with desk.reading("actions", "caseload") as connection:
        rows = await asking.gaps(connection, scope_of(actor), authority, today)
    return GapsShown(today, [shown_gap(row, today) for row in rows])


@router.get(
    "/actions/yearly",
    summary="Twelve months of actions, for the yearly report (R19)",
    responses=examples.yearly,
)
async def yearly(
    desk: AtDesk, actor: SignedIn, ends_on: date, authority: Authority = None
) -> YearShown:
    """`ends_on` is the last day of the twelve months; the report is due once in each."""
    async with desk.reading("actions", "caseload") as connection:
        rows = await asking.of_year(connection, scope_of(actor), authority, ends_on)
    return shown_year(rows, ends_on)


def owner_asked(text: str | None) -> str | None:
    """An agency that somebody looks for; None means all.

    Raises:
        BadInput: it holds characters that cannot be seen.
    """
    if text and not text.isprintable():
        raise BadInput(
            Fault("owner", "It holds characters that cannot be seen.", "Type it anew.")
        )
    return (text or "").strip() or None


async def tell(
    asked: Asked, command: type[Command], sent: Sent, *texts: str, **more: Any
) -> Recorded:
    """Decide by the rules of actions, which are others than those of the review."""
    said = {name: getattr(sent, name) for name in texts}
    sealed = await seal_fields(asked.desk, asked.subject, command, sent, texts=said, names={})
    desk = replace(asked.desk, service=replace(asked.desk.service, decider=decider))
    return await replace(asked, desk=desk).do(command, sent, **sealed, **more)
