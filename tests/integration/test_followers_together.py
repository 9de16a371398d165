"""Several followers of one process: one consumer, one transaction, and faults of one's own."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import pytest

from deploy.local.stack import Stack
from shared.edge import following
from shared.edge.config import Config
from shared.folds.generations import ensure_live
from shared.folds.read_model import ReadModel
from shared.log.follow import Taking, apply_together
from shared.log.follower import NotMine
from shared.log.park import list_parked
from shared.log.standing import stored_offsets
from tests.support.stack import MakeTopic
from tests.support.toy import Steps, TotalRow, Totals, ToyDoubled
from tests.support.world import World, until, world


class Answers(ReadModel[TotalRow]):
    """Another read model, which follows the other event alone."""

    name, version, row = "answers", 1, TotalRow
    follows = (ToyDoubled,)


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def marks(w: World, follower: str) -> int:
    ((count,),) = await w.rows("select count(*) from marks where follower = %s", follower)
    return int(count)


async def test_a_fold_that_fails_in_one_parks_its_subject_there_alone(w: World) -> None:
    totals, steps = [await ensure_live(w.connection, each) for each in (Totals(), Steps())]
    await w.count("case-1", 1, "fail")
    await w.count("case-2", 2)
    await w.publish()
    await w.follow_together(totals, steps)
    assert [(each.subject, each.follower) for each in await list_parked(w.connection)] == [
        ("case-1", "totals.1")
    ]
    assert await w.rows("select subject from steps order by 1") == [("case-1",), ("case-2",)]
    assert await w.rows("select subject from totals") == [("case-2",)]


async def test_what_the_database_refuses_in_one_is_found_and_the_other_has_it_all(
    w: World,
) -> None:
    totals, steps = [await ensure_live(w.connection, each) for each in (Totals(), Steps())]
    refuses = "alter table totals__1 add constraint planted check (total <> 3)"
    await w.connection.execute(refuses)
    for number in range(1, 6):
        await w.count(f"case-{number}", number)
    await w.publish()
    await w.follow_together(totals, steps)
    (parked,) = await list_parked(w.connection)
    assert (parked.subject, parked.follower, parked.kind) == ("case-3", "totals.1", "database")
    assert await w.rows("select count(*) from totals") == [(4,)]
    assert await w.rows("select count(*) from steps") == [(5,)]


async def test_who_stands_further_takes_nothing_twice(w: World) -> None:
    totals, steps = [await ensure_live(w.connection, each) for each in (Totals(), Steps())]
    await w.count("case-1", 1)
    await w.publish()
    await w.follow(totals)
    running = asyncio.create_task(w.worker(totals, steps).run())
    await w.count("case-1", 2)
    await w.publish()

    async def both() -> bool:
        return await w.rows("select total from totals") == [(3,)] and await w.rows(
            "select count(*) from steps"
        ) == [(2,)]

    await until(both)
    running.cancel()


async def test_who_lost_a_partition_takes_the_others_with_it_and_nothing_is_kept(
    w: World,
) -> None:
    totals, steps = [await ensure_live(w.connection, each) for each in (Totals(), Steps())]
    await w.count("case-1", 1)
    await w.publish()
    await w.follow(totals)
    await stored_offsets(w.connection, steps.name, w.partitions)
    records = await w.read_log()
    with pytest.raises(NotMine, match="totals.1"):
        await apply_together(w.connection, [Taking(totals, records), Taking(steps, records)])
    assert await w.rows("select count(*) from steps") == [(0,)]
    assert await marks(w, steps.name) == 0


async def test_one_that_needs_a_newer_build_stops_and_the_other_goes_on(w: World) -> None:
    totals, answers = [await ensure_live(w.connection, each) for each in (Totals(), Answers())]
    for amount in (1, 2, 3):
        await w.count("case-1", amount)
    await w.connection.execute("alter table events disable trigger user")
    await w.connection.execute("update events set version = 2 where position = 2")
    await w.publish()
    running = asyncio.create_task(w.worker(totals, answers).run())

    async def past_it() -> bool:
        found = await w.rows("select position from marks where follower = %s", answers.name)
        return found == [(3,)]

    await until(past_it)
    paused = await w.rows("select follower from paused_partitions")
    assert paused == [(totals.name,)]
    assert await w.rows("select total from totals") == [(1,)]
    running.cancel()


async def test_who_is_far_behind_is_told_apart(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a read model that is new to a long log holds the others up no more than itself."""
    monkeypatch.setattr(following, "records_behind", 3)
    totals, steps = [await ensure_live(w.connection, each) for each in (Totals(), Steps())]
    for amount in range(1, 6):
        await w.count("case-1", amount)
    await w.publish()
    await w.follow(totals)
    config = cast(Config, SimpleNamespace(dsn=w.dsn))
    names = [totals.name, steps.name]
    assert await following.far_behind(config, names) == {steps.name}
    await w.follow(steps)
    assert await following.far_behind(config, names) == set()
