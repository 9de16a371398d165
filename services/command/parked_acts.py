"""What `cspr parked` asks and does, in the databases of all services."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from pydantic import TypeAdapter, ValidationError

from services.command.followers import follower_of
from services.command.operator import Operation, begin_operation, record_operation
from services.command.place import Place, names
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection, transaction_limits
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.edge.service import own_events
from shared.events.operations_parked import RecordDiscarded, SubjectRedriven
from shared.events.values import Subject
from shared.log.circuit import resume, stopped
from shared.log.kafka import RawRecord
from shared.log.park import Parked, list_parked, waiting_records
from shared.log.park import discard as discard_waiting
from shared.log.redrive import Note, Redriven, redrive, try_redrive
from shared.proof.leaf import leaf_of
from shared.proof.stores import Store
from shared.proof.unwritten import who_wrote


class NotDiscarded(Exception):
    """A record stays where it waits, and why, in words."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of the subjects that wait are meant; None is any."""

    subject: str | None = None
    kind: str | None = None
    follower: str | None = None
    service: str | None = None
    older_than_seconds: float = 0

    def match(self, parked: Parked) -> bool:
        """Whether one of them is meant."""
        return (
            self.subject in (None, parked.subject)
            and self.kind in (None, parked.kind)
            and parked.age_seconds >= self.older_than_seconds
        )


@dataclass(frozen=True, slots=True)
class Discarded:
    """A record that was taken out of what waits, in one service."""

    service: str
    subject: str
    followers: tuple[str, ...]
    partition: int
    offset: int
    digest: str


@dataclass(frozen=True, slots=True)
class Halt:
    """A follower that has stopped in a partition."""

    service: str
    follower: str
    partition: int
    why: str
    seconds: float


async def resume_all(
    place: Place, follower: str | None, service: str | None, *, dry_run: bool
) -> list[Halt]:
    """Let followers go on that have stopped in a partition; says where they had."""
    found = []
    for name in names:
        if service in (None, name):
            async with connected(place.config(name)) as connection:
                found += [Halt(name, *row) for row in await stopped(connection, follower)]
                if not dry_run:
                    await resume(connection, follower)
    return found


async def find(place: Place, filters: Filters) -> list[tuple[str, Parked]]:
    """What was set aside, in all services, longest first."""
    found = []
    for service in names:
        if filters.service in (None, service):
            async with connected(place.config(service)) as connection:
                parked = await list_parked(connection, filters.follower)
                found += [(service, each) for each in parked if filters.match(each)]
    return sorted(found, key=lambda pair: -pair[1].age_seconds)


async def show(place: Place, filters: Filters) -> list[dict[str, Any]]:
    """What waits, record by record, without contents."""
    rows = []
    for service, each in await find(place, filters):
        async with connected(place.config(service)) as connection:
            rows += [
                {
                    "service": service,
                    "follower": each.follower,
                    "partition": record.partition,
                    "offset": record.offset,
                    "event": getattr(record.read, "name", "unreadable"),
                    "source": getattr(record.read, "source", None),
                    "position": getattr(record.read, "position", None),
                }
                for record in await waiting_records(connection, each.follower, each.subject)
            ]
    return rows


async def redrive_all(
    place: Place, filters: Filters, *, actor: str, why: str | None
) -> list[tuple[str, Redriven]]:
    """Apply what waits, in order; without a reason only try it, and take it back."""
    done = []
    for service, each in await find(place, filters):
        config = place.config(service)
        store = EventStore(service, SystemClock())
        async with connected(config) as connection:
            if each.follower == "policies":
                await own_events(config, store).check(connection)
            follower = await follower_of(connection, service, each.follower, store)
            if why is None:
                done.append((service, await try_redrive(connection, follower, each.subject)))
                continue
            operation = await begin_operation(config, actor, why)
            note = _note_redriven(service, operation, each)
            done.append((service, await redrive(connection, follower, each.subject, note=note)))
    return done


def _note_redriven(service: str, operation: Operation, parked: Parked) -> Note:
    async def note(connection: Connection, done: Redriven) -> None:
        event = SubjectRedriven(
            subject=subject_or_none(parked.subject),
            follower=parked.follower,
            first_offset=parked.first_offset,
            applied=done.applied,
            waiting=done.waiting,
            stopped_by=done.stopped_by.kind if done.stopped_by else None,
            why=operation.why,
        )
        await record_operation(connection, service, operation, event)

    return note


def subject_or_none(subject: str) -> str | None:
    """A subject of our form; what a stranger put in its place is not repeated."""
    try:
        return TypeAdapter(Subject).validate_python(subject)
    except ValidationError:
        return None


async def discard(
    place: Place, filters: Filters, at: tuple[int, int] | None, *, actor: str, why: str | None
) -> list[Discarded]:
    """Take a record that no event store wrote out of what waits, wherever it waits.

    `at` is its partition and offset; None is what the subject waits for first. Without a
    reason only say what would be taken out.

    Raises:
        NotDiscarded: an event store wrote it, or it is not clear which is meant.
    """
    found = await find(place, filters)
    at = at or _the_first(found)
    done = []
    async with AsyncExitStack() as opened:
        stores = [
            Store(name, await opened.enter_async_context(connected(place.config(name))))
            for name in names
        ]
        for store in stores:
            here = [each for service, each in found if service == store.service]
            where = await _waits_in(store.connection, here, at)
            if where:
                done.append(await _discard(place, store, stores, where, actor=actor, why=why))
    if not done:
        raise NotDiscarded("No such record waits.")
    return done


def _the_first(found: Sequence[tuple[str, Parked]]) -> tuple[int, int]:
    firsts = {(each.partition, each.first_offset) for _, each in found}
    if not firsts:
        raise NotDiscarded("Nothing waits for that subject.")
    if len(firsts) > 1:
        raise NotDiscarded(
            "Its followers wait for different records: say which, with --partition and"
            " --offset (`cspr parked show` has them)."
        )
    return firsts.pop()


Waits = tuple[Parked, RawRecord]


async def _waits_in(
    connection: Connection, parked: Sequence[Parked], at: tuple[int, int]
) -> list[Waits]:
    return [
        (each, record)
        for each in parked
        for record in await waiting_records(connection, each.follower, each.subject)
        if (record.partition, record.offset) == at
    ]


async def _discard(
    place: Place,
    store: Store,
    stores: Sequence[Store],
    where: Sequence[Waits],
    *,
    actor: str,
    why: str | None,
) -> Discarded:
    parked, record = where[0]
    if words := await who_wrote(record, stores):
        raise NotDiscarded(f"It stays: {words}. Mend the cause and re-drive it.")
    digest = leaf_of(record.key, record.value, record.headers).hex()
    followers = tuple(each.follower for each, _ in where)
    done = Discarded(
        store.service, parked.subject, followers, record.partition, record.offset, digest
    )
    if why is None:
        return done
    operation = await begin_operation(place.config(store.service), actor, why)
    event = RecordDiscarded(
        subject=subject_or_none(parked.subject),
        followers=followers,
        partition=record.partition,
        offset=record.offset,
        digest=digest,
        kind=parked.kind,
        why=operation.why,
    )
    async with store.connection.transaction():
        for each, _ in where:
            await discard_waiting(store.connection, record, each.follower, each.subject)
        await record_operation(store.connection, store.service, operation, event)
    return done


@asynccontextmanager
async def connected(config: Config) -> AsyncIterator[Connection]:
    """A connection to a service's database that keeps no lock when this process is stopped."""
    async with await psycopg.AsyncConnection.connect(
        config.dsn, autocommit=True, options=transaction_limits()
    ) as opened:
        yield opened
