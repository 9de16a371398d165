"""Killed at a named step, again and again: run once more it ends whole, and all balances."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.folds.closing import drop
from shared.folds.gate import diff
from shared.folds.operation import resume
from shared.folds.place import ReplayRunning
from shared.folds.projection import Projection
from shared.folds.swapping import rollback, swap
from shared.proof.stores import Log, Store, reconcile_stores
from tests.fault.test_replay_operation_faults import operate
from tests.support.replaying import follow_living, place_of, played, started, states
from tests.support.stack import MakeTopic
from tests.support.toy import Totals
from tests.support.world import World, until, world

pytestmark = pytest.mark.long
times = 20


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        await played(made)
        yield made


async def balance(w: World) -> None:
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as connection:
        log = Log(w.kafka, w.topic, w.partitions)
        (found,) = await reconcile_stores([Store("reviews", connection)], log)
    assert found.balances, found


async def goes_on(w: World, amount: int) -> None:
    """Something more happens, and the living read models have it."""
    await w.count("case-1", amount)
    await w.publish()
    await follow_living(w)


@pytest.mark.parametrize(
    "step",
    [
        "replay-planned",
        "replay-stored",
        "replay-partition-noted",
        "replay-folded",
        "replay-indexed",
        "replay-caught-up",
        "replay-compared",
        "replay-attested",
        "replay-verified",
    ],
)
async def test_a_rebuild_killed_twenty_times_at(step: str, w: World, tmp_path: Path) -> None:
    for number in range(times):
        mark = tmp_path / f"{number}"
        mark.mkdir()
        before = await w.rows("select * from totals order by 1")
        status, said = await operate(w, "start", mark, CSPR_CRASH_AT=step)
        assert status != 0 and (mark / "fault").exists(), said
        assert await w.rows("select * from totals order by 1") == before
        await goes_on(w, number)
        await resumed(w)
        for name in ("totals", "steps"):
            assert (await states(w, name))[-1] == (number + 2, "ready")
            assert (await diff(place_of(w), name)).identical
            await drop(place_of(w), name, number + 2)
    await balance(w)


async def resumed(w: World) -> None:
    async def done() -> bool:
        try:
            await resume(place_of(w), say=print)
        except ReplayRunning:
            return False
        return True

    await until(done)


@pytest.mark.parametrize("step", ["swap-made", "swap-committed"])
@pytest.mark.parametrize("operation", ["swap", "rollback"])
async def test_a_switch_killed_twenty_times_at(
    operation: str, step: str, w: World, tmp_path: Path
) -> None:
    await started(w, "totals")
    acts = {"swap": (swap, 2), "rollback": (rollback, 1)}
    act, becomes = acts[operation]
    back, was = next(each for name, each in acts.items() if name != operation)
    if operation == "rollback":
        await swap(place_of(w), "totals")
    for number in range(times):
        mark = tmp_path / f"{number}"
        mark.mkdir()
        await operate(w, operation, mark, CSPR_CRASH_AT=step)
        assert (mark / "fault").exists()
        live = [each for each, state in await states(w) if state == "live"]
        assert live == [was if step == "swap-made" else becomes]
        await switched(w, act, becomes)
        await goes_on(w, number)
        await switched(w, back, was)
    first, second = [
        await Projection(Totals(), generation).table.digest(w.connection)
        for generation in (1, 2)
    ]
    assert first == second
    await balance(w)


async def switched(w: World, act: object, becomes: int) -> None:
    assert act in (swap, rollback)

    async def done() -> bool:
        try:
            made = await (swap if act is swap else rollback)(place_of(w), "totals")
        except ReplayRunning:
            return False
        return made.generation == becomes

    await until(done)
