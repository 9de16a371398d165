"""Children in order; one child's end ends all."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from deploy.local.processes import Child, Process, ProcessFailed
from deploy.local.runner import Interrupted, Runner, interruptible

SLEEPS = "import time; time.sleep(600)"


async def at_once() -> bool:
    return True


def child(name: str, code: str = SLEEPS, restarts: int = 0) -> Child:
    argv = [sys.executable, "-c", code]
    return Child(name=name, argv=argv, ready=at_once, restarts=restarts)


async def forever() -> None:
    await asyncio.sleep(600)


ENDS_AFTER_THE_OTHER = """
import pathlib, signal, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
def ends(*_):
    mine.touch()
    while not other.exists():
        time.sleep(0.01)
    print("has seen the other", flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, ends)
print("ready", flush=True)
time.sleep(600)
"""


async def test_children_start_in_order_and_are_stopped_together(tmp_path: Path) -> None:
    said: list[str] = []
    names = ("first", "second")
    async with Runner(tmp_path, say=said.append) as runner:
        for name, other in (names, names[::-1]):
            marks = [str(tmp_path / f"{each}.asked") for each in (name, other)]
            argv = [sys.executable, "-c", ENDS_AFTER_THE_OTHER, *marks]
            await runner.start(Child(name=name, argv=argv, ready=at_once))
        children = [runner.process(name) for name in names]
        while not all(each.last_lines() for each in children):
            await asyncio.sleep(0.01)
    assert [line.split()[0] for line in said if "up" in line] == ["first", "second"]
    assert {line.split()[0] for line in said if "stopped" in line} == {"first", "second"}
    assert [each.last_lines()[-1] for each in children] == ["has seen the other"] * 2


async def test_one_childs_end_ends_all_with_its_last_lines(tmp_path: Path) -> None:
    dying = "import time; time.sleep(0.2); print('no more coffee'); raise SystemExit(7)"
    async with asyncio.timeout(20):
        with pytest.raises(
            ProcessFailed, match=r"(?s)dying ended with status 7.*no more coffee"
        ):
            async with Runner(tmp_path) as runner:
                await runner.start(child("living"), child("dying", dying))
                living = runner.process("living")
                await runner.until(forever())
    assert not living.running


async def test_a_child_is_started_again_until_its_restarts_are_used_up(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    dying = f"open({str(starts)!r}, 'a').write('x'); import time; time.sleep(0.1); exit(1)"
    with pytest.raises(ProcessFailed):
        async with Runner(tmp_path) as runner:
            await runner.start(child("dying", dying, restarts=2))
            await runner.until(forever())
    assert starts.read_text() == "xxx"


async def test_a_killed_child_with_restarts_comes_back(tmp_path: Path) -> None:
    async with Runner(tmp_path) as runner:
        await runner.start(child("phoenix", restarts=3))
        process = runner.process("phoenix")
        before = process.pid
        os.kill(before, signal.SIGKILL)

        async def back() -> None:
            while process.pid == before or not process.running:
                await asyncio.sleep(0.01)

        async with asyncio.timeout(20):
            await runner.until(back())


async def test_work_that_is_done_ends_the_watch(tmp_path: Path) -> None:
    async with Runner(tmp_path) as runner:
        await runner.start(child("one"))
        await runner.until(asyncio.sleep(0))


async def test_work_that_fails_is_not_hidden(tmp_path: Path) -> None:
    async def fails() -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        async with Runner(tmp_path) as runner:
            await runner.until(fails())


async def test_what_others_run_is_watched_unless_it_was_stopped_on_purpose(
    tmp_path: Path,
) -> None:
    kafka = Process(child("kafka"), tmp_path / "kafka.log")
    await kafka.start()
    async with Runner(tmp_path, watching=[kafka]) as runner:
        await kafka.kill()
        await runner.until(asyncio.sleep(0.3))
        await kafka.start()
        os.kill(kafka.pid, signal.SIGKILL)
        with pytest.raises(ProcessFailed, match="kafka was ended by SIGKILL"):
            await runner.until(forever())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_work_in_order(tmp_path: Path, number: int) -> None:
    processes: list[Process] = []

    async def work() -> None:
        async with Runner(tmp_path) as runner:
            await runner.start(child("one"))
            processes.append(runner.process("one"))
            os.kill(os.getpid(), number)
            await runner.until(forever())

    with pytest.raises(Interrupted):
        await interruptible(work)
    assert not processes[0].running
