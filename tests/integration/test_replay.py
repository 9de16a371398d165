"""Replay: from offset 0 beside the living read models, equal or the rows that differ."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict

import pytest

from deploy.local.stack import Stack
from shared.folds.code import code_of
from shared.folds.generations import add_shadow, drop_left_behind, ensure_live
from shared.folds.rebuild import Rebuild, rebuild
from shared.folds.replay import Place, Replayed, ReplayRunning, replay
from shared.folds.stored import stored_generations
from shared.log.kafka import open_producer
from tests.support.stack import MakeTopic
from tests.support.toy import Double, Steps, Totals
from tests.support.world import World, moment, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def played(w: World, subjects: int = 20, each: int = 4) -> None:
    for number in range(subjects):
        for amount in range(1, each + 1):
            await w.count(f"case-{number}", amount, f"tab\there {amount}")
        await w.do(f"case-{number}", Double(asked_at=moment, amount=number))
    await w.publish()
    for model in (Totals(), Steps()):
        await w.follow(await ensure_live(w.connection, model))


async def replayed(w: World, *, swap: bool = False, names: list[str] | None = None) -> Replayed:
    place = Place(w.dsn, w.kafka, w.topic, "tests.support.toy")
    return await replay(place, names, swap=swap, say=lambda line: None)


async def test_a_replay_equals_the_living_read_models(w: World) -> None:
    await played(w)
    done = await replayed(w)
    assert [(c.read_model, c.equal, c.rows_live) for c in done.comparisons] == [
        ("totals", True, 20),
        ("steps", True, 100),
    ]
    assert done.folded.events == 100
    assert await w.rows("select state, count(*) from generations group by 1") == [("live", 2)]
    tables = await w.rows("select tablename from pg_tables where tablename ~ '__'")
    assert sorted(tables) == [("steps__1",), ("totals__1",)]


async def test_a_row_that_was_tampered_with_is_named(w: World) -> None:
    await played(w)
    await w.connection.execute(
        "update totals set total = 99, note = null where subject = 'case-3'"
    )
    await w.connection.execute("delete from totals where subject = 'case-4'")
    await w.connection.execute("insert into totals values ('case-x', 1, 1, null)")
    (comparison,) = (await replayed(w, names=["totals"])).comparisons
    assert not comparison.equal
    assert [(d.key, d.kind) for d in comparison.differences] == [
        (("case-3",), "changed"),
        (("case-4",), "missing"),
        (("case-x",), "too many"),
    ]
    assert comparison.differences[0].columns == ("total", "note")


async def test_a_swap_mends_the_living_read_model_and_it_goes_on(w: World) -> None:
    await played(w)
    await w.connection.execute("update totals set total = 99")
    done = await replayed(w, swap=True)
    assert done.swapped == ("totals", "steps")
    await w.count("case-1", 100)
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    assert live.generation == 2
    assert await w.follow(live) == 1
    assert await w.rows("select total from totals where subject = 'case-1'") == [(110,)]
    assert all(c.equal for c in (await replayed(w, names=["totals"])).comparisons)


async def test_read_models_that_stand_at_different_places_are_swapped_without_a_loss(
    w: World,
) -> None:
    await played(w, subjects=6, each=1)
    for number in range(6):
        await w.count(f"case-{number}", 10)
    await w.publish()
    await w.follow(await ensure_live(w.connection, Steps()))
    before = await w.rows("select subject, total + 10 from totals order by 1")
    done = await replayed(w, swap=True)
    assert [c.equal for c in done.comparisons] == [True, True]
    await w.follow(await ensure_live(w.connection, Totals()))
    assert await w.rows("select subject, total from totals order by 1") == before
    assert all(c.equal for c in (await replayed(w)).comparisons)


async def test_a_replay_while_events_keep_coming_is_equal(w: World) -> None:
    await played(w, subjects=5)
    tasks = [
        asyncio.create_task(w.worker(await ensure_live(w.connection, model)).run())
        for model in (Totals(), Steps())
    ]
    tasks.append(asyncio.create_task(w.relay().run()))
    ending = asyncio.Event()

    async def keep_counting() -> int:
        count = 0
        while not ending.is_set():
            count += 1
            await w.count(f"case-{count % 7}", 1)
        return count

    counting = asyncio.create_task(keep_counting())
    comparisons = (await replayed(w)).comparisons
    ending.set()
    assert await counting > 5
    for task in tasks:
        task.cancel()
    assert all(comparison.equal for comparison in comparisons)


async def test_memory_is_bounded_by_what_is_held_and_the_result_is_the_same(w: World) -> None:
    for amount in (1, 2, 3):
        for number in range(30):
            await w.count(f"case-{number}", amount)
    await w.publish()
    await w.connection.execute("insert into outbox select seq from events")
    await w.publish()
    shadow = await ensure_live(w.connection, Totals())
    task = Rebuild(
        "tests.support.toy",
        {"totals": shadow.generation},
        {"totals": {0: 1000, 1: 1000, 2: 1000}},
        w.dsn,
        w.kafka,
        w.topic,
        subjects_held=4,
    )
    ends = {number: 0 for number in w.partitions}
    for record in await w.read_log():
        ends[record.partition] = record.offset + 1
    task = Rebuild(
        task.models_at,
        task.generations,
        {"totals": ends},
        w.dsn,
        w.kafka,
        w.topic,
        subjects_held=4,
    )
    folded = await rebuild(task, workers=1)
    assert folded.events == 180
    assert await w.rows("select count(*), min(total), max(total) from totals") == [(30, 6, 6)]


async def test_one_replay_of_a_service_at_a_time(w: World) -> None:
    await played(w, subjects=2)
    await w.connection.execute("select pg_advisory_lock(hashtextextended('replay', 0))")
    with pytest.raises(ReplayRunning):
        await replayed(w)


async def test_a_subject_that_waits_in_the_living_one_stands_still_in_the_replay_too(
    w: World,
) -> None:
    await w.count("case-1", 1)
    await w.count("case-1", 2, "fail")
    await w.count("case-1", 4)
    await w.publish()
    await w.follow(await ensure_live(w.connection, Totals()))
    await w.follow(await ensure_live(w.connection, Steps()))
    done = await replayed(w)
    assert all(comparison.equal for comparison in done.comparisons)
    assert done.folded.subjects_stopped == 1


async def test_a_newer_event_after_one_model_s_cut_does_not_stop_the_replay_of_all(
    w: World,
) -> None:
    await played(w, subjects=2)
    record = (await w.read_log())[0]
    changed = {"ce_type": b"uk.cspr.ToyCounted.v9", "ce_position": b"6"}
    async with open_producer(w.kafka) as producer:
        await producer.send_and_wait(
            w.topic,
            b"{}",
            key=record.key,
            partition=record.partition,
            headers=[(name, changed.get(name, value)) for name, value in record.headers],
        )
    await w.connection.execute(
        "update follower_offsets set next_offset = next_offset + 1"
        " where follower = 'steps.1' and partition = %s",
        [record.partition],
    )
    assert all(comparison.equal for comparison in (await replayed(w)).comparisons)


async def test_a_number_is_given_to_one_generation_and_to_no_other(w: World) -> None:
    await played(w, subjects=2)
    await replayed(w, names=["totals"])
    shadow = await add_shadow(w.connection, Totals())
    assert shadow.generation == 3
    await drop_left_behind(w.connection, [Totals()])
    assert (await add_shadow(w.connection, Totals())).generation == 4


async def test_a_generation_says_which_code_folds_it(w: World) -> None:
    await played(w, subjects=1)
    (live,) = await stored_generations(w.connection, ["totals"])
    assert live.manifest["code"] == asdict(code_of(Totals()))
    assert len(live.manifest["code"]["fold"]) == 64
