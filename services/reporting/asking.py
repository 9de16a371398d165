"""What somebody asks to see, and whether they may: for the interface and the pages alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Query
from starlette.requests import Request

from services.reporting import queries
from services.reporting.case_file import CaseFile, case_file
from services.reporting.history import HistoryRow, history
from services.reporting.queries import PanelCounts, Selection
from services.reporting.statistics import (
    BreakdownRow,
    Figures,
    breakdown,
    by_authority,
    by_region,
    by_year,
    figures_of,
)
from services.reporting.topics import AUTHORITY, REGION, YEAR, Topic
from shared.decisions.database import Connection
from shared.edge.cursors import Position, after_parameter
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import BadInput, Fault, NotAllowed, NotFound, NotReady
from shared.edge.visibility import must_see, of_an_authority, scope_of
from shared.events.authorities import NotAnAuthority, authority
from shared.events.event import NewerVersion

first_year, last_year = 1990, 2100
readers = (*of_an_authority, Role.AUDITOR, Role.OPERATOR)
"""Who may see figures and the register; a partner's system sees what it sent, elsewhere."""


def desk_of(request: Request) -> Desk:
    """The desk of this service, open while it serves."""
    return cast(Desk, request.app.state.desk)


OpenDesk = Annotated[Desk, Depends(desk_of)]


def public_after(
    after: Annotated[Position | None, Depends(after_parameter)] = None,
) -> Position | None:
    """What a public address waits for: positions of records alone.

    How long this takes would tell whether there is a case, and how far it has come.

    Raises:
        BadInput: it is a position in a case.
    """
    if after is not None and not after.subject.startswith("record-"):
        raise BadInput(
            Fault(
                "after",
                "It is no position of a record, and this address waits for those alone.",
                "Leave it out: what is published is shown within seconds.",
            )
        )
    return after


PublicAfter = Annotated[Position | None, Depends(public_after)]


def selection(
    year: Annotated[
        int | None,
        Query(ge=first_year, le=last_year, description="The year to 31 March of this one."),
    ] = None,
    authority: Annotated[
        str | None, Query(max_length=20, description="A GSS code, such as E06000054.")
    ] = None,
    since: Annotated[
        str | None, Query(max_length=20, description="A day, itself included: 2018-06-01.")
    ] = None,
    until: Annotated[
        str | None, Query(max_length=20, description="A day, itself included: 2026-03-31.")
    ] = None,
) -> Selection:
    """Which notifications to count.

    Raises:
        BadInput: no such authority, or not a day.
    """
    return Selection(
        year,
        _authority(authority or None),
        _day("since", since or None),
        _day("until", until or None),
    )


Selected = Annotated[Selection, Depends(selection)]


def _authority(code: str | None) -> str | None:
    if code is None:
        return None
    try:
        return authority(code).code
    except NotAnAuthority:
        raise BadInput(
            Fault(
                "authority",
                "It is not the code of a children's services authority in England.",
                "Use one such as E06000054, which is Wiltshire's.",
            )
        ) from None


def _day(field: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if len(text) == len("2018-06-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput(Fault(field, "It is not a day.", "Send it as 2018-06-01."))


def may_count(actor: Actor, chosen: Selection) -> None:
    """Go on if these figures may be seen: England's by all readers, an authority's by its own.

    Raises:
        NotAllowed: they may not.
    """
    actor.must_be(*readers)
    scope = scope_of(actor)
    of = chosen.authority
    if of is not None and not scope.everything and of not in scope.authorities:
        raise NotAllowed("You may see the figures of England and of your own authorities.")


@dataclass(frozen=True, slots=True)
class Summary:
    """The notifications of a selection, and the Panel's population apart from them."""

    notifications: Figures
    panel: PanelCounts


async def summary(connection: Connection, chosen: Selection) -> Summary:
    """The figures of a selection."""
    counted = await queries.counts(connection, YEAR.column, chosen)
    return Summary(figures_of(counted), await queries.panel_counts(connection, chosen))


async def years(connection: Connection, chosen: Selection) -> tuple[tuple[int, Figures], ...]:
    """The table by year."""
    return by_year(await queries.counts(connection, YEAR.column, chosen))


async def rows_of(
    connection: Connection, topic: Topic, chosen: Selection, actor: Actor
) -> tuple[BreakdownRow, ...]:
    """The figures of a topic; of authorities, those that the actor may see."""
    counted = await queries.counts(connection, topic.column, chosen)
    if topic is REGION:
        return by_region(counted)
    if topic is AUTHORITY:
        scope = scope_of(actor)
        return tuple(
            row
            for row in by_authority(counted)
            if scope.everything or row.value in scope.authorities
        )
    return breakdown(topic, counted)


async def seen_case(
    connection: Connection, actor: Actor, subject: str
) -> tuple[CaseFile, Sequence[HistoryRow]]:
    """The case and its rows.

    Raises:
        NotFound: it does not exist or is not theirs; nobody can tell which.
        NotReady: it has an event of a version that is not known here.
    """
    if not subject.isascii() or not subject.isprintable() or len(subject) > 100:
        raise NotFound
    rows = await history(connection, subject)
    try:
        found = case_file(subject, rows)
    except NewerVersion:
        raise NotReady("This case has an event that needs a newer build here.") from None
    must_see(actor, None if found is None else found.holding)
    if found is None:
        raise NotFound
    return found, rows
