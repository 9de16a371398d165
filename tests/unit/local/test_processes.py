"""One child process: its gate, its end, its last words."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.processes import Child, Process, ProcessFailed

SLEEPS = "import time; print('awake', flush=True); time.sleep(600)"


def child(code: str, ready: Path | None = None, **more: object) -> Child:
    async def gate() -> bool:
        return ready is None or ready.exists()

    settings = {"name": "sleeper", "argv": [sys.executable, "-c", code], "ready": gate, **more}
    return Child(**settings)  # type: ignore[arg-type]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while alive(pid):
            await asyncio.sleep(0.01)


async def test_a_child_is_up_only_when_its_gate_says_so(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    process = Process(child(SLEEPS, ready), tmp_path / "log")
    starting = asyncio.create_task(process.start())
    async with asyncio.timeout(10):
        while not process.last_lines():
            await asyncio.sleep(0.01)
    assert not starting.done()
    ready.touch()
    await starting
    assert (process.running, process.ended_by_itself) == (True, False)
    await process.stop()
    assert (process.running, process.ended_by_itself) == (False, False)


async def test_a_child_that_ends_early_is_told_with_its_last_lines(tmp_path: Path) -> None:
    code = "print('first'); print('the disk is full'); raise SystemExit(3)"
    process = Process(child(code, tmp_path / "never"), tmp_path / "log")
    with pytest.raises(ProcessFailed, match=r"(?s)ended with status 3.*the disk is full"):
        await process.start()


async def test_last_lines_are_those_of_the_last_run(tmp_path: Path) -> None:
    process = Process(
        child("import os; print('I am', os.getpid())", tmp_path / "never"), tmp_path / "log"
    )
    for _ in range(2):
        with pytest.raises(ProcessFailed):
            await process.start()
    assert process.last_lines() == [f"I am {process.pid}"]
    assert len((tmp_path / "log").read_text().splitlines()) == 2


async def test_a_child_that_never_becomes_healthy_is_killed(tmp_path: Path) -> None:
    process = Process(child(SLEEPS, tmp_path / "never", timeout_seconds=0.3), tmp_path / "log")
    with pytest.raises(ProcessFailed, match="not healthy within"):
        await process.start()
    assert not process.running


async def test_what_a_child_has_started_is_killed_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        f"grandchild = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}])\n"
        "print(grandchild.pid, flush=True)\n"
        "time.sleep(600)"
    )
    process = Process(child(code), tmp_path / "log")
    await process.start()
    async with asyncio.timeout(10):
        while len(process.last_lines()) < 2:
            await asyncio.sleep(0.01)
    grandchild = next(int(line) for line in process.last_lines() if line.isdigit())
    await process.kill()
    await gone(grandchild)


async def test_a_paused_child_can_be_stopped(tmp_path: Path) -> None:
    process = Process(child(SLEEPS), tmp_path / "log")
    await process.start()
    process.pause()
    async with asyncio.timeout(5):
        await process.stop()
    assert not process.running


async def test_a_child_that_is_deaf_to_sigterm_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code = (
        "import signal, pathlib, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(600)"
    )
    process = Process(child(code, ready, stop_seconds=0.2), tmp_path / "log")
    await process.start()
    await process.stop()
    assert await process.ended() == -signal.SIGKILL


async def test_a_killed_runner_leaves_no_child_behind(tmp_path: Path) -> None:
    code = (
        "import asyncio, pathlib, sys\n"
        "from deploy.local.processes import Child, Process\n"
        "async def ready(): return True\n"
        "async def main():\n"
        f"    child = Child(name='x', argv=[sys.executable, '-c', {SLEEPS!r}], ready=ready)\n"
        f"    process = Process(child, pathlib.Path({str(tmp_path / 'log')!r}))\n"
        "    await process.start()\n"
        "    while not process.last_lines(): await asyncio.sleep(0.01)\n"
        "    print(process.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    root = Path(__file__).resolve().parents[3]
    runner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root)
    assert runner.stdout is not None
    pid = int(await asyncio.to_thread(runner.stdout.readline))
    assert alive(pid)
    os.kill(runner.pid, signal.SIGKILL)
    runner.wait()
    runner.stdout.close()
    await gone(pid)
