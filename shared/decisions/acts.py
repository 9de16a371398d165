"""What somebody did, recorded as it is: an event on a fresh subject, and no rule refuses it."""

from dataclasses import dataclass

from shared.decisions.clock import Clock
from shared.decisions.database import Connection
from shared.decisions.decider import Command, Decider
from shared.decisions.ids import new_id
from shared.decisions.store import Cause, EventStore, Request
from shared.events.event import Event


@dataclass(frozen=True, slots=True)
class Act:
    """An act: a subject that is new, who did it, and what."""

    subject: str
    actor: str
    event: Event


class _Record(Command):
    event: Event


_acts: Decider[_Record, None] = Decider(
    None, lambda command, _: [command.event], lambda state, _: state
)


async def record_act(connection: Connection, service: str, act: Act, *, clock: Clock) -> None:
    """Append an act to a service's event store, in the caller's transaction.

    The store need not have been compared with the log: the subject is new, so no position of
    it can have been drawn before.
    """
    store = EventStore(service, clock)
    store.gate.open_for(await store.gate.fingerprint(connection))
    command = _Record.model_construct(asked_at=clock.now(), event=act.event)
    cause = Cause(act.actor, new_id())
    await store.decide(connection, _acts, [Request(act.subject, command, cause)])
