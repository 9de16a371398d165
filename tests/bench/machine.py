"""What a measurement was made on: without it, no figure means anything."""

import os
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deploy.local.stack import ROOT, Stack
from shared.decisions.clock import SystemClock


@dataclass(frozen=True)
class Machine:
    """The machine, the versions, and how busy it was before anything was measured."""

    command: str
    day: str
    cores: int
    memory_gib: float
    system: str
    python: str
    kafka: str
    postgres: str
    load_before: float


async def this_machine(stack: Stack, arguments: list[str]) -> Machine:
    """What can be found out about it."""
    async with await psycopg.AsyncConnection.connect(stack.dsn("postgres")) as connection:
        row = await (await connection.execute("show server_version")).fetchone()
    assert row is not None
    shown = [each for each in arguments if each != "--write"]
    return Machine(
        command=" ".join(["python -m tests.bench", *shown]),
        day=SystemClock().now().date().isoformat(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=_memory_bytes() / 2**30,
        system=f"{platform.system()} {platform.machine()}",
        python=sys.version.split()[0],
        kafka="given by CSPR_KAFKA" if "CSPR_KAFKA" in os.environ else _kafka_version(),
        postgres=str(row[0]),
        load_before=os.getloadavg()[0],
    )


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _kafka_version() -> str:
    lock = (Path(ROOT) / "deploy" / "local" / "kafka.lock").read_text(encoding="utf-8")
    found = re.search(r"kafka_2\.13[:/-](\d+(?:\.\d+)+)", lock)
    return found.group(1) if found else "unknown"
