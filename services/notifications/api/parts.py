"""What the routes share: the desk, the state of a case, and how a form becomes a command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.requests import Request

from services.notifications.api.facts import seal_again
from services.notifications.domain import Case, decider
from services.notifications.domain.case import (
    Notified,
    NotReferred,
    NotReported,
    Reported,
    ReportWithdrawn,
)
from services.notifications.intake.door import Door
from services.notifications.intake.inbound import Facts, Sent
from services.notifications.intake.sealing import (
    Clear,
    check_children,
    fields_of,
    seal_texts,
)
from services.notifications.read_models import IncidentRow
from shared.decisions.clock import london_date
from shared.decisions.database import Connection
from shared.decisions.decider import Command
from shared.decisions.store import Cause, Outcome, Position
from shared.edge.cursors import after_parameter
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.sign_in import only
from shared.edge.tracing import correlation_of, traceparent_of
from shared.edge.visibility import Holding, must_act
from shared.events.children import IncidentFacts
from shared.events.event import decode
from shared.events.values import Subject

After = Annotated[Position | None, Depends(after_parameter)]
CaseId = Subject
Expected = Annotated[
    int | None, Query(ge=0, description="Refuse if the case has moved on from this position.")
]


def desk_of(request: Request) -> Desk:
    """The desk of the running application."""
    desk: Desk = request.app.state.desk
    return desk


def door_of(request: Request) -> Door:
    """The door through which messages come in."""
    door: Door = request.app.state.door
    return door


AtDesk = Annotated[Desk, Depends(desk_of)]
AtDoor = Annotated[Door, Depends(door_of)]


def cause_of(request: Request, actor: Actor) -> Cause:
    """Who asked, and as part of what."""
    correlation = correlation_of(request.scope)
    return Cause(actor.id, correlation, traceparent=traceparent_of(request.scope))


async def case_of(connection: Connection, subject: str) -> tuple[Case, int]:
    """A case as its own events say, and its position; 0 if there is none."""
    rows = await connection.execute(
        "select name, version, body from events where subject = %s order by position",
        [subject],
    )
    events = [decode(name, version, bytes(body)) async for name, version, body in rows]
    return decider.fold(events), len(events)


def facts_now(case: Case) -> IncidentFacts | None:
    """The facts that stand: as amended, as notified, as reported, as referred."""
    if isinstance(case.notification, Notified):
        return case.notification.amended or case.notification.notification
    if isinstance(case.report, Reported | ReportWithdrawn):
        return case.report.facts
    if not isinstance(case.referral, NotReferred):
        return case.referral.referral
    return None


def holding_of(case: Case) -> Holding | None:
    """Whose a case is; None if there is no case."""
    facts = facts_now(case)
    if facts is None:
        return None
    messages = () if isinstance(case.report, NotReported) else case.report.messages
    return Holding(
        frozenset([facts.authority]), frozenset(partner for partner, _, _ in messages)
    )


async def sealed_fields(desk: Desk, said: Sent, subject: str) -> dict[str, Any]:
    """The fields of a command from a form: texts sealed, children checked, and the time.

    Raises:
        BadInput: a child cannot be as it was told.
        KeyDestroyed: the case was erased.
    """
    now = desk.clock.now()
    if isinstance(said, Facts):
        check_children(said, now)
    (sealed,) = await seal_texts(desk.sealer, [Clear(said, subject)])
    return fields_of(said, sealed, london_date(now)) | {"asked_at": now}


@dataclass(frozen=True, slots=True)
class OnCase:
    """Somebody acts on a case that they may act on, as it was when they asked."""

    request: Request
    actor: Actor
    case: str
    state: Case
    position: int
    expected: int | None

    @property
    def desk(self) -> Desk:
        return desk_of(self.request)

    async def fields(self, form: Sent) -> dict[str, Any]:
        """The fields of a command, from a form; the same form again is sealed the same."""
        now = self.desk.clock.now()
        if isinstance(form, Facts):
            check_children(form, now)
        sealed = await seal_again(self.desk, form, self.case)
        return fields_of(form, sealed, london_date(now)) | {"asked_at": now}

    async def do(self, command: Command, seen: int | None = None) -> dict[str, Any]:
        """Decide it; `seen` is the position of what the command was made from, if any."""
        expected = seen if self.expected is None else self.expected
        return await do(self.request, self.actor, self.case, command, expected)


def on_case(*roles: Role) -> Callable[..., Awaitable[OnCase]]:
    """A dependency: a case that this actor may act on, in one of these roles.

    It raises NotFound where there is none, or it is of another authority.
    """

    async def acting(
        request: Request,
        actor: Annotated[Actor, Depends(only(*roles))],
        case: CaseId,
        after: After,
        expected: Expected = None,
    ) -> OnCase:
        desk = desk_of(request)
        late = await desk.late("incidents", after, case=case)
        async with desk.pool.connection() as connection:
            state, position = await case_of(connection, case)
        must_act(actor, holding_of(state), *roles)
        if late is not None:
            raise late
        return OnCase(request, actor, case, state, position, expected)

    return acting


async def do(
    request: Request, actor: Actor, subject: str, command: Command, expected: int | None = None
) -> dict[str, Any]:
    """Decide, and answer with the position that a read can wait for."""
    outcome = await desk_of(request).decide(
        subject, command, cause_of(request, actor), expected=expected
    )
    return done(outcome)


def done(outcome: Outcome) -> dict[str, Any]:
    """What a command led to; nothing happened if it had happened already."""
    return {
        "case": outcome.position.subject,
        "position": str(outcome.position),
        "happened": [type(event).__name__ for event in outcome.events],
    }


def shown(row: IncidentRow) -> Mapping[str, Any]:
    """A case as an answer shows it, without what is not known."""
    return {
        {"subject": "id"}.get(name, name): value
        for name, value in asdict(row).items()
        if value is not None
    }
