"""A fold that was changed: the difference is reviewed, named and accepted, and code decides."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from deploy.local.stack import Stack
from shared.folds.beside import keep_up
from shared.folds.code import code_of
from shared.folds.gate import diff
from shared.folds.generations import RebuildDue, ensure_live
from shared.folds.operation import start
from shared.folds.options import Options
from shared.folds.place import Place, Refused, SwapRefused
from shared.folds.swapping import rollback, swap
from tests.support.replaying import place_of, played, states
from tests.support.stack import MakeTopic
from tests.support.toy import Totals
from tests.support.toy_changed import DoubledTotals
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        await played(made)
        yield made


def changed(w: World) -> Place:
    """The place as the changed code sees it."""
    return replace(place_of(w), models_at="tests.support.toy_changed")


def test_code_is_told_apart_by_its_version_and_by_its_source() -> None:
    before, after = code_of(Totals()), code_of(DoubledTotals())
    assert (before.version, after.version) == (1, 2)
    assert before.fold != after.fold
    assert before.upcasters == after.upcasters
    assert code_of(Totals()) == before


async def test_changed_code_is_swapped_in_by_who_accepts_exactly_its_difference(
    w: World,
) -> None:
    with pytest.raises(RebuildDue):
        await ensure_live(w.connection, DoubledTotals())
    (made,) = await start(changed(w), ["totals"], Options(), say=print)
    assert (made.state, made.version) == ("ready", 2)
    assert made.manifest["attestation"] is None
    found = await diff(changed(w), "totals")
    assert (found.identical, found.same_code) == (False, False)
    assert len(found.differences) == 12
    assert {tuple(each["columns"]) for each in found.differences} == {("total",)}
    assert (await diff(changed(w), "totals")).digest == found.digest
    with pytest.raises(SwapRefused, match="--accept"):
        await swap(changed(w), "totals")
    await swap(changed(w), "totals", accepted=found.digest)
    assert await w.rows("select min(total), max(total) from totals") == [(12, 12)]
    await w.count("case-1", 100)
    await w.publish()
    await w.follow(await ensure_live(w.connection, DoubledTotals()))
    assert await w.rows("select max(total) from totals") == [(212,)]


async def test_no_table_is_ever_folded_by_two_versions(w: World) -> None:
    await start(changed(w), ["totals"], Options(), say=print)
    found = await diff(changed(w), "totals")
    await swap(changed(w), "totals", accepted=found.digest)
    await w.count("case-1", 100)
    await w.publish()
    await w.follow(await ensure_live(w.connection, DoubledTotals()))
    await keep_up(changed(w), w.connection, DoubledTotals())
    assert await w.rows("select max(total) from totals__1") == [(6,)]
    with pytest.raises(Refused, match="deploy the code that folded it"):
        await rollback(changed(w), "totals")
    assert await states(w) == [(1, "retired"), (2, "live")]
    back = await rollback(place_of(w), "totals")
    assert back.generation == 1
    assert await w.rows("select max(total) from totals") == [(106,)]
