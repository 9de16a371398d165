"""A replay, or its worker, is killed or frozen: no orphan, nothing changed, whole again."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import psycopg
import pytest

from shared.folds.replay import Place, replay
from tests.fault.conftest import ToySystem
from tests.support.world import until


async def replaying(toys: ToySystem, **fault: str) -> Process:
    """A process that replays."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.toy_service", "reviews", "replay"),
        env={**os.environ, **toys.environment, **fault},
        stdout=PIPE,
        stderr=PIPE,
    )


async def counted(toys: ToySystem) -> None:
    await toys.start_all()
    await toys.count(subjects=5, each=3)
    await until(toys.answered, 60)


async def living(toys: ToySystem) -> list[tuple[object, ...]]:
    """The living rows, the generations, and whatever else lies about."""
    async with await psycopg.AsyncConnection.connect(
        toys.config("reviews").dsn, autocommit=True
    ) as connection:
        statements = (
            "select 'row', totals::text, '' from totals order by subject",
            "select 'generation', read_model, state from generations order by 2, generation",
            "select 'table', tablename, '' from pg_tables where tablename ~ '__' order by 2",
        )
        return [
            row
            for each in statements
            for row in await (await connection.execute(each)).fetchall()
        ]


def children(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    direct = {int(each) for each in text.split()}
    return direct.union(*(children(each) for each in direct))


def alive(pid: int) -> bool:
    """Whether it runs or is stopped; a dead one that nobody has asked for does not count."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


async def test_a_worker_that_is_killed_ends_the_replay_in_words(toys: ToySystem) -> None:
    await counted(toys)
    before = await living(toys)
    process = await replaying(toys, CSPR_CRASH_AT="replay-stored")
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().startswith("A worker process was killed"), said.decode()
    assert "Traceback" not in said.decode()
    assert await living(toys) == before
    await toys.balance()


async def test_a_replay_that_is_killed_leaves_no_worker_behind(
    toys: ToySystem, tmp_path: Path
) -> None:
    await counted(toys)
    before = await living(toys)
    mark = tmp_path / "stopped"
    process = await replaying(toys, CSPR_STOP_AT="replay-stored", CSPR_FAULT_MARK=str(mark))

    async def stopped() -> bool:
        return mark.exists()

    await until(stopped, 60)
    started = children(process.pid)
    assert started
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()

    async def gone() -> bool:
        return not any(alive(each) for each in started)

    await until(gone, 10)
    assert await living(toys) != before
    again = await replaying(toys)
    said, _ = await again.communicate()
    assert said.decode().splitlines()[-1] == "[True, True]"
    assert await living(toys) == before


async def test_a_replay_that_is_frozen_holds_nobody_up_and_is_equal_when_let_go(
    toys: ToySystem, tmp_path: Path
) -> None:
    await counted(toys)
    mark = tmp_path / "stopped"
    process = await replaying(toys, CSPR_STOP_AT="replay-stored", CSPR_FAULT_MARK=str(mark))

    async def stopped() -> bool:
        return mark.exists()

    await until(stopped, 60)
    await toys.count(subjects=5, each=3)
    await until(toys.answered, 60)
    for each in children(process.pid):
        os.kill(each, signal.SIGCONT)
    said, _ = await process.communicate()
    assert said.decode().splitlines()[-1] == "[True, True]"
    await toys.balance()


@pytest.mark.long
async def test_a_swap_under_living_processes_loses_nothing_and_they_move_by_themselves(
    toys: ToySystem,
) -> None:
    await counted(toys)
    config = toys.config("reviews")
    place = Place(config.dsn, config.kafka, config.topic, "tests.support.toy", 1)
    swapping = asyncio.create_task(replay(place, None, swap=True, say=lambda line: None))
    while not swapping.done():
        await toys.count(subjects=5, each=1)
    assert (await swapping).swapped == ("totals", "steps")
    await toys.count(subjects=5, each=3)
    await toys.balance()
    states = [row for row in await living(toys) if row[0] == "generation"]
    assert sorted(str(row[2]) for row in states) == ["live", "live", "retired", "retired"]
