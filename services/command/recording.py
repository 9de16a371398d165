"""What an operator does is an event: who and why, in the transaction of what is done."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg

from services.command.operator import operator
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.decisions.decider import Decider
from shared.decisions.gate import StoreBehind
from shared.decisions.ids import new_subject
from shared.decisions.store import Cause, EventStore, Request
from shared.edge.config import Config
from shared.edge.service import own_events
from shared.events.event import Event
from shared.events.sealed import Sealed, narrative_key
from shared.folds.place import Refused
from shared.privacy.keys import KeyStore
from shared.privacy.sealer import Sealer

as_told: Decider[Event, None] = Decider(None, lambda event, _: [event], lambda state, _: state)
"""Operators are not refused by rules of a case: what they did is what is recorded."""


@dataclass(frozen=True)
class Operation:
    """One act of an operator, about to be recorded where it is done."""

    store: EventStore
    subject: str
    why: Sealed

    async def record(self, connection: Connection, event: Event) -> None:
        """Append it in the caller's transaction.

        Raises:
            Refused: the event store takes nothing now.
        """
        request = Request(
            self.subject, event, Cause(operator(os.environ.get("CSPR_OPERATOR")), self.subject)
        )
        try:
            await self.store.decide(connection, as_told, [request])
        except StoreBehind as behind:
            raise Refused(str(behind)) from None


@asynccontextmanager
async def operation(config: Config, why: str) -> AsyncIterator[Operation]:
    """An act with its reason sealed; the service's store is whole before it begins."""
    subject = new_subject("operation")
    store = EventStore(config.service, SystemClock())
    async with (
        KeyStore(config.keys_dsn, config.master_key) as keys,
        await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection,
    ):
        (sealed,) = await Sealer(keys).seal_many(subject, [(narrative_key(subject), why)])
        await own_events(config, store).check(connection)
        yield Operation(store, subject, sealed)
