"""An operation is killed at each of its steps, or loses Postgres: resumed, never a half."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from aiokafka.errors import KafkaError

from deploy.local.stack import Stack
from shared.folds.gate import diff
from shared.folds.operation import resume, start
from shared.folds.options import Options
from shared.folds.pace import LogSilent, unless_silent
from shared.folds.place import Place, ReplayRunning
from shared.folds.status import status
from shared.folds.swapping import rollback, swap
from tests.fault.conftest import ToySystem
from tests.support.replaying import follow_living, place_of, played, started, states
from tests.support.stack import MakeTopic
from tests.support.world import World, until, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def operate(
    w: World, operation: str, folder: Path, **fault: str
) -> tuple[int | None, str]:
    """Run an operation as a process of its own; how it ended, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.replaying", w.dsn, w.kafka, w.topic, operation),
        env={**os.environ, **fault, "CSPR_FAULT_MARK": str(folder / "fault")},
        stdout=PIPE,
        stderr=PIPE,
    )
    _, said = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.parametrize(
    "point",
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
async def test_a_rebuild_that_is_killed_at(point: str, w: World, tmp_path: Path) -> None:
    await played(w)
    before = await w.rows("select * from totals order by 1")
    status_, said = await operate(w, "start", tmp_path, CSPR_CRASH_AT=point)
    assert status_ != 0, said
    assert await w.rows("select * from totals order by 1") == before
    at_it = [each.somebody_is_at_it for each in await status(place_of(w))]
    assert not any(at_it)
    await w.count("case-1", 1000)
    await w.publish()
    await follow_living(w)
    status_, said = await operate(w, "resume", tmp_path)
    assert status_ == 0, said
    attested = "select count(*) from events where name = 'ReplayAttested'"
    assert await w.rows(attested) == [(2,)]
    assert await states(w) == [(1, "live"), (2, "ready")]
    assert await states(w, "steps") == [(1, "live"), (2, "ready")]
    for name in ("totals", "steps"):
        found = await diff(place_of(w), name)
        assert (found.identical, found.same_code) == (True, True)
        assert (await swap(place_of(w), name)).generation == 2
    left = await w.rows("select tablename from pg_tables where tablename ~ 'cut'")
    assert left == []
    assert await w.rows("select max(total) from totals") == [(1006,)]


async def test_partitions_that_were_done_are_kept_by_who_resumes(
    w: World, tmp_path: Path
) -> None:
    await played(w, subjects=30)
    await operate(w, "start", tmp_path, CSPR_CRASH_AT="replay-folded")
    done = await w.rows("select partition, done_at from generation_partitions order by 1, 2")
    assert all(at is not None for _, at in done)
    await resume(place_of(w), say=print)
    assert done == await w.rows(
        "select partition, done_at from generation_partitions order by 1, 2"
    )
    assert await states(w) == [(1, "live"), (2, "ready")]


@pytest.mark.parametrize(("point", "live"), [("swap-made", 1), ("swap-committed", 2)])
async def test_a_swap_that_is_killed_was_made_or_was_not(
    point: str, live: int, w: World, tmp_path: Path
) -> None:
    await played(w)
    await started(w, "totals")
    await operate(w, "swap", tmp_path, CSPR_CRASH_AT=point)
    rows = await w.rows(
        "select generation from generations where state = 'live' and read_model = 'totals'"
    )
    assert rows == [(live,)]
    view = await w.rows("select pg_get_viewdef('totals'::regclass)")
    assert f"totals__{live}" in view[0][0]

    async def again() -> bool:
        try:
            return (await swap(place_of(w), "totals")).generation == 2
        except ReplayRunning:
            return False

    await until(again)
    await operate(w, "rollback", tmp_path)
    assert (await rollback(place_of(w), "totals")).generation == 1


async def test_a_rebuild_that_loses_postgres_is_resumed(w: World) -> None:
    await played(w)
    slow = asyncio.create_task(started(w, "totals", events_a_second=5.0))

    async def folding() -> bool:
        return bool(
            await w.rows(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'rebuild' and datname = current_database()"
                " and query like '%%generation_partitions%%for update%%'"
            )
        )

    await until(folding)
    with pytest.raises(psycopg.OperationalError):
        await slow
    assert await states(w) == [(1, "live"), (2, "replaying")]

    async def resumed() -> bool:
        try:
            return [each.state for each in await resume(place_of(w), say=print)] == ["ready"]
        except ReplayRunning:
            return False

    await w.connection.execute(
        "update generations set manifest ="
        " jsonb_set(manifest, '{pace,events_a_second}', 'null') where state = 'replaying'"
    )
    await until(resumed)
    assert (await diff(place_of(w), "totals")).identical


async def test_a_rebuild_that_kafka_gives_nothing_ends_to_be_resumed() -> None:
    async def silent() -> AsyncIterator[int]:
        yield 1
        await asyncio.Event().wait()

    heard = []
    with pytest.raises(LogSilent, match="cspr replay resume"):
        async for each in unless_silent(silent(), seconds=0.01):
            heard.append(each)  # noqa: PERF401
    assert heard == [1]


async def test_a_rebuild_that_finds_no_kafka_is_resumed_when_it_is_back(w: World) -> None:
    await played(w)
    gone = replace(place_of(w), bootstrap="127.0.0.1:1")
    with pytest.raises(KafkaError):
        await start(gone, ["totals"], Options(), say=print)
    assert await states(w) == [(1, "live"), (2, "replaying")]
    (made,) = await resume(place_of(w), say=print)
    assert made.manifest["diff"]["identical"]


async def test_swaps_back_and_forth_under_living_processes_lose_nothing(
    toys: ToySystem,
) -> None:
    await toys.start_all()
    await toys.count(subjects=5, each=3)
    await until(toys.answered, 60)
    config = toys.config("reviews")
    place = Place(config.dsn, config.kafka, config.topic, "tests.support.toy", 1)
    await start(place, None, Options(workers=1), say=print)

    async def switching() -> list[int]:
        seen = []
        for operation in (swap, rollback, swap):
            for name in ("totals", "steps"):
                seen.append((await operation(place, name)).generation)
        return seen

    switched = asyncio.create_task(switching())
    while not switched.done():
        await toys.count(subjects=5, each=1)
    assert await switched == [2, 2, 1, 1, 2, 2]
    await toys.count(subjects=5, each=3)
    await toys.balance()

    async def kept_up() -> bool:
        return all(each.behind == 0 for each in await status(place))

    await until(kept_up, 30)
    states_ = [(each.read_model, each.state) for each in await status(place)]
    assert states_ == [
        ("steps", "retired"),
        ("steps", "live"),
        ("totals", "retired"),
        ("totals", "live"),
    ]
    for name in ("totals", "steps"):
        assert (await rollback(place, name)).generation == 1
    await toys.balance()
