"""The ledger on real Kafka and Postgres: each event once, in one order, as it was published."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.log.kafka import open_producer
from shared.log.park import list_parked
from shared.log.redrive import redrive
from shared.proof.kept import LedgerBalance, LedgerCheck
from shared.proof.leaf import leaf_of
from shared.proof.ledger import Ledger
from shared.proof.stores import Log, Store, reconcile_stores
from tests.support.stack import MakeTopic
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic, "reporting") as made:
        yield made


async def played(w: World) -> None:
    for number in range(4):
        for amount in (1, 2, 3):
            await w.count(f"case-{number}", amount)
    await w.publish()
    await w.follow(Ledger())


async def balance(w: World) -> LedgerBalance:
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as connection:
        kept = LedgerCheck(connection)
        log = Log(w.kafka, w.topic, w.partitions)
        await reconcile_stores([Store("reporting", connection)], log, kept=kept)
        return kept.balance


async def tamper(w: World, statement: str) -> None:
    await w.connection.execute("alter table ledger disable trigger user")
    await w.connection.execute(statement)
    await w.connection.execute("alter table ledger enable trigger user")


async def test_each_event_has_one_leaf_in_the_order_of_its_subject(w: World) -> None:
    await played(w)
    rows = await w.rows("select leaf_index, subject, position from ledger order by leaf_index")
    assert [index for index, *_ in rows] == list(range(12))
    for number in range(4):
        of_one = [position for _, subject, position in rows if subject == f"case-{number}"]
        assert of_one == [1, 2, 3]
    assert await w.rows("select size from ledger_size") == [(12,)]


async def test_a_leaf_is_the_digest_of_the_record_as_published(w: World) -> None:
    await played(w)
    leaves = {
        (partition, offset): bytes(leaf)
        for partition, offset, leaf in await w.rows(
            "select partition, log_offset, leaf from ledger"
        )
    }
    assert leaves == {
        (each.partition, each.offset): leaf_of(each.key, each.value, each.headers)
        for each in await w.read_log()
    }


async def test_what_is_published_twice_has_one_leaf(w: World) -> None:
    await played(w)
    await w.connection.execute("insert into outbox select seq from events")
    await w.publish()
    await w.follow(Ledger())
    assert await w.rows("select count(*) from ledger") == [(12,)]
    found = await balance(w)
    assert (found.balances, found.leaves, found.in_log) == (True, 12, 12)


async def test_an_event_that_nobody_knows_has_a_leaf_too(w: World) -> None:
    await w.count("case-1", 1)
    await w.connection.execute("alter table events disable trigger user")
    await w.connection.execute("update events set name = 'NotThoughtOfYet', version = 7")
    await w.publish()
    await w.follow(Ledger())
    assert await w.rows("select name, version from ledger") == [("NotThoughtOfYet", 7)]


async def test_a_gap_that_was_filled_late_balances_and_nothing_passed_it(w: World) -> None:
    for amount in (1, 2, 3):
        await w.count("case-1", amount)
    await w.connection.execute(
        "delete from outbox where seq = (select min(seq) + 1 from events)"
    )
    await w.publish()
    await other_service_tells(w)
    await w.follow(Ledger())
    stuck = await redrive(w.connection, Ledger(), "case-1")
    assert (stuck.applied, stuck.waiting) == (0, 2)
    await w.connection.execute("insert into outbox select seq from events where position = 2")
    await w.publish()
    await w.follow(Ledger())
    assert (await redrive(w.connection, Ledger(), "case-1")).waiting == 0
    rows = await w.rows("select source, position from ledger order by leaf_index")
    assert rows == [("reporting", 1), ("reporting", 2), ("reporting", 3), ("reviews", 1)]
    found = await balance(w)
    assert {each.kind for each in found.discrepancies} == set()
    assert (found.leaves, found.in_log) == (4, 4)


async def other_service_tells(w: World) -> None:
    """An event of another service in the same case, as its relay publishes it."""
    first = (await w.read_log())[0]
    async with open_producer(w.kafka) as producer:
        headers = [
            (name, b"/cspr/reviews" if name == "ce_source" else value)
            for name, value in first.headers
        ]
        headers = [(n, b"1" if n == "ce_position" else v) for n, v in headers]
        await producer.send_and_wait(
            w.topic, first.value, key=first.key, partition=first.partition, headers=headers
        )


async def test_a_gap_waits_and_what_fills_it_goes_first(w: World) -> None:
    for amount in (1, 2, 3):
        await w.count("case-1", amount)
    later = "delete from outbox where seq = (select min(seq) + 1 from events)"
    await w.connection.execute(later)
    await w.publish()
    await w.follow(Ledger())
    assert [(each.kind, each.waiting) for each in await list_parked(w.connection)] == [
        ("gap", 1)
    ]
    missing = "insert into outbox select seq from events where position = 2"
    await w.connection.execute(missing)
    await w.publish()
    await w.follow(Ledger())
    done = await redrive(w.connection, Ledger(), "case-1")
    assert (done.applied, done.waiting, done.stopped_by) == (2, 0, None)
    rows = await w.rows("select position from ledger order by leaf_index")
    assert rows == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("update ledger set leaf = sha256('') where leaf_index = 5", "altered"),
        ("delete from ledger where leaf_index = 5", "not in the ledger"),
        ("delete from ledger where leaf_index = 11", "hole"),
        (
            "insert into ledger select 12, partition, log_offset + 100, recorded_at, 'case-x',"
            " source, position, name, version, event_id, written_at, actor, correlation_id,"
            " causation_id, traceparent, body, leaf from ledger where leaf_index = 5",
            "hole",
        ),
        (
            "update ledger a set leaf = b.leaf from ledger b"
            " where (a.leaf_index, b.leaf_index) in ((1, 2), (2, 1))",
            "altered",
        ),
    ],
)
async def test_what_was_done_to_the_ledger_is_named(
    w: World, statement: str, kind: str
) -> None:
    await played(w)
    await tamper(w, statement)
    found = await balance(w)
    assert not found.balances
    assert kind in {each.kind for each in found.discrepancies}
