"""When the time of a retired generation is over it goes, with its note; nothing else does."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from deploy.local.stack import Stack
from shared.decisions.database import Connection
from shared.folds.closing import DropNote
from shared.folds.expiring import drop_expired
from shared.folds.place import alone
from shared.folds.stored import Generation
from shared.folds.swapping import Terms, rollback, swap
from tests.support.replaying import follow_living, place_of, played, started, states
from tests.support.stack import MakeTopic
from tests.support.toy import Steps, Totals
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def tidied(w: World) -> tuple[list[int], list[str]]:
    """Which were dropped, and what was noted of it."""
    noted: list[str] = []

    async def noting() -> DropNote:
        async def note(connection: Connection, gone: Generation) -> None:
            await connection.execute("select from generations")
            noted.append(gone.label)

        return note

    models = (Totals(), Steps())
    dropped = await drop_expired(place_of(w), w.connection, models, noting)
    return [each.generation for each in dropped], noted


async def its_time_is_over(w: World) -> None:
    await w.connection.execute(
        "update generations set follows_until = now() where state = 'retired'"
    )


async def test_what_is_retired_goes_when_its_time_is_over_and_nothing_else(w: World) -> None:
    await played(w)
    await started(w)
    await swap(place_of(w), "totals", terms=Terms(keep_for=timedelta(days=1)))
    assert await tidied(w) == ([], [])
    await its_time_is_over(w)
    async with alone(place_of(w)):
        assert await tidied(w) == ([], []), "an operation is at it"
    assert await tidied(w) == ([1], ["generation 1 of totals"])
    assert await tidied(w) == ([], [])
    assert await states(w) == [(2, "live")]
    assert await states(w, "steps") == [(1, "live"), (2, "ready")]
    left = "select from pg_tables where tablename = 'totals__1'"
    assert await w.rows(left) == []
    assert await w.rows("select from follower_offsets where follower = 'totals.1'") == []
    await follow_living(w)


async def test_what_was_brought_back_in_time_is_not_dropped(w: World) -> None:
    await played(w, subjects=3)
    await started(w, "totals")
    await swap(place_of(w), "totals")
    await its_time_is_over(w)
    await rollback(place_of(w), "totals")
    assert await tidied(w) == ([], [])
    assert await states(w) == [(1, "live"), (2, "retired")]


@pytest.mark.parametrize(("point", "left"), [("drop-made", [1, 2]), ("drop-committed", [2])])
async def test_one_that_is_killed_was_dropped_with_its_note_or_was_not(
    point: str, left: list[int], w: World
) -> None:
    await played(w, subjects=3)
    await started(w, "totals")
    await swap(place_of(w), "totals")
    await its_time_is_over(w)
    await w.connection.execute("create table noted (generation bigint)")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.expiring", w.dsn, w.kafka, w.topic),
        env={**os.environ, "CSPR_CRASH_AT": point},
        stdout=PIPE,
        stderr=PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode != 0, said.decode()
    assert [number for number, _ in await states(w)] == left
    tables = await w.rows("select from pg_tables where tablename ~ '^totals__'")
    noted = await w.rows("select from noted")
    assert (len(tables), len(noted)) == (len(left), 2 - len(left))
    await tidied(w)
    assert await states(w) == [(2, "live")]
