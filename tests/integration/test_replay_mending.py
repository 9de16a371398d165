"""What fails in a generation, or is left over of it, and how a person puts it right."""

from collections.abc import AsyncIterator

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from deploy.local.stack import Stack
from shared.events.envelope import Recorded
from shared.folds.closing import cancel, drop
from shared.folds.gate import diff
from shared.folds.generations import projection_named
from shared.folds.operation import resume
from shared.folds.plan import plan
from shared.folds.read_model import Rows
from shared.folds.rebuild import LogTooShort
from shared.folds.status import status
from shared.folds.twice import SubjectTwice
from shared.log.kafka import open_producer
from shared.log.redrive import redrive
from tests.support.replaying import (
    follow_living,
    place_of,
    played,
    started,
    states,
)
from tests.support.stack import MakeTopic
from tests.support.toy import TotalRow, Totals, ToyCounted
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def test_what_waits_in_a_generation_beside_is_applied_when_its_cause_is_mended(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await played(w, subjects=4)
    await w.count("case-1", 2, "fail")
    await w.count("case-1", 4)
    await w.publish()
    await follow_living(w)
    await started(w, "totals")
    failing = Totals.evolve

    def mended(self: Totals, rows: Rows[TotalRow], event: Recorded) -> Rows[TotalRow]:
        assert isinstance(event.event, ToyCounted)
        well = event._replace(event=event.event.model_copy(update={"note": ""}))
        return failing(self, rows, well)

    monkeypatch.setattr(Totals, "evolve", mended)
    for name in ("totals.1", "totals.2"):
        follower = await projection_named(w.connection, Totals(), name)
        assert follower is not None
        done = await redrive(w.connection, follower, "case-1")
        assert (done.applied, done.waiting) == (2, 0)
    assert (await diff(place_of(w), "totals")).identical
    assert await w.rows("select total from totals__2 where subject = 'case-1'") == [(12,)]
    assert await projection_named(w.connection, Totals(), "totals.9") is None


async def test_a_log_that_lost_its_beginning_is_not_replayed(w: World) -> None:
    await played(w)
    admin = AIOKafkaAdminClient(bootstrap_servers=w.kafka)
    await admin.start()
    await admin.delete_records({TopicPartition(w.topic, 0): RecordsToDelete(before_offset=1)})
    await admin.close()
    assert not (await plan(place_of(w), ["totals"])).oldest_is_there
    with pytest.raises(LogTooShort):
        await started(w, "totals")
    assert await states(w) == [(1, "live"), (2, "failed")]
    (failed,) = [each for each in await status(place_of(w), ["totals"]) if each.generation == 2]
    assert "oldest events" in failed.manifest["why"]
    assert await resume(place_of(w), say=print) == []
    assert await drop(place_of(w), "totals", 2) is not None
    assert await states(w) == [(1, "live")]


async def test_a_subject_in_two_partitions_ends_a_rebuild_in_words(w: World) -> None:
    await played(w)
    record = (await w.read_log())[0]
    other = (record.partition + 1) % len(w.partitions)
    async with open_producer(w.kafka) as producer:
        await producer.send_and_wait(
            w.topic, record.value, key=record.key, headers=[*record.headers], partition=other
        )
    await follow_living(w)
    numbers = " and ".join(str(number) for number in sorted((record.partition, other)))
    with pytest.raises(SubjectTwice) as told:
        await started(w, "totals")
    words = f"{record.read.subject} stands in partitions {numbers} of the log"
    assert str(told.value).startswith(words)
    assert await states(w) == [(1, "live"), (2, "failed")]
    (failed,) = [each for each in await status(place_of(w), ["totals"]) if each.generation == 2]
    assert words in failed.manifest["why"]


async def test_what_was_cancelled_without_its_rows_is_cleaned_up_by_the_next(w: World) -> None:
    await played(w)
    await started(w, "totals")
    await w.connection.execute(
        "update generations set state = 'cancelled' where generation = 2"
    )
    assert [each.generation for each in await cancel(place_of(w), None, dry_run=True)] == [2]
    assert [each.generation for each in await cancel(place_of(w), None)] == [2]
    assert await cancel(place_of(w), None) == []
    assert await w.rows("select tablename from pg_tables where tablename = 'totals__2'") == []
