"""Commands of `cspr` as operators run them, and what they took."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg

from deploy.local.stack import ROOT
from shared.decisions.database import Connection

last_characters, kibibyte = 2_000, 1024


@dataclass(frozen=True)
class Ran:
    """A command: its seconds from start to end, and the memory of its largest process."""

    seconds: float
    peak_bytes: int
    said: str


async def run(environment: Mapping[str, str], *command: str) -> Ran:
    """Run `cspr` with a command, on the system of these settings.

    Raises:
        RuntimeError: it ended otherwise than it should; its last words are in it.
    """
    program = [sys.executable, "-m", "services", *command]
    return await asyncio.to_thread(timed, program, environment)


def timed(command: list[str], environment: Mapping[str, str]) -> Ran:
    """Run a program of ours from the project's folder; see `run`."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _watching, *command],
        cwd=ROOT,
        env=_inherited() | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, noted = done.stdout.rstrip("\n").rpartition("\n")
    if done.returncode:
        words = f"{' '.join(command[1:])} ended with {done.returncode}"
        raise RuntimeError(f"{words}: {(said + done.stderr)[-last_characters:]}")
    seconds, kibibytes = noted.split()
    return Ran(float(seconds), int(kibibytes) * kibibyte, said)


_watching = """
import resource, subprocess, sys, time
began = time.monotonic()
status = subprocess.call(sys.argv[1:])
seconds = time.monotonic() - began
print("\\n", seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""
"""A small process between: a child begins with the peak of who started it, and we are large."""


def _inherited() -> dict[str, str]:
    """Our environment without settings of another system."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CSPR_")}


@asynccontextmanager
async def alone_with(dsn: str) -> AsyncIterator[Connection]:
    """A plain connection, for as long as it is needed."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        yield connection


def say_nothing(_line: str) -> None:
    """What an operation says is not shown."""
