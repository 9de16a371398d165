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
records_behind = 10_000
"""So far apart two followers do not read together: the one would wait for the other."""

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

    A read model whose rebuild is due is left out until it was swapped. Who is far behind reads
    the log by itself until it has come near, so that it holds nobody up.
    """
    said: set[str] = set()
    while True:
        still_wanted()
        living, due = await _living(config, models)
        for words in due - said:
            logger("work").error("rebuild due", reason=words)
        said = due
        followers: list[Follower | Keeper] = [*keepers, *living]
        behind = await far_behind(config, [each.name for each in followers])
        tasks = [
            asyncio.create_task(_until_others_are_due(config, models, due)),
            asyncio.create_task(_until_others_are_behind(config, followers, behind)),
            *(
                asyncio.create_task(worker(config, together).run())
                for together in _groups(followers, behind)
            ),
        ]
        await _first_of(tasks)
        for task in tasks:
            await _ended(config, task, living)


def _groups(
    followers: Sequence[Follower | Keeper], behind: set[str]
) -> list[list[Follower | Keeper]]:
    near = [each for each in followers if each.name not in behind]
    return [
        each for each in (near, *([far] for far in followers if far.name in behind)) if each
    ]


async def far_behind(config: Config, followers: Sequence[str]) -> set[str]:
    """Those that have many more records of the log before them than the foremost has."""
    async with await connect_worker(config.dsn, application="behind") as connection:
        rows = await connection.execute(
            "select follower, sum(next_offset)::bigint from follower_offsets"
            " where follower = any(%s) group by follower",
            [list(followers)],
        )
        stands = {name: int(offset) async for name, offset in rows}
    foremost = max(stands.values(), default=0)
    return {name for name in followers if foremost - stands.get(name, 0) > records_behind}


async def _until_others_are_behind(
    config: Config, followers: Sequence[Follower | Keeper], behind: set[str]
) -> None:
    """Wait until one has caught up that was far behind; for ever if none was."""
    names = [each.name for each in followers]
    while True:
        still_wanted()
        await asyncio.sleep(rebuild_poll_seconds)
        if behind and await far_behind(config, names) != behind:
            return


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
