"""What was done to a copy of the history, whichever it was, is named with its place."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.log.kafka import RawRecord
from shared.proof.fsck import fsck
from shared.proof.growing import grow, sign_root
from shared.proof.kept import LedgerCheck
from shared.proof.ledger import Ledger
from shared.proof.notes import Signer
from shared.proof.stores import Log, Store, reconcile_stores
from tests.support.segments import Act, Kept, rewrite
from tests.support.stack import MakeTopic
from tests.support.world import World, world

Named = set[tuple[str, str, str]]
noon = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=6)
    async with world(database, stack.kafka, topic, "reporting") as made:
        yield replace(made, partitions=range(6))


async def played(w: World, subjects: int = 4) -> None:
    for number in range(subjects):
        for amount in (1, 2, 3):
            await w.count(f"case-{number}", amount, f"{amount}")
    await w.publish()
    await w.follow(Ledger())
    while await grow(w.connection):
        pass
    await sign_root(w.connection, Signer.generate("cspr.test/ledger"), noon)
    assert await named(w) == set()


async def named(w: World) -> Named:
    """What reconcile finds, and what fsck says of each copy and of what was signed."""
    async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as connection:
        kept = LedgerCheck(connection)
        log = Log(w.kafka, w.topic, w.partitions)
        (store,) = await reconcile_stores([Store("reporting", connection)], log, kept=kept)
        found = [*store.discrepancies, *kept.balance.discrepancies]
        async with await psycopg.AsyncConnection.connect(w.dsn, autocommit=True) as own:
            faults = (await fsck(own, [Store("reporting", connection)], log)).faults
    assert store.balances and kept.balance.balances or found, "not named, but not balanced"
    return {(each.kind, each.where, each.what) for each in found} | {
        ("fsck", each.copy, f"{each.what} @ {each.first.index if each.first else None}")
        for each in faults
    }


async def harm(w: World, *statements: str) -> None:
    """Do to the database what its triggers refuse to everybody else."""
    async with w.connection.transaction():
        await w.connection.execute("set local session_replication_role = replica")
        for each in statements:
            await w.connection.execute(each)


one_event = "where subject = 'case-2' and position = 2"
copied = (
    "insert into events (id, subject, position, name, version, time, actor, correlation_id,"
    " causation_id, traceparent, body) select id || 'x', subject, 4, name, version, time,"
    " actor, correlation_id, causation_id, traceparent, body"
    " from events where subject = 'case-2' and position = 3"
)
store_acts: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "edited": (f"update events set body = '{{}}' {one_event}", [("altered", "2")]),
    "deleted": (f"delete from events {one_event}", [("not in the store", "2")]),
    "inserted": (copied, [("not in the log", "4")]),
    "swapped": (
        "update events a set body = b.body from events b where a.subject = 'case-2'"
        " and b.subject = 'case-2' and a.position + b.position = 3 and a.position <= 2"
        " and b.position <= 2",
        [("altered", "1"), ("altered", "2")],
    ),
    "truncated": (
        "delete from events where subject = 'case-2' and position > 1",
        [("not in the store", "2"), ("not in the store", "3")],
    ),
}

fsck_names = dict.fromkeys(store_acts, {"event stores"}) | {"inserted": set[str]()}
"""What no leaf is of is not in the tree; reconcile names it."""


@pytest.mark.parametrize("act", store_acts)
async def test_what_was_done_to_the_events_of_a_store_is_named(w: World, act: str) -> None:
    await played(w)
    statement, expected = store_acts[act]
    await harm(w, statement)
    everything = await named(w)
    found = {
        (kind, what.split(":")[0])
        for kind, _, what in everything
        if kind not in ("fsck", "hole", "wrong count")
    }
    assert found == {(kind, f"case-2 position {position}") for kind, position in expected}
    assert {copy for kind, copy, _ in everything if kind == "fsck"} == fsck_names[act]


moved_up = (
    "update ledger set leaf_index = -leaf_index where leaf_index > 5",
    "update ledger set leaf_index = 1 - leaf_index where leaf_index < 0",
    "insert into ledger select 6, partition, 12, recorded_at, subject, source, 4, name,"
    " version, event_id || 'x', written_at, actor, correlation_id, causation_id, traceparent,"
    " body, leaf from ledger where leaf_index = 5",
    "update ledger_size set size = 13",
)
"""A leaf in the place of a record that was published twice and has none."""

swapped_leaves = (
    "update ledger set leaf_index = -1 where leaf_index = 5",
    "update ledger set leaf_index = 5 where leaf_index = 6",
    "update ledger set leaf_index = 6 where leaf_index = -1",
)
another = "has not the root that was signed at 12 leaves"
leaf_acts: dict[str, tuple[Sequence[str], str | None, str]] = {
    "edited": (
        ["update ledger set leaf = sha256('') where leaf_index = 5"],
        "altered",
        f"{another}: has another event @ 5",
    ),
    "deleted": (
        ["delete from ledger where leaf_index = 5"],
        "not in the ledger",
        "lacks leaves @ 5",
    ),
    "inserted": (
        moved_up,
        "doubled",
        f"{another}, nor has any other copy; it agrees up to 0 @ 6",
    ),
    "swapped": (swapped_leaves, None, f"{another}, nor has any other copy"),
    "truncated": (
        ["delete from ledger where leaf_index > 4", "update ledger_size set size = 5"],
        "not in the ledger",
        "has 5 leaves, 12 were signed @ None",
    ),
}


@pytest.mark.parametrize("act", leaf_acts)
async def test_what_was_done_to_the_leaves_of_the_ledger_is_named(w: World, act: str) -> None:
    """An order that was changed is in no copy but the signed root, which names its size."""
    statements, kind, told = leaf_acts[act]
    await played(w)
    ((number, offset, subject),) = await w.rows(
        "select partition, log_offset, subject from ledger where leaf_index = 5"
    )
    if act == "inserted":
        again = "insert into outbox select seq from events where subject = %s and position = 1"
        await w.connection.execute(again, [subject])
        await w.publish()
        await w.follow(Ledger())
        offset = max(each.offset for each in await w.read_log() if each.partition == number)
        statements = [each.replace(" 12,", f" {offset},") for each in statements]
    await harm(w, *statements)
    found = await named(w)
    said = [what for kind, copy, what in found if (kind, copy) == ("fsck", "ledger")]
    assert any(what.startswith(told) for what in said), said
    places = {(what, where) for what, where, _ in found}
    assert kind is None or (kind, f"partition {number} offset {offset}") in places


checkpoint_acts = {
    "edited": "update checkpoints set note = replace(note, E'\\n12\\n', E'\\n11\\n')",
    "inserted": "insert into checkpoints select 11, note, signed_at from checkpoints",
    "moved": "update checkpoints set size = 11",
    "too large": "update checkpoints set size = 13",
}


@pytest.mark.parametrize("act", checkpoint_acts)
async def test_what_was_done_to_the_checkpoints_is_named(w: World, act: str) -> None:
    """One that was taken away is missed by whoever keeps it; nothing here remembers it."""
    await played(w)
    await harm(w, checkpoint_acts[act])
    ((kind, _, what),) = await named(w)
    size = {"edited": 12, "too large": 13}.get(act, 11)
    assert kind == "fsck" and f"{size} " in what


def edited(kept: Sequence[Kept]) -> Sequence[Kept]:
    return [*kept[:1], replace(kept[1], value=b'{"amount": 9}'), *kept[2:]]


def inserted(kept: Sequence[Kept]) -> Sequence[Kept]:
    headers = [
        (name, b"case-forged" if name == "ce_subject" else value)
        for name, value in kept[0].headers
    ]
    return [*kept[:1], replace(kept[0], key=b"case-forged", headers=headers), *kept[1:]]


segment_acts: Mapping[str, Act] = {
    "edited": edited,
    "deleted": lambda kept: [*kept[:1], *kept[2:]],
    "inserted": inserted,
    "swapped": lambda kept: [kept[0], kept[2], kept[1], *kept[3:]],
    "truncated": lambda kept: kept[:1],
}


def by_partition(records: Sequence[RawRecord]) -> dict[int, list[RawRecord]]:
    found: dict[int, list[RawRecord]] = {}
    for each in records:
        found.setdefault(each.partition, []).append(each)
    return found


async def test_what_was_done_to_a_segment_of_kafka_is_named(w: World, stack: Stack) -> None:
    await played(w, subjects=30)
    before = by_partition(await w.read_log())
    assert all(len(before[number]) > 3 for number in w.partitions)
    kafka = stack.kafka_process
    assert kafka is not None
    await kafka.stop()
    for number, act in enumerate(segment_acts.values()):
        rewrite(stack.data_dir / "kafka" / "data" / f"{w.topic}-{number}", act)
    await kafka.start()
    found = await named(w)
    assert {kind for kind, where, _ in found if where.startswith("partition 5")} == set()
    where = {act: f"partition {number} offset 1" for number, act in enumerate(segment_acts)}
    second = {act: before[number][1].read for number, act in enumerate(segment_acts)}
    what = {act: f"{each.subject} position 1" for act, each in second.items()}
    assert ("altered", where["edited"], what["edited"]) in found
    assert {one for kind, _, one in found if kind == "gap"} == {
        f"{second['deleted'].subject} position 2 comes after position 0"
    }
    assert ("not in the store", where["inserted"], "case-forged position 1") in found
    swapped = [before[3][at].read.subject for at in (2, 1)]
    told = {one for _, at, one in found if at[:11] == "partition 3"}
    assert all(any(subject in one for one in told) for subject in swapped)
    assert all(any(subject in one for subject in swapped) for one in told)
    assert ("not in the log", "store", what["truncated"]) in found
