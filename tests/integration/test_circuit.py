"""The circuit: a fold that fails for every subject stops its follower, and nothing is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from shared.folds.generations import ensure_live
from shared.folds.projection import Projection
from shared.log.circuit import resume
from shared.log.park import list_parked
from shared.log.redrive import redrive
from tests.support.stack import MakeTopic
from tests.support.toy import Steps, Totals
from tests.support.world import World, until, world

subjects = [f"case-{number}" for number in range(60)]


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


@contextlib.asynccontextmanager
async def running(w: World, *followers: Projection) -> AsyncIterator[None]:
    task = asyncio.create_task(w.worker(*followers).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def counted(w: World) -> int:
    ((count,),) = await w.rows("select count(*) from totals")
    return int(count)


async def stopped(w: World) -> bool:
    return await w.rows("select count(*) from paused_partitions") == [(3,)]


async def all_in_steps(w: World) -> bool:
    return await w.rows("select count(*) from steps") == [(60,)]


async def all_but_the_parked(w: World) -> bool:
    return await counted(w) == 60 - len(await list_parked(w.connection))


async def every_subject_fails(w: World) -> tuple[Projection, Projection]:
    for subject in subjects:
        await w.count(subject, 1, "fail")
    await w.publish()
    return await ensure_live(w.connection, Totals()), await ensure_live(w.connection, Steps())


async def test_a_fold_that_fails_for_all_stops_and_when_let_go_on_nothing_is_missing(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals, steps = await every_subject_fails(w)
    async with running(w, totals, steps):
        await until(lambda: stopped(w))
        await until(lambda: all_in_steps(w))
        parked = await list_parked(w.connection)
        assert {each.follower for each in parked} == {"totals.1"}
        assert [sum(p.partition == n for p in parked) for n in range(3)] == [4, 4, 4]
        whys = await w.rows("select distinct follower, why from paused_partitions")
        assert whys == [
            (
                "totals.1",
                "5 of the last 5 subjects would be set aside, the last for:"
                " totals failed at ToyCounted: RuntimeError",
            )
        ]
        mend(monkeypatch)
        assert len(await resume(w.connection, "totals")) == 3
        await until(lambda: all_but_the_parked(w))
    for each in parked:
        done = await redrive(w.connection, totals, each.subject)
        assert (done.applied, done.waiting) == (1, 0)
    assert await w.rows("select count(*), sum(total) from totals") == [(60, 60)]
    assert await all_in_steps(w)


def mend(monkeypatch: pytest.MonkeyPatch) -> None:
    evolve = Totals.evolve

    def mended(model, rows, event):  # type: ignore[no-untyped-def]
        well = event.event.model_copy(update={"note": "well"})
        return evolve(model, rows, event._replace(event=well))

    monkeypatch.setattr(Totals, "evolve", mended)


async def test_it_goes_on_after_a_restart_and_stops_again_if_nothing_was_mended(
    w: World,
) -> None:
    totals, steps = await every_subject_fails(w)
    async with running(w, totals, steps):
        await until(lambda: stopped(w))
    before = len(await list_parked(w.connection))

    async def further() -> bool:
        return len(await list_parked(w.connection)) == before + 12 and await stopped(w)

    async with running(w, totals, steps):
        await until(further)


async def test_a_few_that_fail_among_many_are_set_aside_and_nothing_stops(w: World) -> None:
    for number, subject in enumerate(subjects):
        await w.count(subject, 1, "fail" if number % 12 == 0 else "")
    await w.publish()
    totals = await ensure_live(w.connection, Totals())
    async with running(w, totals):
        await until(lambda: all_but_the_parked(w))
    assert len(await list_parked(w.connection)) == 5
    assert await w.rows("select * from paused_partitions") == []


async def test_what_the_database_refuses_counts_too(w: World) -> None:
    totals = await ensure_live(w.connection, Totals())
    await w.connection.execute("alter table totals__1 add constraint planted check (total > 9)")
    for subject in subjects:
        await w.count(subject, 1)
    await w.publish()
    async with running(w, totals):
        await until(lambda: stopped(w))
    parked = await list_parked(w.connection)
    assert {each.kind for each in parked} == {"database"}
    assert len(parked) == 12
