"""Rebuild as an operation: started, compared, swapped, rolled back, dropped; each once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.folds.closing import cancel, drop
from shared.folds.gate import diff
from shared.folds.operation import resume
from shared.folds.options import Options, read_until
from shared.folds.place import Refused, ReplayRunning, SwapRefused, alone
from shared.folds.plan import plan
from shared.folds.status import status
from shared.folds.stored import Cancelled
from shared.folds.swapping import Terms, rollback, swap
from tests.support.replaying import (
    follow_besides,
    follow_living,
    place_of,
    played,
    started,
    states,
)
from tests.support.stack import MakeTopic
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def test_a_plan_says_what_the_log_holds_and_writes_nothing(w: World) -> None:
    await played(w)
    before = await w.rows("select * from generations")
    planned = await plan(place_of(w), ["totals"])
    assert (planned.events, planned.sampled, planned.oldest_is_there) == (48, 48, True)
    assert planned.about_events_by_type == {"ToyCounted": 36, "ToyDoubled": 12}
    assert sum(end for _, end in planned.partitions.values()) == 48
    assert planned.about_log_bytes > 48 * 100
    assert planned.about_disk_bytes > 0
    assert await w.rows("select * from generations") == before


async def test_a_rebuild_of_the_same_code_is_ready_and_attested(w: World) -> None:
    await played(w)
    made = await started(w)
    assert [(each.read_model, each.state) for each in made] == [
        ("totals", "ready"),
        ("steps", "ready"),
    ]
    for each in made:
        found = each.manifest["diff"]
        assert (found["identical"], found["same_code"], found["differences"]) == (
            True,
            True,
            [],
        )
        assert found["living"]["digest"] == found["beside"]["digest"] == each.manifest["digest"]
        assert '"events":48' in each.manifest["attestation"]["content"]
    assert await states(w) == [(1, "live"), (2, "ready")]


async def test_to_start_again_what_is_ready_does_nothing(w: World) -> None:
    await played(w)
    first = await started(w, "totals")
    assert await started(w, "totals") == first
    assert [each.read_model for each in await started(w)] == ["totals", "steps"]
    assert await states(w) == [(1, "live"), (2, "ready")]


async def test_what_is_ready_keeps_up_and_never_overtakes_the_living_one(w: World) -> None:
    await played(w)
    await started(w, "totals")
    await w.count("case-1", 100)
    await w.publish()
    await follow_besides(w)
    assert [each.behind for each in await status(place_of(w), ["totals"])] == [0, 0]
    assert await w.rows("select max(total) from totals__2") == [(6,)]
    await follow_living(w)
    assert [each.behind for each in await status(place_of(w), ["totals"])] == [0, 1]
    await follow_besides(w)
    assert await w.rows("select max(total) from totals__2") == [(106,)]
    assert (await diff(place_of(w), "totals")).identical


async def test_a_swap_and_a_rollback_are_each_done_once(w: World) -> None:
    await played(w)
    await started(w, "totals")
    done = await swap(place_of(w), "totals")
    assert (done.before, done.generation) == (1, 2)
    assert await states(w) == [(1, "retired"), (2, "live")]
    again = await swap(place_of(w), "totals")
    assert (again.before, again.generation) == (2, 2)
    await w.count("case-1", 100)
    await w.publish()
    await follow_living(w)
    await follow_besides(w)
    back = await rollback(place_of(w), "totals")
    assert (back.before, back.generation) == (2, 1)
    assert await w.rows("select max(total) from totals") == [(106,)]
    assert (await rollback(place_of(w), "totals")).before == 1
    assert await states(w) == [(1, "live"), (2, "retired")]
    forward = await swap(place_of(w), "totals")
    assert (forward.before, forward.generation) == (1, 2)
    assert await states(w) == [(1, "retired"), (2, "live")]


async def test_a_retired_one_stops_to_follow_when_its_time_is_over(w: World) -> None:
    await played(w)
    await started(w, "totals")
    await swap(place_of(w), "totals", terms=Terms(keep_for=timedelta(0)))
    await w.count("case-1", 100)
    await w.publish()
    await follow_living(w)
    await follow_besides(w)
    assert await w.rows("select max(total) from totals__1") == [(6,)]
    await rollback(place_of(w), "totals")
    assert await w.rows("select max(total) from totals") == [(106,)]


async def test_rows_that_differ_are_swapped_only_by_who_names_the_difference(w: World) -> None:
    await played(w)
    await w.connection.execute("update totals set total = 99 where subject = 'case-3'")
    await started(w, "totals")
    found = await diff(place_of(w), "totals")
    assert (found.identical, found.same_code) == (False, True)
    assert found.differences == [{"key": ["case-3"], "kind": "changed", "columns": ["total"]}]
    for accepted in (None, "0" * 64):
        with pytest.raises(SwapRefused, match="--accept"):
            await swap(place_of(w), "totals", accepted=accepted)
    assert await states(w) == [(1, "live"), (2, "ready")]
    done = await swap(place_of(w), "totals", accepted=found.digest)
    assert done.accepted == found.digest
    assert await w.rows("select max(total) from totals") == [(6,)]


async def test_a_reader_that_lasts_is_not_disturbed_and_the_swap_waits_for_its_moment(
    w: World,
) -> None:
    await played(w)
    await started(w, "totals")
    async with await psycopg.AsyncConnection.connect(w.dsn) as reader:
        before = await (await reader.execute("select sum(total) from totals")).fetchone()
        with pytest.raises(SwapRefused, match="used without a pause"):
            await swap(place_of(w), "totals", terms=Terms(seconds=0.3))
        assert await states(w) == [(1, "live"), (2, "ready")]
        swapping = asyncio.create_task(swap(place_of(w), "totals"))
        while not await w.rows(
            "select from pg_stat_activity where application_name = 'swap'"
            " and wait_event_type = 'Lock' and datname = current_database()"
        ):
            await asyncio.sleep(0)
        again = await (await reader.execute("select sum(total) from totals")).fetchone()
        assert again == before
        await reader.rollback()
        assert (await swapping).generation == 2


async def test_a_swap_finds_its_moment_while_events_keep_coming(w: World) -> None:
    await played(w)
    await started(w, "totals")

    async def keep_counting() -> None:
        while True:
            await w.count("case-1", 1)
            await w.publish()
            await follow_living(w)

    counting = asyncio.create_task(keep_counting())
    done = await swap(place_of(w), "totals")
    counting.cancel()
    assert done.generation == 2


async def test_what_failed_to_fold_waits_in_the_new_generation_as_in_the_living_one(
    w: World,
) -> None:
    await played(w, subjects=4)
    await w.count("case-1", 1)
    await w.count("case-1", 2, "fail")
    await w.count("case-1", 4)
    await w.publish()
    await follow_living(w)
    await started(w)
    parked = await w.rows(
        "select follower, subject, kind, reason, first_offset from parked_subjects order by 1"
    )
    assert [row[:3] for row in parked] == [
        ("totals.1", "case-1", "fold"),
        ("totals.2", "case-1", "fold"),
    ]
    assert parked[0][3:] == parked[1][3:]
    waiting = await w.rows('select follower, "offset", value from parked_records order by 1, 2')
    half = len(waiting) // 2
    assert [row[1:] for row in waiting[:half]] == [row[1:] for row in waiting[half:]]
    assert (await diff(place_of(w), "totals")).identical
    assert await w.rows("select total from totals__2 where subject = 'case-1'") == [(7,)]


async def test_two_at_once_are_refused_and_nothing_is_begun(w: World) -> None:
    await played(w, subjects=2)
    async with alone(place_of(w)):
        for operation in (
            started(w),
            swap(place_of(w), "totals"),
            drop(place_of(w), "totals", 2),
        ):
            with pytest.raises(ReplayRunning):
                await operation
    assert await states(w) == [(1, "live")]


async def test_what_is_dropped_leaves_no_trace_and_its_number_is_never_used_again(
    w: World,
) -> None:
    await played(w)
    await started(w)
    with pytest.raises(Refused, match="is live"):
        await drop(place_of(w), "totals", 1)
    dropped = await drop(place_of(w), "totals", 2)
    assert dropped is not None
    assert dropped.state == "ready"
    assert await drop(place_of(w), "totals", 2) is None
    assert await w.rows("select tablename from pg_tables where tablename = 'totals__2'") == []
    assert await w.rows("select from follower_offsets where follower = 'totals.2'") == []
    assert await w.rows("select from marks where follower = 'totals.2'") == []
    (made,) = await started(w, "totals")
    assert made.generation == 3


async def test_nothing_unfinished_is_cancelled_or_resumed_without_harm(w: World) -> None:
    await played(w, subjects=2)
    assert await cancel(place_of(w), None) == []
    assert await resume(place_of(w), say=print) == []


async def test_a_rebuild_under_way_can_be_cancelled_and_leaves_no_rows(w: World) -> None:
    await played(w)
    slow = asyncio.create_task(started(w, "totals", events_a_second=5.0))

    async def replaying() -> bool:
        return await states(w) == [(1, "live"), (2, "replaying")]

    while not await replaying():
        await asyncio.sleep(0.02)
    with pytest.raises(ReplayRunning):
        await started(w, "totals")
    (cancelled,) = await cancel(place_of(w), ["totals"])
    assert cancelled.generation == 2
    with pytest.raises(Cancelled):
        await slow
    assert await states(w) == [(1, "live"), (2, "cancelled")]
    assert await w.rows("select tablename from pg_tables where tablename = 'totals__2'") == []
    assert [each.generation for each in await started(w, "totals")] == [3]


@pytest.mark.parametrize("name", ["public", "asof_X", "asof_", 'asof_"', "asof_1;drop"])
def test_a_name_that_is_none_of_a_moment_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        Options(as_name=name, until=read_until("2024-05-01"))
