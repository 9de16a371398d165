"""How fast reporting's pages answer while nothing is rebuilt, and while all of them are.

Requests are sent by the clock and never wait for each other (an open loop), and what is
measured is counted from when a request was due: so a stall counts for all that it delays.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.ports import free_ports
from deploy.local.processes import quiet
from deploy.local.runner import Runner
from deploy.local.stack import Stack
from deploy.local.system import System, start_system
from services.command.place import names
from shared.folds.closing import drop
from shared.folds.operation import start
from shared.folds.options import Options
from shared.folds.place import Place
from shared.folds.rebuild import models_named
from shared.folds.stored import State, stored_generations
from shared.folds.swapping import Terms, swap
from tests.bench import swapping
from tests.bench.asking import ask
from tests.bench.filled import System as Filled
from tests.bench.operating import alone_with, run, say_nothing
from tests.bench.swapping import Swapping

asked = (
    "/statistics",
    "/submissions",
    "/statistics?year=2025&topic=ethnicity",
    "/records",
    "/statistics?authority=E06000054&topic=sex",
    "/records?q=neglect",
)
models_at = "services.reporting.read_models"
warm_up_seconds = 5


@dataclass(frozen=True)
class Round:
    """Milliseconds of each request, without a rebuild and during rebuilds."""

    without_ms: tuple[float, ...]
    during_ms: tuple[float, ...]
    rebuilds: int


@dataclass(frozen=True)
class Answered:
    """All repetitions, and the swaps that followed them."""

    rate: int
    seconds: int
    rows: int
    rounds: tuple[Round, ...]
    swaps: Swapping


async def measure(
    stack: Stack, filled: Filled, *, rate: int, seconds: int, repeat: int
) -> Answered:
    """Let the filled system run, and ask its pages for so long, several times."""
    config = filled.place.config("reporting")
    place = Place(config.dsn, config.kafka, config.topic, models_at)
    rows = await bring_up(place)
    with TemporaryDirectory() as logs:
        async with Runner(Path(logs), watching=stack.processes) as runner:
            extra = settings_of(filled, Path(logs))
            system = await start_system(stack, runner, say=quiet, extra=extra)

            async def all_rounds() -> Answered:
                await ask(system, asked, rate=rate, seconds=warm_up_seconds)
                rounds = [
                    await _round(system, place, rate=rate, seconds=seconds)
                    for _ in range(repeat)
                ]
                swaps = await swapping.measure(place, "notification_facts")
                return Answered(rate, seconds, rows, tuple(rounds), swaps)

            outcome: list[Answered] = []

            async def kept() -> None:
                outcome.append(await all_rounds())

            await runner.until(kept())
    return outcome[0]


def settings_of(filled: Filled, folder: Path) -> dict[str, str]:
    """Those of the filled system, at ports that no other system of this machine has."""
    given = {
        each: text for each, text in filled.place.environment.items() if each != "CSPR_JWKS"
    }
    for name, port in zip(names, free_ports(len(names)), strict=True):
        given[f"CSPR_PORT_{name.upper()}"] = str(port)
        given[f"CSPR_URL_{name.upper()}"] = f"http://127.0.0.1:{port}"
    return given | {"CSPR_LEDGER_FOLDER": str(folder / "checkpoints")}


async def bring_up(place: Place) -> int:
    """Let the living read models have their rows; says how many."""
    made = await start(place, None, Options(workers=place.workers), say=say_nothing)
    for each in made:
        accepted = each.manifest["diff"]["digest"]
        terms = Terms(timedelta(0))
        await swap(place, each.read_model, accepted=accepted, terms=terms)
    await _drop(place, State.RETIRED)
    return sum(each.manifest["rows"] for each in made)


async def _drop(place: Place, state: State) -> None:
    models = [model.name for model in models_named(place.models_at)]
    async with alone_with(place.dsn) as connection:
        there = await stored_generations(connection, models)
    for each in there:
        if each.state == state:
            await drop(place, each.read_model, each.generation)


async def _round(system: System, place: Place, *, rate: int, seconds: int) -> Round:
    without = await ask(system, asked, rate=rate, seconds=seconds)
    async with _rebuilding(system, place) as done:
        during = await ask(system, asked, rate=rate, seconds=seconds)
    return Round(without, during, len(done))


@asynccontextmanager
async def _rebuilding(system: System, place: Place) -> AsyncIterator[list[float]]:
    """Rebuild all read models of reporting again and again, by the command of operators."""
    models = [model.name for model in models_named(place.models_at)]
    done: list[float] = []
    enough = asyncio.Event()

    async def again() -> None:
        while not enough.is_set():
            done.append((await run(system.environment, "replay", "start", *models)).seconds)
            await _drop(place, State.READY)

    going = asyncio.create_task(again())
    try:
        yield done
    finally:
        enough.set()
        await going
