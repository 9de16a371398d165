"""Hands to adopt a calendar where nothing runs, and to let the services follow."""

from typing import Any

from services.command.calendar_acts import adopt, chosen, history
from services.command.followers import service_named
from services.command.place import names
from services.notifications.domain import RecordAwareness
from shared.decisions.clock import SystemClock
from shared.decisions.decider import Command
from shared.decisions.store import Cause, EventStore, Outcome, Request
from shared.edge.recounting import Recount
from shared.events.children import IncidentFacts
from shared.log.follow import Taking, apply_together
from shared.log.policies import PolicyFollower
from shared.log.standing import stored_offsets
from tests.support.cases import WILTSHIRE, at, child, day
from tests.support.still_system import System

actor = "operator:op-7"


async def opened(s: System, service: str) -> EventStore:
    store = EventStore(service, SystemClock())
    store.gate.open_for(await store.gate.fingerprint(s.connections[service]))
    return store


async def do(s: System, service: str, subject: str, command: Command) -> Outcome:
    connection, store = s.connections[service], await opened(s, service)
    async with connection.transaction():
        request = Request(subject, command, Cause("officer-7", "flow"))
        (outcome,) = await store.decide(connection, service_named(service).decider, [request])
    assert outcome.refusal is None, outcome.refusal
    return outcome


async def go_on(s: System) -> None:
    """Publish, and let every service's policies and read models take all that is there."""
    for _ in range(3):
        await s.publish()
        for service in names:
            parts = service_named(service)
            store = await opened(s, service)
            follower = PolicyFollower(store, parts.decider, parts.policies)
            at_ = await stored_offsets(s.connections[service], "policies", s.partitions)
            mine = [each for each in await s.log() if each.offset >= at_[each.partition]]
            if mine:
                await apply_together(s.connections[service], [Taking(follower, mine)])
    await s.follow()


async def recount(
    s: System, service: str, *, batches: int | None = None, most: int = 100
) -> int:
    """Count anew until nothing is left, or so many batches."""
    recounting = service_named(service).recounting
    assert recounting
    counting = Recount(await opened(s, service), recounting, most)
    done = 0
    while (batches is None or done < batches) and await counting.batch(s.connections[service]):
        done += 1
    return done


async def adopted(s: System, name: str, *, anew: bool = True) -> None:
    done = await adopt(s.place, chosen(await history(s.place), name), "A reason.", actor=actor)
    assert done.adopted
    await go_on(s)
    if anew:
        for service in names:
            await recount(s, service)
        await s.publish()
        await s.follow()


def aware(on: str = "2022-09-14") -> RecordAwareness:
    facts = IncidentFacts(authority=WILTSHIRE, children=(child(),))
    return RecordAwareness(asked_at=at("2022-09-15"), aware_on=day(on), facts=facts)


async def due(s: System, subject: str) -> list[tuple[Any, ...]]:
    return await s.rows(
        "reviews",
        "select clock, start, due_on::text, was_due_on::text, calendar, state from clocks"
        " where subject = %s order by clock, start",
        subject,
    )


async def moved(s: System, service: str) -> list[tuple[Any, ...]]:
    return await s.rows(
        service,
        "select subject, actor, convert_from(body, 'UTF8')::jsonb #>> '{was,due_on}',"
        " convert_from(body, 'UTF8')::jsonb #>> '{now,due_on}' from events"
        " where name = 'DueDateRecomputed' order by seq",
    )
