"""What takes longer than a transaction may: it is done in smaller ones, in its order, whole."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.local.stack import Stack
from shared.decisions.database import Connection, connect_worker
from shared.events.envelope import Recorded
from shared.folds.catching import catch_up_reading
from shared.folds.generations import ensure_live
from shared.folds.place import SwapRefused
from shared.folds.swapping import Terms, swap
from shared.log.park import Fault, list_parked
from shared.log.redrive import Redriven, redrive, try_redrive
from tests.support.replaying import follow_living, place_of, played, started, states
from tests.support.stack import MakeTopic
from tests.support.toy import Totals
from tests.support.world import World, until, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


@dataclass
class Slow:
    """A follower that takes its time for each event, in the database."""

    seconds: float
    name: str = "slow"
    follows: frozenset[str] = frozenset({"ToyCounted"})
    opens: bool = True
    sizes: list[int] = field(default_factory=list)

    async def apply(
        self, connection: Connection, events: Sequence[Recorded]
    ) -> Mapping[str, Fault]:
        self.sizes.append(len(events))
        for event in events:
            await connection.execute(
                "insert into taken (subject, position) select %s, %s from pg_sleep(%s)",
                [event.subject, event.position, self.seconds],
            )
        return {}

    async def check(self, connection: Connection) -> None:
        await connection.execute("select 1")


async def test_a_batch_that_the_server_ends_is_tried_again_with_fewer_records(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.decisions.database.whole_transaction_limit_ms", 1_000)
    await w.connection.execute(
        "create table taken (seq bigint generated always as identity, subject text,"
        " position bigint)"
    )
    for number in range(60):
        await w.count(f"case-{number % 3}", 1)
    await w.publish()
    slow = Slow(0.04)
    following = asyncio.create_task(w.worker(slow).run())

    async def all_taken() -> bool:
        assert not following.done(), following.exception()
        return await w.rows("select count(*) from taken") == [(60,)]

    await until(all_taken)
    following.cancel()
    assert max(slow.sizes) > 25, "the first batch was too big to be taken in time"
    rows = await w.rows(
        "select subject, array_agg(position order by seq) from taken group by 1"
    )
    assert sorted(rows) == [(f"case-{number}", list(range(1, 21))) for number in range(3)]


async def parked_with(w: World, waiting: int) -> Slow:
    """A subject that waits with so many records, and a follower that could take them."""
    await w.count("case-1", 1, "fail")
    for amount in range(2, waiting + 1):
        await w.count("case-1", amount)
    await w.publish()
    await w.follow(await ensure_live(w.connection, Totals()))
    await w.connection.execute(
        "create table taken (seq bigint generated always as identity, subject text,"
        " position bigint)"
    )
    return Slow(0.05, name="totals.1")


async def test_a_redrive_of_very_many_is_made_in_short_transactions_and_in_order(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = await parked_with(w, 20)
    monkeypatch.setattr("shared.log.redrive.seconds_to_try", 0.2)
    tried = await try_redrive(w.connection, slow, "case-1")
    assert 1 <= tried.applied < 20
    assert (tried.waiting, tried.stopped_by) == (20 - tried.applied, None)
    assert await w.rows("select from taken") == []
    assert (await list_parked(w.connection))[0].waiting == 20
    monkeypatch.setattr("shared.log.redrive.seconds_a_transaction", 0.2)
    steps: list[Redriven] = []
    standing: list[tuple[str, int | None]] = []

    async def note(connection: Connection, done: Redriven) -> None:
        steps.append(done)
        standing.extend((each.event, each.position) for each in await list_parked(connection))

    done = await redrive(w.connection, slow, "case-1", note=note)
    assert (done.applied, done.waiting, done.stopped_by) == (20, 0, None)
    assert len(steps) > 2 and sum(each.applied for each in steps) == 20
    assert await w.rows("select array_agg(position order by seq) from taken") == [
        (list(range(1, 21)),)
    ]
    reached = [20 - each.waiting + 1 for each in steps if each.waiting]
    assert standing == [("ToyCounted", position) for position in reached]
    assert await list_parked(w.connection) == []


async def test_a_swap_does_not_hold_the_living_one_while_kafka_gives_nothing(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await played(w, subjects=3)
    await started(w, "totals")
    monkeypatch.setattr("shared.folds.switch.seconds_to_read", 0.2)
    held_in_the_switch(monkeypatch, lambda: asyncio.sleep(60))
    with pytest.raises(SwapRefused, match="Kafka did not give in time"):
        await swap(place_of(w), "totals", terms=Terms(seconds=0.5))
    assert await states(w) == [(1, "live"), (2, "ready")]
    async with await connect_worker(w.dsn, application="free") as free:
        await free.execute("set lock_timeout = 1000")
        await free.execute("update follower_offsets set next_offset = next_offset")
    monkeypatch.undo()
    assert (await swap(place_of(w), "totals")).generation == 2
    await follow_living(w)


async def test_a_swap_whose_connection_is_ended_is_refused_in_words(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await played(w, subjects=3)
    await started(w, "totals")

    async def end_it() -> None:
        await w.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'swap' and datname = current_database()"
        )

    held_in_the_switch(monkeypatch, end_it)
    with pytest.raises(SwapRefused, match="cspr replay status"):
        await swap(place_of(w), "totals")
    assert await states(w) == [(1, "live"), (2, "ready")]
    monkeypatch.undo()
    assert (await swap(place_of(w), "totals")).generation == 2


def held_in_the_switch(
    monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[None]]
) -> None:
    """Do something instead of reading the log, while the living followers are held."""
    calls = 0

    async def read(*given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls % 2 == 0:  # the first of each two is done before they are held
            await meanwhile()
        await catch_up_reading(*given)

    monkeypatch.setattr("shared.folds.switch.catch_up_reading", read)
