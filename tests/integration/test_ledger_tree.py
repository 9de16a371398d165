"""The ledger's tree in Postgres: it grows in batches, and what it hands out holds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.decisions.store import Position
from shared.proof.checkpoints import open_checkpoint, read_checkpoint
from shared.proof.growing import grow, newest_checkpoint, sign_root
from shared.proof.handing_over import answer_the_witness, hand_over
from shared.proof.notes import Signer
from shared.proof.proving import NotYet, consistency_of, receipt_of
from tests.support.stack import MakeTopic
from tests.support.world import World, world

noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
signer = Signer.generate("cspr.test/ledger")


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic, "reporting") as made:
        yield made


async def leaves(w: World, start: int, stop: int) -> None:
    """So many leaves more, of events that nobody has published."""
    await w.connection.execute(
        "insert into ledger select n, 0, n, now(), 'case-1', 'reviews', n + 1, 'Toy', 1,"
        " 'id-' || n, now(), 'tester', 'flow', null, null, '', sha256(int8send(n))"
        " from generate_series(%s::bigint, %s::bigint) n",
        [start, stop - 1],
    )
    while await grow(w.connection):
        pass


async def test_receipts_hold_wherever_the_leaf_stands(w: World) -> None:
    await leaves(w, 0, 700)
    note = await sign_root(w.connection, signer, noon)
    assert note is not None
    assert open_checkpoint(note, [signer.verifier]).size == 700
    for index in (0, 1, 255, 256, 511, 640, 699):
        position = Position("reviews", "case-1", index + 1)
        assert (await receipt_of(w.connection, position)).index == index
    await leaves(w, 700, 1_300)
    with pytest.raises(NotYet):
        await receipt_of(w.connection, Position("reviews", "case-1", 701))


async def test_the_tree_only_grows_and_that_can_be_shown(w: World) -> None:
    await leaves(w, 0, 300)
    old = await sign_root(w.connection, signer, noon)
    await leaves(w, 300, 301)
    await leaves(w, 301, 1_025)
    new = await sign_root(w.connection, signer, noon)
    assert old is not None and new is not None
    proof = await consistency_of(w.connection, 300, 1_025)
    assert proof.holds(read_checkpoint(old), read_checkpoint(new))
    assert await sign_root(w.connection, signer, noon) is None


async def test_checkpoints_cannot_be_changed(w: World) -> None:
    await leaves(w, 0, 3)
    await sign_root(w.connection, signer, noon)
    with pytest.raises(psycopg.errors.RaiseException):
        await w.connection.execute("delete from checkpoints")


async def test_a_witness_is_given_the_proof_that_it_asks_for(w: World, tmp_path: Path) -> None:
    await leaves(w, 0, 300)
    await sign_root(w.connection, signer, noon)
    first = await newest_checkpoint(w.connection)
    await leaves(w, 300, 900)
    await sign_root(w.connection, signer, noon)
    second = await newest_checkpoint(w.connection)
    assert first is not None and second is not None
    hand_over(tmp_path, second)
    (tmp_path / "wanted").write_text("300 900\n")
    await answer_the_witness(w.connection, tmp_path)
    proof = (tmp_path / "consistency-300-900.json").read_text()
    assert proof == str(await consistency_of(w.connection, 300, 900))
    assert (tmp_path / "checkpoint").read_text() == str(second.note)
    (tmp_path / "wanted").write_text("900 300\n")
    await answer_the_witness(w.connection, tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "checkpoint",
        "consistency-300-900.json",
        "wanted",
    ]
