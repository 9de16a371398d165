"""How fast read models are rebuilt, beside the two limits measured in the same run.

As the operation runs (`cspr replay start`), and without the marks that it keeps so that what it
built can follow the log.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from unittest.mock import patch

from deploy.local.stack import Stack
from shared.decisions.database import Connection
from shared.folds import operation
from shared.folds.closing import drop
from shared.folds.generations import add_shadow, drop_left_behind, ensure_live
from shared.folds.options import Options, Until
from shared.folds.place import Place
from shared.folds.rebuild import Folded, Rebuild, bulk_connection, models_named, rebuild
from tests.bench.limits import LimitTask, Reached, limit, make_raw_table
from tests.bench.log import Log
from tests.bench.operating import say_nothing
from tests.support.stack import Databases
from tests.support.world import world


@dataclass(frozen=True)
class Operated:
    """A rebuild as operators run it: what its fold did, and how long all of it took."""

    folded: Folded
    seconds: float


@dataclass(frozen=True)
class Round:
    """One repetition."""

    by_row: Reached
    by_subject: Reached
    without_marks: Folded
    operated: Operated


@dataclass(frozen=True)
class Rebuilding:
    """All repetitions over one log, and those over less and more of it.

    `beside` is the operation alone by how many events it had, also those of `rounds`.
    """

    models: tuple[str, ...]
    workers: int
    log: Log
    rounds: tuple[Round, ...]
    beside: dict[int, tuple[Operated, ...]]


@dataclass(frozen=True)
class Measuring:
    """What is measured, how often, and by how many worker processes."""

    models_at: str
    workers: int
    repeat: int


async def measure(
    stack: Stack, log: Log, asked: Measuring, *, events: int, sizes: Sequence[int]
) -> Rebuilding:
    """Limits and rebuilds in turn from `events` of the log, then the operation from `sizes`."""
    names = tuple(model.name for model in models_named(asked.models_at))
    this = log.beginning(events)
    async with place_for(stack, log, asked) as place:
        rounds = [await _round(place, this, names) for _ in range(asked.repeat)]
        beside = {this.events: tuple(each.operated for each in rounds)}
        for size in sizes:
            part = log.beginning(size)
            if part.events not in beside:
                beside[part.events] = tuple(
                    [await operate(place, part) for _ in range(asked.repeat)]
                )
    return Rebuilding(names, asked.workers, this, tuple(rounds), dict(sorted(beside.items())))


@asynccontextmanager
async def place_for(stack: Stack, log: Log, asked: Measuring) -> AsyncIterator[Place]:
    """A database whose living read models have begun to follow, and have no rows."""
    databases = Databases(stack)
    try:
        dsn = await databases.make("bench")
        async with world(dsn, stack.kafka, log.topic, asked.models_at.split(".")[1]) as made:
            for model in models_named(asked.models_at):
                living = await ensure_live(made.connection, model)
                await made.connection.execute(
                    "insert into follower_offsets (follower, partition, next_offset)"
                    " select %s, * from unnest(%s::int[], %s::bigint[])",
                    [living.name, list(log.ends), list(log.ends.values())],
                )
        yield Place(dsn, stack.kafka, log.topic, asked.models_at, asked.workers)
    finally:
        await databases.drop()


async def _round(place: Place, log: Log, names: Sequence[str]) -> Round:
    async with bulk_connection(place.dsn) as connection:
        by_row = await _limit(place, log, connection, by_subject=False)
        by_subject = await _limit(place, log, connection, by_subject=True)
        without_marks = await _without_marks(place, log, connection, names)
    return Round(by_row, by_subject, without_marks, await operate(place, log))


async def _limit(
    place: Place, log: Log, connection: Connection, *, by_subject: bool
) -> Reached:
    await make_raw_table(connection)
    await connection.execute("checkpoint")
    task = LimitTask(place.dsn, place.bootstrap, log.topic, log.ends, by_subject)
    reached = await limit(task, workers=place.workers)
    await make_raw_table(connection)
    return reached


async def _without_marks(
    place: Place, log: Log, connection: Connection, names: Sequence[str]
) -> Folded:
    models = models_named(place.models_at, names)
    shadows = [await add_shadow(connection, model) for model in models]
    await connection.execute("checkpoint")
    folded = await rebuild(
        Rebuild(
            place.models_at,
            {shadow.model.name: shadow.generation for shadow in shadows},
            {shadow.model.name: log.ends for shadow in shadows},
            place.dsn,
            place.bootstrap,
            log.topic,
        ),
        workers=place.workers,
    )
    await drop_left_behind(connection, models)
    return _whole(folded, log)


async def operate(place: Place, log: Log) -> Operated:
    """`cspr replay start --until` the end of this log, to the end of it; dropped afterwards.

    What its fold answers is overheard, so that it is the operation itself that is measured.
    """
    heard: list[Folded] = []

    async def overheard(*given: Any, **named: Any) -> Folded:
        heard.append(await rebuild(*given, **named))
        return heard[-1]

    async with bulk_connection(place.dsn) as connection:
        await connection.execute("checkpoint")
    options = Options(until=Until(offsets=log.ends), workers=place.workers)
    began = monotonic()
    with patch.object(operation, "rebuild", overheard):
        made = await operation.start(place, None, options, say=say_nothing)
    seconds = monotonic() - began
    for each in made:
        await drop(place, each.read_model, each.generation)
    if len(heard) != 1:
        raise RuntimeError("The operation does not fold in one pass any more.")
    return Operated(_whole(heard[0], log), seconds)


def _whole(folded: Folded, log: Log) -> Folded:
    if folded.subjects_stopped or folded.events != log.events:
        raise RuntimeError(f"The rebuild was not whole: {folded}")
    return folded
