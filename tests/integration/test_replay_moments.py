"""As of a moment: what was recorded by then, queried beside the living rows, never live."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.stack import Stack
from shared.folds.closing import drop
from shared.folds.gate import diff
from shared.folds.options import Options, Until, name_of, read_until
from shared.folds.place import Refused
from shared.folds.swapping import swap
from tests.support.replaying import follow_living, place_of, played, started, states
from tests.support.stack import MakeTopic
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", 3, {"message.timestamp.type": "LogAppendTime"})
    async with world(database, stack.kafka, topic) as made:
        yield made


async def a_moment_between(w: World) -> datetime:
    """An instant after all that the log has, and before what comes."""
    newest = max(record.timestamp_ms for record in await w.read_log())
    moment = datetime.fromtimestamp(newest / 1000, UTC)
    while datetime.now(UTC) <= moment + timedelta(milliseconds=5):  # noqa: TID251 - Kafka's time
        await asyncio.sleep(0.001)
    return moment


async def test_what_was_recorded_by_a_moment_stands_beside_what_lives(w: World) -> None:
    await played(w)
    moment = await a_moment_between(w)
    before = await w.rows("select * from totals order by 1")
    steps = await w.rows("select * from steps order by 1, 2")
    await w.count("case-1", 1000)
    await w.count("case-new", 1)
    await w.publish()
    await follow_living(w)
    asked = read_until(moment.isoformat())
    made = await started(w, until=asked, as_name="asof_then")
    assert [(each.state, each.purpose) for each in made] == [("ready", "as of")] * 2
    assert await w.rows("select * from asof_then.totals order by 1") == before
    assert await w.rows("select * from asof_then.steps order by 1, 2") == steps
    assert await w.rows("select max(total), count(*) from totals") == [(1006, 13)]
    await w.connection.execute("set search_path to asof_then, public")
    assert await w.rows("select max(total), count(*) from totals") == [(6, 12)]


async def test_a_moment_is_built_once_never_live_and_dropped_with_its_name(w: World) -> None:
    await played(w, subjects=3)
    offsets = Until(offsets={number: 0 for number in w.partitions})
    (made,) = await started(w, "totals", until=offsets, as_name="asof_nothing")
    assert await started(w, "totals", until=offsets, as_name="asof_nothing") == [made]
    assert await w.rows("select from asof_nothing.totals") == []
    with pytest.raises(Refused, match="No generation of totals is ready"):
        await diff(place_of(w), "totals")
    with pytest.raises(Refused, match="never becomes live"):
        await diff(place_of(w), "totals", 2)
    assert (await swap(place_of(w), "totals")).generation == 1
    await drop(place_of(w), "totals", 2)
    assert await w.rows("select from pg_namespace where nspname = 'asof_nothing'") == []
    assert await states(w) == [(1, "live")]


async def test_a_moment_that_has_not_come_or_is_not_of_this_log_is_refused(w: World) -> None:
    await played(w, subjects=1)
    for until in (
        read_until("2999-01-01"),
        Until(offsets={0: 0}),
        Until(offsets={0: 0, 1: 0, 2: 9999}),
    ):
        with pytest.raises(Refused):
            await started(w, "totals", until=until)
    assert await states(w) == [(1, "live")]


async def test_a_part_holds_the_rows_of_its_subjects_and_never_becomes_live(w: World) -> None:
    await played(w)
    (made,) = await started(w, "totals", subjects=frozenset({"case-3", "case-5"}))
    assert made.purpose == "part"
    assert await w.rows("select * from totals__2 order by 1") == await w.rows(
        "select * from totals where subject in ('case-3', 'case-5') order by 1"
    )
    (of_type,) = await started(w, "totals", types=frozenset({"ToyDoubled"}))
    assert await w.rows("select sum(total), sum(answers) from totals__3") == [(0, 12)]
    with pytest.raises(Refused, match="never becomes live"):
        await diff(place_of(w), "totals", of_type.generation)


def test_a_day_goes_to_its_end_in_london_in_summer_and_in_winter() -> None:
    # British Summer Time is an hour ahead of UTC: the day of 1 May ends at 23:00 UTC
    assert read_until("2024-05-01").text == "2024-05-01T23:00:00+00:00"
    assert read_until("2024-01-31").text == "2024-02-01T00:00:00+00:00"
    assert name_of(read_until("2024-05-01")) == "asof_2024_05_01"
    assert read_until("2024-05-01T12:00:00Z").text == "2024-05-01T12:00:00.001000+00:00"
    assert read_until("1:7,0:3").offsets == {0: 3, 1: 7}


@pytest.mark.parametrize(
    "text", ["", "may", "2024-05-32", "2024-05-01T12:00", "0:1,", "9999-12-31"]
)
def test_what_is_no_moment_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="Say a day"):
        read_until(text)


def test_a_name_without_a_moment_is_refused() -> None:
    with pytest.raises(Refused, match="--until"):
        Options(as_name="asof_then")
