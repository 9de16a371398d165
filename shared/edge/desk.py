"""The desk of a service: where requests become commands, and wait to see what was done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from psycopg_pool import AsyncConnectionPool

from shared.decisions.clock import Clock, SystemClock
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, open_pool
from shared.decisions.decider import Command
from shared.decisions.gate import StoreBehind
from shared.decisions.store import Cause, EventStore, Outcome, Position, Request
from shared.edge.config import Config
from shared.edge.health import Check
from shared.edge.logs import frames_of, logger
from shared.edge.metrics import command_seconds, commands_refused, events_appended
from shared.edge.read_from import note_read
from shared.edge.refusals import BadInput, Fault, NotReady
from shared.edge.service import Service, own_events
from shared.edge.watch import Watch
from shared.folds.reading import read_living
from shared.privacy.keys import KeyStore
from shared.privacy.sealer import Sealer

wait_seconds = 3.0
poll_seconds, slowest_poll_seconds = 0.005, 0.1
again_seconds = 1.0


@dataclass
class Desk:
    """What the routes of a service work with; made by `open_desk` for the app's lifetime."""

    config: Config
    service: Service
    clock: Clock
    store: EventStore
    pool: AsyncConnectionPool[Connection]
    keys: KeyStore
    sealer: Sealer
    watch: Watch

    async def decide(
        self, subject: str, command: Command, cause: Cause, *, expected: int | None = None
    ) -> Outcome:
        """Decide one command in a transaction of its own.

        Raises:
            Refused: in words for the person.
            NotReady: the store is not complete yet.
        """
        requests = [Request(subject, command, cause, expected)]
        with command_seconds.labels(self.service.name).time():
            async with self.pool.connection() as connection, connection.transaction():
                (outcome,) = await self.decide_in(connection, requests)
                crash_point("command-appended")
        crash_point("command-committed")
        if outcome.refusal is not None:
            commands_refused.labels(self.service.name).inc()
            raise outcome.refusal
        events_appended.labels(self.service.name).inc(len(outcome.events))
        return outcome

    async def decide_in(self, connection: Connection, requests: list[Request]) -> list[Outcome]:
        """Decide commands in the caller's transaction, together with what else it writes.

        Raises:
            NotReady: the store is not complete yet.
        """
        try:
            return await self.store.decide(connection, self.service.decider, requests)
        except StoreBehind as behind:
            raise NotReady(str(behind)) from None

    @asynccontextmanager
    async def reading(self, *read_models: str) -> AsyncIterator[Connection]:
        """A connection on which all rows of these read models are of one moment.

        It only reads. The answer tells of which generations and of which cut they are, so all
        that one answer shows is asked for in here.
        """
        async with (
            self.pool.connection() as connection,
            read_living(connection, read_models) as come_from,
        ):
            note_read(come_from)
            yield connection

    async def seen(self, read_model: str, position: Position | None) -> None:
        """Wait until a read model shows what was decided at `position`, for a bounded time.

        Holds no connection while it waits: anybody may ask for what will never come.

        Raises:
            NotReady: it does not show it yet, or the subject was set aside there.
        """
        if position is None:
            return
        ends, pause = monotonic() + wait_seconds, poll_seconds
        while True:
            async with self.pool.connection() as connection:
                at, parked = await _where(connection, read_model, position)
            if parked:
                raise NotReady(
                    "This case is set aside here after a fault; the operators have been"
                    " told. What was recorded is safe."
                )
            if at >= position.position:
                return
            if monotonic() > ends:
                raise NotReady("This is recorded but not shown yet; ask again soon.")
            await asyncio.sleep(pause)
            pause = min(2 * pause, slowest_poll_seconds)

    async def late(
        self, read_model: str, position: Position | None, *, case: str
    ) -> NotReady | None:
        """As `seen`, for one case: what was waited for in vain, to be raised later.

        Only after it is known that the person may see the case: otherwise the answer would
        tell whether there is such a case, and how far it has come.
        """
        if position is not None and position.subject != case:
            raise BadInput(Fault("after", "It is a position in another case.", "Leave it out."))
        try:
            await self.seen(read_model, position)
        except NotReady as late:
            return late
        return None

    def checks(self) -> Mapping[str, Check]:
        """What readiness asks: the keys, the store, and that followers advance."""
        return {"keys": self._keys, "store": self._store, "followers": self.watch.check}

    async def _keys(self) -> str | None:
        await self.keys.ping()
        return None

    async def _store(self) -> str | None:
        async with self.pool.connection() as connection:
            if await self.store.gate.is_open(connection):
                return None
        return "the event store is being compared with the log"


async def _where(connection: Connection, follower: str, position: Position) -> tuple[int, bool]:
    """Where a subject stands in a read model's living generation, or in another follower."""
    row = await (
        await connection.execute(
            "with reader as (select coalesce((select read_model || '.' || generation"
            "   from generations where read_model = %(name)s and state = 'live'), %(name)s)"
            "   as follower)"
            " select coalesce((select position from marks join reader using (follower)"
            "   where subject = %(subject)s and source = %(source)s), 0),"
            " exists (select from parked_subjects join reader using (follower)"
            "   where subject = %(subject)s)",
            {"subject": position.subject, "source": position.source, "name": follower},
        )
    ).fetchone()
    return (0, False) if row is None else (row[0], row[1])


@asynccontextmanager
async def open_desk(
    config: Config, service: Service, *, clock: Clock | None = None
) -> AsyncIterator[Desk]:
    """Open the pool, the keys and the store, and keep the store's gate for as long."""
    clock = clock or SystemClock()
    store = EventStore(service.name, clock)
    async with (
        open_pool(config.dsn, size=12, application=f"{service.name}-serve") as pool,
        KeyStore(config.keys_dsn, config.master_key) as keys,
    ):
        watch = Watch(config, pool)
        tasks = [
            asyncio.create_task(_kept_up("guard", own_events(config, store).guard)),
            asyncio.create_task(_kept_up("watch", watch.run)),
        ]
        try:
            yield Desk(config, service, clock, store, pool, keys, Sealer(keys), watch)
        finally:
            for task in tasks:
                task.cancel()


async def _kept_up(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run again what ended on an error: a web process lives on when its database restarts.

    A store that contradicts the log stays shut all the same, and says so each time.
    """
    while True:
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - whatever ended it, nobody else begins again
            logger("desk").error(
                f"the {name} ended", error=type(error).__name__, frames=frames_of(error)
            )
        await asyncio.sleep(again_seconds)
