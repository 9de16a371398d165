"""Somebody asks for something in a case that they may act on, and is told what came of it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from services.reviews.api.bodies import Sent, SentDecision
from services.reviews.api.cspr_bodies import Appointment, Declaration
from services.reviews.api.sealing import seal_decisions, seal_fields
from services.reviews.api.seen import After, cause_of, desk_of, holding_of, see_case
from services.reviews.api.thematic_bodies import ThematicAppointment
from shared.decisions.decider import Command
from shared.decisions.store import Position
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import must_act
from shared.events.practice_reviews import Independence


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the case stands now: hand `position` on as `after=`. No events: it was so."""

    position: str
    events: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for something in a case that they may see, having seen `after`."""

    request: Request
    response: Response
    desk: Desk
    actor: Actor
    subject: str
    after: Position | None = None

    async def do(self, command: type[Command], sent: Sent, **sealed: Any) -> Recorded:
        """Decide what was sent, with its texts `sealed`; 201 if it made something happen."""
        said = {name: getattr(sent, name) for name in type(sent).model_fields}
        asked = command(asked_at=self.desk.clock.now(), **{**said, **sealed})
        cause = cause_of(self.request, self.actor)
        outcome = await self.desk.decide(self.subject, asked, cause)
        self.response.status_code = 201 if outcome.events else 200
        names = [type(event).__name__ for event in outcome.events]
        return Recorded(str(outcome.position), names)

    async def tell(
        self, command: type[Command], sent: Sent, *texts: str, name: str | None = None
    ) -> Recorded:
        """Decide a command whose fields `texts` are free texts, and `name` a person's name."""
        sealed = await seal_fields(
            self.desk,
            self.subject,
            command,
            sent,
            texts={field: getattr(sent, field) for field in texts},
            names={} if name is None else {name: getattr(sent, name)},
        )
        return await self.do(command, sent, **sealed)

    async def declared(
        self,
        command: type[Command],
        sent: Appointment | Declaration | ThematicAppointment,
    ) -> Recorded:
        """Decide a command that holds what a reviewer declared of independence."""
        said = sent.independence
        sealed = await seal_fields(
            self.desk,
            self.subject,
            command,
            sent,
            texts={"declaration": said.declaration},
            names={} if isinstance(sent, Declaration) else {"name": sent.name},
        )
        declaration = sealed.pop("declaration")
        independence = Independence(
            independent=said.independent,
            declaration=declaration,
            declared_on=said.declared_on,
        )
        return await self.do(command, sent, independence=independence, **sealed)

    async def conclude(self, command: type[Command], sent: SentDecision) -> Recorded:
        """Decide a command with the reasons and the sign-offs of a decision."""
        decisions = [(self.subject, sent)]
        ((rationale, signed_off_by),) = await seal_decisions(
            self.desk, command, decisions, by=self.actor.id
        )
        return await self.do(command, sent, rationale=rationale, signed_off_by=signed_off_by)


class _By:
    """A dependency: the case, if this person may act on it in one of these roles."""

    def __init__(self, *roles: Role) -> None:
        self._roles = roles

    async def __call__(
        self,
        request: Request,
        response: Response,
        case_id: str,
        actor: SignedIn,
        after: After = None,
    ) -> Asked:
        desk = desk_of(request)
        row = await see_case(desk, actor, case_id, after)
        must_act(actor, holding_of(row), *self._roles)
        return Asked(request, response, desk, actor, row.subject)


ByGroup = Annotated[Asked, Depends(_By(Role.GROUP_MEMBER, Role.GROUP_CHAIR))]
ByChair = Annotated[Asked, Depends(_By(Role.GROUP_CHAIR))]
