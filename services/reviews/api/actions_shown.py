"""Actions as they are shown: whether late, and with their texts for those who may read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from services.reviews.actions import ActionFilter, GapRow, Place, YearRow, list_actions
from services.reviews.api.seen import holding_of
from services.reviews.api.texts import Purpose
from services.reviews.read_models import ActionRow, CaseRow
from shared.decisions.database import Connection
from shared.edge.access import note_opening
from shared.edge.cursors import read_cursor, write_cursor
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotAllowed
from shared.edge.visibility import may_open, scope_of
from shared.events.authorities import NotAnAuthority, authority
from shared.events.sealed import Sealed

listing = "actions"


@dataclass(frozen=True, slots=True)
class ActionShown:
    """One action; `action` and `effect` are null unless they were asked to be opened.

    `progress`: not-begun, under-way, done, cannot-be-done. `days_late` counts to today, or to
    the day that it was closed on.
    """

    case: str
    number: int
    arises_from: str
    owner: str
    raised_on: date
    first_due_on: date
    due_on: date
    progress: str
    progressed_on: date | None
    evidence: str | None
    closed_on: date | None
    overdue: bool
    days_late: int
    action: str | None
    effect: str | None


@dataclass(frozen=True, slots=True)
class ActionsShown:
    """Actions, the first due first; ask with `cursor=next` for what comes after them."""

    actions: list[ActionShown]
    next: str | None


@dataclass(frozen=True, slots=True)
class GapShown:
    """What one owner in one authority has open, as counted on a day."""

    authority: str | None
    authority_name: str | None
    owner: str
    raised: int
    closed: int
    closed_late: int
    open: int
    overdue: int
    standing_still: int
    earliest_due_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class GapsShown:
    """By authority and owner, those with most overdue first."""

    on: date
    gaps: list[GapShown]


@dataclass(frozen=True, slots=True)
class OfSource:
    """What arose from one kind of review in one authority."""

    authority: str | None
    authority_name: str | None
    arises_from: str
    raised: int
    closed: int
    closed_late: int
    open_at_the_end: int


@dataclass(frozen=True, slots=True)
class YearShown:
    """The twelve months up to `ends_on`."""

    ends_on: date
    rows: list[OfSource]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list as it is shown, and the rows that it was made of."""

    shown: ActionsShown
    rows: Sequence[ActionRow]


async def part_of_actions(  # noqa: PLR0913 - who asks what, of when, and which part of it
    connection: Connection,
    actor: Actor,
    wanted: ActionFilter,
    today: date,
    *,
    limit: int,
    cursor: str | None = None,
) -> Part:
    """A part of the list, without texts."""
    beyond = _place(cursor) if cursor else None
    found = await list_actions(
        connection, scope_of(actor), wanted, today, beyond=beyond, limit=limit + 1
    )
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = write_cursor(listing, last.due_on.toordinal(), last.subject, last.number)
    rows = found[:limit]
    return Part(ActionsShown([shown_action(row, today) for row in rows], more), rows)


async def with_texts(
    desk: Desk, actor: Actor, case: CaseRow, part: Part, purpose: Purpose | None
) -> ActionsShown:
    """The actions of a case, with their texts if a purpose is said.

    Raises:
        NotAllowed: they may see the case and not read it.
    """
    if purpose is None:
        return part.shown
    texts = await _texts(desk, actor, case, purpose, part.rows)
    actions = [
        replace(one, action=_text(row.action, texts), effect=_text(row.effect, texts))
        for one, row in zip(part.shown.actions, part.rows, strict=True)
    ]
    return replace(part.shown, actions=actions)


def _place(cursor: str) -> Place:
    on, case, number = read_cursor(listing, (int, str, int), cursor)
    return (date.fromordinal(max(1, min(on, date.max.toordinal()))), case, number)


async def _texts(
    desk: Desk, actor: Actor, case: CaseRow, purpose: Purpose, rows: Sequence[ActionRow]
) -> dict[str, str]:
    """The texts of a case's actions by seal; that they are opened is noted first."""
    if not may_open(actor, holding_of(case)):
        raise NotAllowed
    sealed = [
        Sealed.model_validate(value)
        for row in rows
        for value in (row.action, row.effect)
        if value is not None
    ]
    async with desk.pool.connection() as connection:
        await note_opening(
            desk,
            connection,
            actor,
            subject=case.subject,
            purpose=purpose,
            seals=len(sealed),
        )
    texts = await desk.sealer.open_many(case.subject, sealed)
    return {value.seal: text for value, text in zip(sealed, texts, strict=True)}


def shown_action(row: ActionRow, today: date) -> ActionShown:
    """A row of the list on a day, without its texts."""
    end = row.closed_on or today
    late = max(0, (end - row.due_on).days)
    values = asdict(row)
    case, *_ = (values.pop(name) for name in ("subject", "action", "effect"))
    return ActionShown(
        case=case,
        **values,
        overdue=row.closed_on is None and late > 0,
        days_late=late,
        action=None,
        effect=None,
    )


def _text(sealed: Any, texts: dict[str, str]) -> str | None:
    return None if sealed is None else texts.get(sealed["seal"])


def shown_gap(row: GapRow, today: date) -> GapShown:
    """What an owner has open, with how late its earliest is."""
    due = row.earliest_due_on
    late = 0 if due is None else max(0, (today - due).days)
    return GapShown(**asdict(row), authority_name=_name(row.authority), days_late=late)


def shown_year(rows: Sequence[YearRow], ends_on: date) -> YearShown:
    """The yearly report's figures."""
    return YearShown(
        ends_on,
        [OfSource(**asdict(row), authority_name=_name(row.authority)) for row in rows],
    )


def _name(code: str | None) -> str | None:
    if code is None:
        return None
    try:
        return authority(code).name
    except NotAnAuthority:
        return code
