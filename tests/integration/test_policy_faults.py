"""A policy that meets a history it cannot fold sets that subject aside, and no other."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from shared.decisions.decider import Decider
from shared.decisions.store import EventStore
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.log.park import list_parked
from shared.log.policies import PolicyFollower
from tests.support.stack import MakeTopic
from tests.support.toy import Count, Double, ToyCounted, ToyDoubled, decide, evolve
from tests.support.world import World, moment, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


def evolve_or_fail(total: int, event: Event) -> int:
    if isinstance(event, ToyCounted) and event.note == "fail":
        raise LookupError("planted")
    return evolve(total, event)


def answer(event: Recorded) -> Double:
    assert isinstance(event.event, ToyCounted)
    return Double(asked_at=moment, amount=event.event.amount)


async def test_a_history_that_cannot_be_folded_parks_its_subject_only(w: World) -> None:
    await w.count("case-1", 1, "fail")
    await w.count("case-2", 2)
    await w.publish()
    decider: Decider[Count | Double, int] = Decider(0, decide, evolve_or_fail)
    store = EventStore(w.store.source, w.store.clock, w.store.gate)
    await w.follow(PolicyFollower(store, decider, {ToyCounted: answer}))
    (parked,) = await list_parked(w.connection)
    assert (parked.subject, parked.reason) == ("case-1", "DecisionFailed")
    doubled = await w.rows("select subject from events where name = %s", ToyDoubled.__name__)
    assert doubled == [("case-2",)]


async def test_a_history_that_cannot_be_read_parks_its_subject_only(w: World) -> None:
    for subject in ("case-1", "case-2"):
        await w.count(subject, 1)
    await w.publish()
    await w.connection.execute("alter table events disable trigger user")
    await w.connection.execute("update events set version = 2 where subject = 'case-1'")
    decider: Decider[Count | Double, int] = Decider(0, decide, evolve)
    await w.follow(PolicyFollower(w.store, decider, {ToyCounted: answer}))
    (parked,) = await list_parked(w.connection)
    assert (parked.subject, parked.reason) == ("case-1", "DecisionFailed")
