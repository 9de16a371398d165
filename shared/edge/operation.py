"""What is done to what is read is an event: who and why, in the transaction of what is done."""

from dataclasses import dataclass

from shared.decisions.database import Connection
from shared.decisions.decider import Decider
from shared.decisions.gate import StoreBehind
from shared.decisions.ids import new_subject
from shared.decisions.store import Cause, EventStore, Request
from shared.edge.config import Config
from shared.events.event import Event
from shared.events.operations import DroppedState, GenerationDropped
from shared.events.sealed import Sealed, narrative_key
from shared.folds.place import Refused
from shared.folds.stored import Generation
from shared.privacy.keys import KeyStore
from shared.privacy.sealer import Sealer

as_told: Decider[Event, None] = Decider(None, lambda event, _: [event], lambda state, _: state)
"""Operators are not refused by rules of a case: what they did is what is recorded."""


@dataclass(frozen=True)
class Operation:
    """One act, about to be recorded where it is done: who does it, and the sealed reason."""

    store: EventStore
    subject: str
    actor: str
    why: Sealed

    async def record(self, connection: Connection, event: Event) -> None:
        """Append it in the caller's transaction.

        Raises:
            Refused: the event store takes nothing now.
        """
        request = Request(self.subject, event, Cause(self.actor, self.subject))
        try:
            await self.store.decide(connection, as_told, [request])
        except StoreBehind as behind:
            raise Refused(str(behind)) from None


def dropped(told: Operation, gone: Generation) -> GenerationDropped:
    """That a generation was removed, as an event."""
    return GenerationDropped(
        read_model=gone.read_model,
        generation=gone.generation,
        state=DroppedState(gone.state),
        as_of=gone.as_name,
        why=told.why,
    )


async def begin(config: Config, store: EventStore, actor: str, why: str) -> Operation:
    """An act on a subject of its own, with its reason sealed.

    Raises:
        KeysUnavailable: nothing can be sealed now, and nothing is done.
    """
    subject = new_subject("operation")
    async with KeyStore(config.keys_dsn, config.master_key) as keys:
        (sealed,) = await Sealer(keys).seal_many(subject, [(narrative_key(subject), why)])
    return Operation(store, subject, actor, sealed)
