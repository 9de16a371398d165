"""Which followers a service's work process runs, and what becomes of them at a swap."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import connect_worker
from shared.edge.config import Config
from shared.edge.logs import logger
from shared.folds.generations import RebuildDue, ensure_live
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.log.circuit import Circuit
from shared.log.follower import Follower, Keeper, NotMine
from shared.log.work import FollowerWorker

rebuild_poll_seconds = 2.0
Models = Sequence[ReadModel[Any]]


def worker(config: Config, followers: Sequence[Follower | Keeper]) -> FollowerWorker:
    """What runs followers of a service over the whole log."""
    return FollowerWorker(
        followers,
        config.dsn,
        config.kafka,
        config.partitions,
        config.topic,
        circuit=Circuit(config.circuit_share),
    )


async def follow_living(config: Config, models: Models, keepers: Sequence[Keeper]) -> None:
    """Follow with whichever generations are live; after a swap, with the new ones.

    A read model whose rebuild is due is left out until it was swapped.
    """
    said: set[str] = set()
    while True:
        still_wanted()
        living, due = await _living(config, models)
        for words in due - said:
            logger("work").error("rebuild due", reason=words)
        said = due
        tasks = [asyncio.create_task(_until_others_are_due(config, models, due))]
        followers: list[Follower | Keeper] = [*keepers, *living]
        if followers:
            tasks.append(asyncio.create_task(worker(config, followers).run()))
        await _first_of(tasks)
        for task in tasks:
            await _ended(config, task, living)


async def _first_of(tasks: "Sequence[asyncio.Task[None]]") -> None:
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _ended(
    config: Config, task: "asyncio.Task[None]", living: Sequence[Projection]
) -> None:
    """Raise what ended a task, unless it was a swap or we."""
    if task.cancelled():
        return
    try:
        task.result()
    except NotMine as lost:
        if not await _any_retired(config, living):
            raise
        logger("work").info("generation swapped", reason=str(lost))


async def _living(config: Config, models: Models) -> tuple[list[Projection], set[str]]:
    """The living generations, and in words which read models wait for a rebuild."""
    living: list[Projection] = []
    due: set[str] = set()
    async with await connect_worker(config.dsn, application="living") as connection:
        for model in models:
            try:
                living.append(await ensure_live(connection, model))
            except RebuildDue as waits:
                due.add(str(waits))
    return living, due


async def _until_others_are_due(config: Config, models: Models, due: set[str]) -> None:
    """Wait until a read model whose rebuild was due has been swapped; for ever if none is."""
    while True:
        still_wanted()
        await asyncio.sleep(rebuild_poll_seconds)
        if due and (await _living(config, models))[1] != due:
            return


async def _any_retired(config: Config, living: Sequence[Projection]) -> bool:
    async with await connect_worker(config.dsn, application="living") as connection:
        rows = await connection.execute(
            "select read_model, generation from generations where state = 'live'"
        )
        live = set(await rows.fetchall())
    return any((each.model.name, each.generation) not in live for each in living)
