"""The engine on real Kafka and Postgres: append, relay, follow, park, re-drive."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.decisions.store import Cause, PositionMoved, Request
from shared.events.envelope import Envelope, Recorded
from shared.folds.generations import ensure_live
from shared.folds.read_model import Rows
from shared.log.follow import apply_records
from shared.log.follower import NotMine
from shared.log.kafka import open_producer
from shared.log.park import list_parked
from shared.log.redrive import redrive
from shared.log.standing import stored_offsets
from tests.support.stack import MakeTopic
from tests.support.toy import Count, Steps, TotalRow, Totals, toy
from tests.support.world import World, moment, until, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def test_a_refusal_appends_nothing_and_says_why(w: World) -> None:
    outcome = await w.count("case-1", -1)
    assert outcome.refusal is not None
    assert outcome.refusal.words == "An amount is not negative."
    assert await w.rows("select count(*) from events") == [(0,)]
    assert await w.rows("select count(*) from outbox") == [(0,)]


async def test_who_acts_on_what_they_saw_is_told_when_it_moved(w: World) -> None:
    await w.count("case-1", 1)
    request = Request("case-1", Count(asked_at=moment, amount=1), Cause("t", "f"), 0)
    (outcome,) = await w.store.decide(w.connection, toy, [request])
    assert isinstance(outcome.refusal, PositionMoved)


async def test_events_are_never_changed(w: World) -> None:
    await w.count("case-1", 1)
    with pytest.raises(psycopg.errors.RaiseException):
        await w.connection.execute("update events set actor = 'x'")
    with pytest.raises(psycopg.errors.RaiseException):
        await w.connection.execute("delete from events")


async def test_events_reach_the_log_in_order_with_their_envelope(w: World) -> None:
    for amount in range(1, 6):
        await w.count("case-1", amount)
    assert await w.publish() == 5
    records = await w.read_log()
    envelopes = [record.read for record in records if isinstance(record.read, Envelope)]
    assert [envelope.position for envelope in envelopes] == [1, 2, 3, 4, 5]
    assert {record.key for record in records} == {b"case-1"}
    assert {envelope.source for envelope in envelopes} == {"reviews"}
    assert await w.rows("select count(*) from outbox") == [(0,)]


async def test_a_writer_that_commits_late_is_published_too(w: World) -> None:
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as late:
        transaction = late.transaction()
        await transaction.__aenter__()
        request = Request("case-late", Count(asked_at=moment, amount=7), Cause("t", "f"))
        await w.store.decide(late, toy, [request])
        await w.count("case-soon", 1)
        assert await w.publish() == 1
        await transaction.__aexit__(None, None, None)
    assert await w.publish() == 1
    subjects = {record.read.subject for record in await w.read_log()}
    assert subjects == {"case-late", "case-soon"}


async def test_a_repeated_record_has_no_second_effect(w: World) -> None:
    await w.count("case-1", 5)
    await w.publish()
    await w.connection.execute("insert into outbox select seq from events")
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    assert await w.follow(live) == 2
    assert await w.rows("select subject, total from totals") == [("case-1", 5)]


async def test_a_fold_that_fails_parks_its_subject_and_others_go_on(w: World) -> None:
    await w.count("case-1", 1)
    await w.count("case-1", 2, "fail")
    await w.count("case-1", 4)
    await w.count("case-2", 8)
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    await w.follow(live)
    assert await w.rows("select subject, total from totals order by 1") == [
        ("case-1", 1),
        ("case-2", 8),
    ]
    (parked,) = await list_parked(w.connection)
    assert (parked.subject, parked.kind, parked.waiting) == ("case-1", "fold", 2)
    assert parked.reason == "totals failed at ToyCounted: RuntimeError"
    await w.count("case-1", 16)
    await w.publish()
    await w.follow(live)
    assert (await list_parked(w.connection))[0].waiting == 3


async def test_a_redrive_applies_what_waited_in_order(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for amount, note in ((1, ""), (2, "fail"), (4, "last")):
        await w.count("case-1", amount, note)
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    await w.follow(live)
    still = await redrive(w.connection, live, "case-1")
    assert (still.applied, still.waiting) == (0, 2)
    assert still.stopped_by is not None and still.stopped_by.kind == "fold"
    evolve = Totals.evolve

    def mended(model: Totals, rows: Rows[TotalRow], event: Recorded) -> Rows[TotalRow]:
        note = {"note": "ok"} if getattr(event.event, "note", "") == "fail" else {}
        return evolve(model, rows, event._replace(event=event.event.model_copy(update=note)))

    monkeypatch.setattr(Totals, "evolve", mended)
    done = await redrive(w.connection, live, "case-1")
    assert (done.applied, done.waiting, done.stopped_by) == (2, 0, None)
    assert await w.rows("select total, note from totals") == [(7, "last")]
    assert await list_parked(w.connection) == []


async def test_a_gap_parks(w: World) -> None:
    for amount in (1, 2, 3):
        await w.count("case-1", amount)
    await w.connection.execute(
        "delete from outbox where seq = (select seq from events where position = 2)"
    )
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    await w.follow(live)
    (parked,) = await list_parked(w.connection)
    assert (parked.kind, parked.reason) == ("gap", "3 comes after 1")


async def test_bytes_that_cannot_be_read_park_their_subject_only(w: World) -> None:
    await w.count("case-2", 8)
    await w.publish()
    async with open_producer(w.kafka) as producer:
        await producer.send_and_wait(w.topic, b"?", key=b"case-1", headers=[("ce_id", b"\xff")])
        await producer.send_and_wait(w.topic, b"?", key=b"case-3", headers=[("x", None)])
        await producer.send_and_wait(w.topic, b"?", key=b"case-4\0", headers=[("x\0", b"")])
        headers = [
            (name, b"case-5\0" if name == "ce_subject" else value)
            for name, value in (await w.read_log())[0].headers
        ]
        await producer.send_and_wait(w.topic, b"{}", key=b"case-5", headers=headers)
    live = await ensure_live(w.connection, Totals())
    await w.follow(live)
    assert await w.rows("select subject from totals") == [("case-2",)]
    parked = await list_parked(w.connection)
    assert {(each.subject, each.kind) for each in parked} == {
        ("case-1", "unreadable"),
        ("case-3", "unreadable"),
        ("case-4\ufffd", "unreadable"),
        ("case-5", "unreadable"),
    }


async def test_a_batch_that_the_database_refuses_is_halved_to_the_one_event(w: World) -> None:
    for number in range(1, 9):
        await w.count(f"case-{number}", number)
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    await w.connection.execute(
        "alter table totals__1 add constraint planted check (total <> 5)"
    )
    await w.follow(live)
    assert await w.rows("select count(*), sum(total) from totals") == [(7, 31)]
    (parked,) = await list_parked(w.connection)
    assert (parked.subject, parked.kind, parked.reason) == (
        "case-5",
        "database",
        "CheckViolation 23514",
    )


async def test_a_newer_version_pauses_its_partition_and_the_others_go_on(w: World) -> None:
    subjects = [f"case-{number}" for number in range(12)]
    for subject in subjects:
        await w.count(subject, 1)
    await w.publish()
    records = await w.read_log()
    at = records[0].read
    async with open_producer(w.kafka) as producer:
        headers = [
            (name, b"uk.cspr.ToyCounted.v2" if name == "ce_type" else value)
            for name, value in records[0].headers
        ]
        headers = [(n, b"2" if n == "ce_position" else v) for n, v in headers]
        await producer.send_and_wait(
            w.topic,
            b"{}",
            key=records[0].key,
            partition=records[0].partition,
            headers=headers,
        )
    live = await ensure_live(w.connection, Totals())
    running = asyncio.create_task(w.worker(live).run())

    async def paused() -> bool:
        return bool(await w.rows("select 1 from paused_partitions"))

    async def all_counted() -> bool:
        return await w.rows("select count(*) from totals") == [(12,)]

    await until(paused)
    await until(all_counted)
    running.cancel()
    rows = await w.rows("select partition, why from paused_partitions")
    assert rows == [
        (at.partition, "ToyCounted version 2 is newer than 1, which this build knows.")
    ]
    assert await list_parked(w.connection) == []


async def test_who_lost_a_partition_cannot_commit(w: World) -> None:
    await w.count("case-1", 5)
    await w.publish()
    live = await ensure_live(w.connection, Totals())
    await stored_offsets(w.connection, live.name, w.partitions)
    records = await w.read_log()
    await apply_records(w.connection, live, records)
    with pytest.raises(NotMine):
        await apply_records(w.connection, live, records)
    assert await w.rows("select total from totals") == [(5,)]


async def test_live_work_is_visible_soon_and_steps_keep_their_texts(w: World) -> None:
    live = await ensure_live(w.connection, Steps())
    tasks = [asyncio.create_task(w.relay().run()), asyncio.create_task(w.worker(live).run())]
    for amount in range(1, 21):
        await w.count(f"case-{amount % 4}", amount)

    async def all_there() -> bool:
        return await w.rows("select count(*) from steps") == [(20,)]

    await until(all_there)
    for task in tasks:
        task.cancel()
    assert await w.rows("select distinct texts from steps") == [(["a\tb", 'c"\\'],)]
