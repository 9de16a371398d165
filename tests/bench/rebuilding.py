"""How fast read models are rebuilt, beside the two limits measured in the same run."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.local.stack import Stack
from shared.decisions.database import Connection
from shared.folds.generations import add_shadow, drop_left_behind
from shared.folds.rebuild import Folded, Rebuild, bulk_connection, models_named, rebuild
from tests.bench.limits import LimitTask, Reached, limit, make_raw_table
from tests.bench.log import Log, filled_log
from tests.support.stack import Databases
from tests.support.world import world


@dataclass(frozen=True)
class Place:
    """Where a measurement happens, and with how many worker processes."""

    dsn: str
    bootstrap: str
    log: Log
    models_at: str
    workers: int


@dataclass(frozen=True)
class Round:
    """One repetition."""

    by_row: Reached
    by_subject: Reached
    all_models: Folded


@dataclass(frozen=True)
class Rebuilding:
    """All repetitions over one log."""

    models: tuple[str, ...]
    workers: int
    log: Log
    rounds: tuple[Round, ...]


async def measure(
    stack: Stack, *, models_at: str, events: int, workers: int, repeat: int
) -> Rebuilding:
    """Fill a log, then measure limits and rebuilds in turn, several times."""
    models = models_named(models_at)
    names = tuple(model.name for model in models)
    databases = Databases(stack)
    try:
        dsn = await databases.make("bench")
        async with filled_log(stack, events) as log, world(dsn, stack.kafka, log.topic):
            place = Place(dsn, stack.kafka, log, models_at, workers)
            rounds = [await _round(place, names) for _ in range(repeat)]
    finally:
        await databases.drop()
    return Rebuilding(names, workers, log, tuple(rounds))


async def _round(place: Place, names: Sequence[str]) -> Round:
    async with bulk_connection(place.dsn) as connection:
        return Round(
            await _limit(place, connection, by_subject=False),
            await _limit(place, connection, by_subject=True),
            await _rebuild(place, connection, names),
        )


async def _limit(place: Place, connection: Connection, *, by_subject: bool) -> Reached:
    await make_raw_table(connection)
    await connection.execute("checkpoint")
    task = LimitTask(place.dsn, place.bootstrap, place.log.topic, place.log.ends, by_subject)
    reached = await limit(task, workers=place.workers)
    await make_raw_table(connection)
    return reached


async def _rebuild(place: Place, connection: Connection, names: Sequence[str]) -> Folded:
    models = models_named(place.models_at, names)
    shadows = [await add_shadow(connection, model) for model in models]
    await connection.execute("checkpoint")
    folded = await rebuild(
        Rebuild(
            place.models_at,
            {shadow.model.name: shadow.generation for shadow in shadows},
            {shadow.model.name: place.log.ends for shadow in shadows},
            place.dsn,
            place.bootstrap,
            place.log.topic,
        ),
        workers=place.workers,
    )
    await drop_left_behind(connection, models)
    if folded.subjects_stopped or folded.events != place.log.events:
        raise RuntimeError(f"The rebuild was not whole: {folded}")
    return folded
