"""Who may see a case, open its sealed texts, and act on it: pure rules over an actor."""

from dataclasses import dataclass

from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound

of_an_authority = (
    Role.AUTHORITY_OFFICER,
    Role.GROUP_MEMBER,
    Role.GROUP_CHAIR,
    Role.REPORTING_OFFICER,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose a case is: the authorities it belongs to, and the partners who sent part of it."""

    authorities: frozenset[str]
    partners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list may show: everything, or what is of these authorities or this partner."""

    everything: bool = False
    authorities: frozenset[str] = frozenset()
    partner: str | None = None

    def covers(self, holding: Holding) -> bool:
        """Whether a case is within it."""
        return (
            self.everything
            or not self.authorities.isdisjoint(holding.authorities)
            or self.partner in holding.partners
        )


def scope_of(actor: Actor) -> Scope:
    """What an actor sees; an operator sees that cases exist, and none of what is sealed."""
    return Scope(
        everything=actor.has(Role.AUDITOR, Role.OPERATOR),
        authorities=actor.authorities if actor.has(*of_an_authority) else frozenset(),
        partner=actor.partner if actor.has(Role.PARTNER_SYSTEM) else None,
    )


def may_see(actor: Actor, holding: Holding) -> bool:
    """Whether a case exists for this actor."""
    return scope_of(actor).covers(holding)


def may_open(actor: Actor, holding: Holding) -> bool:
    """Whether they may read its sealed texts; to be an operator never helps.

    A partner system has sent its part and is not shown what others wrote.
    """
    if actor.has(Role.AUDITOR):
        return True
    if not actor.has(*of_an_authority):
        return False
    return not actor.authorities.isdisjoint(holding.authorities)


def must_see(actor: Actor, holding: Holding | None) -> Holding:
    """Go on with a case that may be seen; None is one that does not exist.

    Raises:
        NotFound: it does not exist or is not theirs; nobody can tell which.
    """
    if holding is None or not may_see(actor, holding):
        raise NotFound
    return holding


def must_act(actor: Actor, holding: Holding | None, *roles: Role) -> Holding:
    """Go on with a command on a case, by one of these roles for one of its authorities.

    A partner system acts on what it sent. To see everything does not allow to act.

    Raises:
        NotFound: the case does not exist for this actor.
        NotAllowed: it does, and their role does not allow this.
    """
    seen = must_see(actor, holding)
    actor.must_be(*roles)
    allowed = Scope(
        authorities=actor.authorities
        if actor.has(*_both(roles, of_an_authority))
        else frozenset(),
        partner=actor.partner if actor.has(*_both(roles, (Role.PARTNER_SYSTEM,))) else None,
    )
    if not allowed.covers(seen):
        raise NotAllowed
    return seen


def _both(some: tuple[Role, ...], others: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(role for role in some if role in others)
