"""The tail of the log is looked at continuously, and what does not balance there is named."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import NamedTuple

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from prometheus_client import REGISTRY

from deploy.local.stack import Stack
from services.command.balancing import connected
from services.command.place import names
from services.command.watching import told, watch
from shared.log.kafka import open_consumer
from shared.proof.discrepancies import Discrepancies
from shared.proof.stores import Log, Store
from shared.proof.tail import Tail
from tests.support.planting import (
    Case,
    a_lost_outbox_row,
    a_stranger,
    a_wrong_key,
    a_wrong_partition,
    a_zombie_writer,
    action,
    an_invented_event,
    bytes_that_are_no_event,
    discarded,
)
from tests.support.still_system import System, system

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Watched(NamedTuple):
    """A system, and who looks at its tail."""

    system: System
    tail: Tail
    consumer: AIOKafkaConsumer

    async def look(self) -> Discrepancies:
        await self.system.follow()
        return await self.tail.look(self.consumer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def s(stack: Stack) -> AsyncIterator[System]:
    async with system(stack) as made:
        yield made


@asynccontextmanager
async def watched(s: System) -> AsyncIterator[Watched]:
    """Begins now: what was done before is nothing to it."""
    config = s.place.config("reporting")
    async with AsyncExitStack() as opened:
        stores = [Store(name, await connected(opened, s.place, name)) for name in names]
        ledger = await connected(opened, s.place, "reporting")
        tail = Tail(stores, ledger, Log(config.kafka, config.topic, config.partitions))
        consumer = await opened.enter_async_context(open_consumer(config.kafka))
        await s.follow()
        await tail.begin(consumer)
        yield Watched(s, tail, consumer)


async def test_what_is_decided_published_and_kept_balances(s: System) -> None:
    async with watched(s) as w:
        (subject,) = await s.played(1)
        assert (await w.look()).discrepancies == []
        assert w.tail.records == 6
        await s.append("reviews", subject, action)
        assert (await w.look()).discrepancies == []
        await s.publish()
        assert (await w.look()).discrepancies == []
        assert w.tail.records == 7


async def test_a_record_that_the_ledger_has_not_reached_waits(s: System) -> None:
    async with watched(s) as w:
        (subject,) = await s.played(1)
        assert (await w.look()).discrepancies == []
        await s.append("reviews", subject, action)
        await s.publish()
        assert (await w.tail.look(w.consumer)).discrepancies == []
        assert w.tail.records == 6
        assert (await w.look()).discrepancies == []
        assert w.tail.records == 7


@pytest.mark.parametrize(
    "plant",
    [a_wrong_key, a_wrong_partition, an_invented_event, bytes_that_are_no_event, a_stranger],
    ids=lambda plant: plant.__name__,
)
async def test_what_somebody_else_wrote_is_named_once(s: System, plant: object) -> None:
    (subject,) = await s.played(1)
    async with watched(s) as w:
        (named, *_) = await plant(Case(s, subject))  # type: ignore[operator]
        (found,) = (await w.look()).discrepancies
        assert found.kind == named.kind
        assert subject in found.what
        assert (await w.look()).discrepancies == []


async def test_a_zombie_writer_is_named(s: System) -> None:
    (subject,) = await s.played(1)
    async with watched(s) as w:
        await a_zombie_writer(Case(s, subject))
        (found,) = (await w.look()).discrepancies
        assert (found.kind, found.what) == ("altered", f"{subject} position 2")


async def test_an_event_that_lost_its_place_in_the_outbox_is_named(s: System) -> None:
    (subject,) = await s.played(1)
    async with watched(s) as w:
        await a_lost_outbox_row(Case(s, subject))
        (found,) = (await w.look()).discrepancies
        assert (found.kind, found.what) == ("not in the log", f"{subject} position 3")


async def test_an_event_and_a_leaf_that_are_changed_at_once_are_named(s: System) -> None:
    async with watched(s) as w:
        first, second = await s.played(2)
        await s.harm(
            "reviews",
            "update events set body = '{}' where position = 1 and subject = %s",
            first,
        )
        await s.harm(
            "reporting",
            "update ledger set leaf = sha256('') where source = 'reviews' and position = 1"
            " and subject = %s",
            second,
        )
        found = {(each.kind, each.what) for each in (await w.look()).discrepancies}
        assert found == {
            ("altered", f"{first} position 1"),
            ("altered in the ledger", f"{second} position 1"),
        }


async def test_what_was_discarded_is_no_fault_of_the_tail(s: System) -> None:
    (subject,) = await s.played(1)
    async with watched(s) as w:
        await discarded(s, subject, "A test of another system wrote it.")
        assert (await w.look()).discrepancies == []


async def test_the_metrics_say_what_does_not_balance_until_it_does_again() -> None:
    told("whole", Counter({("reviews", "gap"): 1}), 2.5)
    labels = {"check": "whole", "part": "reviews", "kind": "gap"}
    assert REGISTRY.get_sample_value("cspr_reconcile_faults", labels) == 1
    assert REGISTRY.get_sample_value("cspr_reconcile_balances", {"check": "whole"}) == 0
    assert REGISTRY.get_sample_value("cspr_reconcile_seconds", {"check": "whole"}) == 2.5
    told("whole", Counter(), 1.0)
    assert REGISTRY.get_sample_value("cspr_reconcile_faults", labels) == 0
    assert REGISTRY.get_sample_value("cspr_reconcile_balances", {"check": "whole"}) == 1


async def test_watching_looks_at_the_tail_and_makes_whole_sheets(s: System) -> None:
    often = {"CSPR_RECONCILE_EVERY": "0.1", "CSPR_RECONCILE_TAIL_EVERY": "0.1"}
    place = replace(s.place, environment={**s.place.environment, **often})
    before = {check: checked_at(check) for check in ("tail", "whole")}
    watching = asyncio.create_task(watch(place))
    try:
        async with asyncio.timeout(60):
            while any(checked_at(check) == before[check] for check in before):
                assert not watching.done()
                await asyncio.sleep(0.05)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert REGISTRY.get_sample_value("cspr_reconcile_balances", {"check": "tail"}) == 1
    assert REGISTRY.get_sample_value("cspr_reconcile_balances", {"check": "whole"}) == 0
    assert sheet_kinds() >= {"altered", "not in the log", "wrong key", "stranger", "unreadable"}


def checked_at(check: str) -> float | None:
    return REGISTRY.get_sample_value("cspr_reconcile_checked_at", {"check": check})


def sheet_kinds() -> set[str]:
    """The kinds that the metrics of the whole check have."""
    return {
        sample.labels["kind"]
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "cspr_reconcile_faults" and sample.value
    }
