"""Reconcile: stores and log balance, and every planted fault is named."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.log.kafka import open_producer
from shared.proof.stores import Log, Store, StoreBalance, reconcile_stores
from tests.support.stack import MakeTopic
from tests.support.world import World, world


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


async def balance(w: World) -> StoreBalance:
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as connection:
        store = Store("reviews", connection)
        (found,) = await reconcile_stores([store], Log(w.kafka, w.topic, w.partitions))
        return found


async def played(w: World) -> None:
    for number in range(6):
        for amount in (1, 2, 3):
            await w.count(f"case-{number}", amount)
    await w.publish()


async def tamper(w: World, statement: str) -> None:
    await w.connection.execute("alter table events disable trigger user")
    await w.connection.execute(statement)
    await w.connection.execute("alter table events enable trigger user")


def kinds(found: StoreBalance) -> set[str]:
    return {each.kind for each in found.discrepancies}


async def test_a_healthy_system_balances_with_repeats_and_what_still_waits(w: World) -> None:
    await played(w)
    await w.connection.execute(
        "insert into outbox select seq from events where subject = 'case-1'"
    )
    await w.publish()
    await w.count("case-9", 1)
    found = await balance(w)
    assert found.balances
    assert (found.in_store, found.unpublished, found.in_log, found.repeats) == (19, 1, 18, 3)


async def test_what_was_published_but_not_yet_marked_balances(w: World) -> None:
    await played(w)
    await w.connection.execute("insert into outbox select seq from events")
    found = await balance(w)
    assert found.balances, found


async def test_a_lost_outbox_row_is_found(w: World) -> None:
    await w.count("case-1", 1)
    await w.connection.execute("delete from outbox")
    found = await balance(w)
    assert not found.balances
    assert [(each.kind, each.what) for each in found.discrepancies] == [
        ("not in the log", "case-1 position 1")
    ]


async def test_an_edited_event_is_found(w: World) -> None:
    await played(w)
    await tamper(w, "update events set body = '{}' where subject = 'case-2' and position = 2")
    found = await balance(w)
    assert kinds(found) == {"altered"}
    assert found.discrepancies[0].what == "case-2 position 2: body"


async def test_a_deleted_event_is_found(w: World) -> None:
    await played(w)
    await tamper(w, "delete from events where subject = 'case-2' and position = 2")
    assert kinds(await balance(w)) == {"not in the store", "hole"}


async def test_a_changed_envelope_is_found(w: World) -> None:
    await played(w)
    await tamper(w, "update events set actor = 'somebody-else' where seq = 1")
    assert kinds(await balance(w)) == {"altered"}


async def test_a_skipped_event_is_found(w: World) -> None:
    for amount in (1, 2, 3):
        await w.count("case-1", amount)
    await w.connection.execute(
        "delete from outbox where seq = (select seq from events where position = 2)"
    )
    await w.publish()
    assert kinds(await balance(w)) == {"gap", "not in the log"}


async def test_an_event_that_no_store_wrote_is_found(w: World) -> None:
    await played(w)
    (record, *_) = await w.read_log()
    async with open_producer(w.kafka) as producer:
        await producer.send_and_wait(
            w.topic,
            record.value,
            key=b"case-forged",
            headers=[
                (name, b"case-forged" if name == "ce_subject" else value)
                for name, value in record.headers
            ],
        )
        await producer.send_and_wait(
            w.topic,
            record.value,
            key=record.key,
            headers=[
                (name, b"/cspr/nobody" if name == "ce_source" else value)
                for name, value in record.headers
            ],
        )
        await producer.send_and_wait(w.topic, b"?", key=b"case-1", headers=[])
    assert kinds(await balance(w)) == {"not in the store", "stranger", "unreadable"}


async def test_a_subject_in_two_partitions_is_found(w: World) -> None:
    """As another client leaves it, which shares subjects out to partitions in its own way."""
    await played(w)
    (record, *_) = await w.read_log()
    async with open_producer(w.kafka) as producer:
        await producer.send_and_wait(
            w.topic,
            record.value,
            key=record.key,
            headers=list(record.headers),
            partition=(record.partition + 1) % len(w.partitions),
        )
    found = await balance(w)
    assert kinds(found) == {"in two partitions", "wrong partition"}
    (twice,) = [each for each in found.discrepancies if each.kind == "in two partitions"]
    assert twice.what == f"{record.read.subject} of reviews"
