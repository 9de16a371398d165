"""A read model that does not look into events: an unreadable body parks nothing in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from deploy.local.stack import Stack
from shared.events.envelope import Envelope, Recorded, headers_of
from shared.folds.bulk import BulkFold
from shared.folds.generations import add_shadow, ensure_live
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel, Rows
from shared.log.kafka import RawRecord, open_producer
from tests.support.stack import MakeTopic
from tests.support.toy import Totals, ToyCounted
from tests.support.world import World, world


@dataclass(slots=True)
class SeenRow:
    subject: str
    events: int
    said: str


class Seen(ReadModel[SeenRow]):
    """Page: none, it is for tests."""

    name, version, row = "seen", 1, SeenRow
    follows = (ToyCounted,)
    opens = False

    def evolve(self, rows: Rows[SeenRow], event: Recorded) -> Rows[SeenRow]:
        """Count what was said, and by which words; never look into it."""
        assert not isinstance(event.event, ToyCounted)
        before = rows[0] if rows else SeenRow(event.subject, 0, "")
        said = before.said + event.envelope.name
        return (SeenRow(event.subject, before.events + 1, said),)


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def with_a_broken_body(w: World) -> list[RawRecord]:
    """Two events of one subject in the log; the second one's body is no JSON."""
    await w.count("case-1", 1)
    await w.publish()
    (first,) = await w.read_log()
    read = first.read
    assert isinstance(read, Envelope)
    broken = read._replace(id="another", position=2)
    async with open_producer(w.kafka) as producer:
        await producer.send_and_wait(
            w.topic, key=b"case-1", value=b"{no", headers=headers_of(broken)
        )
    return await w.read_log()


async def rows_of(w: World, projection: Projection) -> list[tuple[object, ...]]:
    return await w.rows(f"select * from {projection.table.name}")


async def test_only_who_looks_inside_is_stopped_live_and_in_a_replay(w: World) -> None:
    records = await with_a_broken_body(w)
    living = [await ensure_live(w.connection, model) for model in (Totals(), Seen())]
    for each in living:
        await w.follow(each)
    assert await w.rows("select follower, kind from parked_subjects") == [
        ("totals.1", "unreadable")
    ]
    shadows = [await add_shadow(w.connection, model) for model in (Totals(), Seen())]
    bulk = BulkFold(shadows, [{0: 9, 1: 9, 2: 9}] * 2, subjects_held=10, keep_marks=False)
    await bulk.fold(w.connection, records[0].partition, [record.read for record in records])
    await bulk.end_partition(w.connection)
    assert bulk.subjects_stopped == 1
    for live, shadow in zip(living, shadows, strict=True):
        assert await rows_of(w, live) == await rows_of(w, shadow) != []
    assert await rows_of(w, living[1]) == [("case-1", 2, "ToyCountedToyCounted")]
