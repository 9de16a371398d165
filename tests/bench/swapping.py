"""For how long a swap holds readers: some read without a pause while generations change."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

from deploy.local.stack import ROOT
from shared.folds.closing import drop
from shared.folds.operation import start
from shared.folds.options import Options
from shared.folds.place import Place
from shared.folds.stored import State, stored_generations
from shared.folds.swapping import Terms, rollback, swap
from tests.bench.operating import alone_with, say_nothing

switches = 10
readers_words = "two readers read it without a pause"
settle_seconds = 1.0


@dataclass
class Swapping:
    """The longest wait of a reader in each switch, and without one; milliseconds."""

    read_model: str
    held_ms: list[float] = field(default_factory=list)
    quiet_ms: float = 0.0
    switch_ms: list[float] = field(default_factory=list)
    """How long the whole operation took, catching up before it too."""
    reads: int = 0


async def measure(place: Place, read_model: str) -> Swapping:
    """Build one generation, then swap and roll back in turns while readers read."""
    await start(place, [read_model], Options(workers=place.workers), say=say_nothing)
    measured = Swapping(read_model)
    windows: list[tuple[float, float]] = []
    async with _readers(place.dsn, read_model) as told:
        await asyncio.sleep(settle_seconds)
        for number in range(switches):
            began = monotonic()
            change = rollback if number % 2 else swap
            await change(place, read_model, terms=Terms(timedelta(hours=1)))
            windows.append((began, monotonic()))
            await asyncio.sleep(settle_seconds)
    await _drop_retired(place, read_model)
    longer: list[list[float]] = told["longer"]
    measured.reads = told["reads"]
    for began, ended in windows:
        inside = [b - a for a, b in longer if b > began and a < ended]
        measured.held_ms.append(max(inside, default=0.0) * 1000)
        measured.switch_ms.append((ended - began) * 1000)
    outside = [b - a for a, b in longer if not any(b > c and a < d for c, d in windows)]
    measured.quiet_ms = max(outside, default=0.0) * 1000
    return measured


async def _drop_retired(place: Place, read_model: str) -> None:
    async with alone_with(place.dsn) as connection:
        there = await stored_generations(connection, [read_model])
    for each in there:
        if each.state == State.RETIRED:
            await drop(place, read_model, each.generation)


@asynccontextmanager
async def _readers(dsn: str, view: str) -> AsyncIterator[dict[str, Any]]:
    """Readers in a process of their own; what they told is there once this is left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.reading",
        view,
        cwd=ROOT,
        env=os.environ | {"CSPR_BENCH_DSN": dsn},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told: dict[str, Any] = {}
    try:
        yield told
    finally:
        said, _ = await process.communicate()
    told.update(json.loads(said))
