"""Actions as they are shown: whether late, and with their texts for those who may read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.reviews.actions import ActionFilter, GapRow, Place, YearRow, list_actions
from services.reviews.api.seen import holding_of, today_of
from services.reviews.api.texts import Purpose
from services.reviews.read_models import ActionRow, CaseRow
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


async def part_of_actions(
    desk: Desk,
    actor: Actor,
    wanted: ActionFilter,
    *,
    limit: int,
    cursor: str | None = None,
    opened: tuple[CaseRow, Purpose | None] | None = None,
) -> ActionsShown:
    """A part of the list; `opened` is the case whose texts are opened, and why, if they are.

    Raises:
        NotAllowed: they may see the case and not read it.
    """
    today = today_of(desk)
    async with desk.pool.connection() as connection:
        rows = await list_actions(
            connection,
            scope_of(actor),
            wanted,
            today,
            beyond=_place(cursor) if cursor else None,
            limit=limit + 1,
        )
    more = None
    if len(rows) > limit:
        last = rows[limit - 1]
        more = write_cursor(listing, last.due_on.toordinal(), last.subject, last.number)
    shown = rows[:limit]
    texts: dict[str, str] = {}
    if opened is not None and opened[1] is not None:
        texts = await _texts(desk, actor, opened[0], opened[1], shown)
    return ActionsShown([shown_action(row, today, texts) for row in shown], more)


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
            connection,
            actor,
            subject=case.subject,
            purpose=purpose,
            seals=len(sealed),
            at=desk.clock.now(),
        )
    texts = await desk.sealer.open_many(case.subject, sealed)
    return {value.seal: text for value, text in zip(sealed, texts, strict=True)}


def shown_action(row: ActionRow, today: date, texts: dict[str, str]) -> ActionShown:
    """A row of the list on a day."""
    end = row.closed_on or today
    late = max(0, (end - row.due_on).days)
    values = asdict(row)
    case, action, effect = (values.pop(name) for name in ("subject", "action", "effect"))
    return ActionShown(
        case=case,
        **values,
        overdue=row.closed_on is None and late > 0,
        days_late=late,
        action=_text(action, texts),
        effect=_text(effect, texts),
    )


def _text(sealed: dict[str, Any] | None, texts: dict[str, str]) -> str | None:
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
