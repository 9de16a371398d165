"""What an erasure works on: the services' databases, the store of keys, the log."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import psycopg

from services.command.place import Place, names
from services.reporting.domain.erasure import ErasureCommand, Keeping, erasing
from shared.decisions.clock import Clock, SystemClock
from shared.decisions.database import Connection
from shared.decisions.ids import new_id
from shared.decisions.store import Cause, EventStore, Outcome, Request
from shared.edge.config import Config
from shared.edge.service import own_events
from shared.events.event import decode
from shared.privacy.keys import KeyStore


@dataclass(frozen=True)
class Here:
    """A running system, opened for an operator; `by` is who they are."""

    place: Place
    databases: Mapping[str, Connection]
    keys: KeyStore
    clock: Clock
    by: str = "operator"

    @property
    def config(self) -> Config:
        """The settings of reporting, which keeps the record of erasures."""
        return self.place.config("reporting")

    async def keeping(self, case: str) -> Keeping:
        """What stands about a case: holds, what was ordered, what is erased."""
        rows = await self.databases["reporting"].execute(
            "select name, version, body from events where subject = %s order by position",
            [case],
        )
        return erasing.fold(
            [decode(name, number, bytes(body)) async for name, number, body in rows]
        )

    async def decide(self, case: str, made: Callable[[Clock], ErasureCommand]) -> Outcome:
        """Decide a command about a case, in reporting's store, in a transaction of its own.

        Raises:
            Refused: in words for the operator.
        """
        store = EventStore("reporting", self.clock)
        connection = self.databases["reporting"]
        await own_events(self.config, store).check(connection)
        cause = Cause(self.by, new_id())
        async with connection.transaction():
            (outcome,) = await store.decide(
                connection, erasing, [Request(case, made(self.clock), cause)]
            )
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome


@asynccontextmanager
async def opened(place: Place, *, by: str = "operator") -> AsyncIterator[Here]:
    """Connect to everything; all of it is closed when this is left."""
    config = place.config("reporting")
    async with AsyncExitStack() as left:
        databases = {
            name: await left.enter_async_context(
                await psycopg.AsyncConnection.connect(place.config(name).dsn, autocommit=True)
            )
            for name in names
        }
        databases["keys"] = await left.enter_async_context(
            await psycopg.AsyncConnection.connect(config.keys_dsn, autocommit=True)
        )
        keys = await left.enter_async_context(KeyStore(config.keys_dsn, config.master_key))
        yield Here(place, databases, keys, SystemClock(), by)
