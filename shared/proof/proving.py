"""Proofs from the stored tree: that an event is in it, and that it only grew."""

from typing import Any

from shared.decisions.database import Connection
from shared.decisions.store import Position
from shared.events.envelope import Envelope, headers_of
from shared.proof.consistency import ConsistencyProof
from shared.proof.growing import newest_checkpoint
from shared.proof.merkle import OutOfTree, Plan, Source, consistency_plan, inclusion_plan, prove
from shared.proof.receipt import Receipt, Record
from shared.proof.tiles import needs, tree_of


class NotYet(Exception):
    """The event is in no checkpoint yet; in words."""

    def __init__(self) -> None:
        super().__init__(
            "This event is in no signed checkpoint yet; ask again within a minute or two."
        )


async def receipt_of(connection: Connection, position: Position) -> Receipt:
    """The receipt of an event, for the newest checkpoint.

    Raises:
        NotYet: there is no checkpoint that it is in.
        NotProven: what is stored does not prove it; it was altered.
    """
    newest = await newest_checkpoint(connection)
    row = await (
        await connection.execute(
            "select leaf_index, leaf, event_id, source, subject, position, name, version,"
            " written_at, actor, correlation_id, causation_id, traceparent, body from ledger"
            " where subject = %s and source = %s and position = %s",
            [position.subject, position.source, position.position],
        )
    ).fetchone()
    if newest is None or row is None or row[0] >= newest.size:
        raise NotYet
    index, leaf = row[0], bytes(row[1])
    plan = inclusion_plan(index, newest.size)
    proof = prove(plan, await tree(connection, [plan]))
    return Receipt(leaf, index, proof, newest.note, record_of(leaf, row[2:]))


def record_of(leaf: bytes, columns: tuple[Any, ...]) -> Record | None:
    """The record as it was published, if it can be put together again byte for byte."""
    event = Envelope._make((*columns, -1, -1, None))
    record = Record(event.subject.encode(), event.body, headers_of(event))
    return record if record.leaf == leaf else None


async def consistency_of(connection: Connection, old: int, new: int) -> ConsistencyProof:
    """The proof that the ledger of `new` leaves continues the one of `old`.

    Raises:
        OutOfTree: `old` is not smaller, or the tree has not grown to `new`.
    """
    row = await (await connection.execute("select size from ledger_frontier")).fetchone()
    assert row is not None
    if new > row[0]:
        raise OutOfTree("The tree has not grown to that size.")
    plan = consistency_plan(old, new)
    return ConsistencyProof(old, new, tuple(prove(plan, await tree(connection, [plan]))))


async def tree(connection: Connection, plans: list[Plan]) -> Source:
    """The stored tree, as far as these plans need it."""
    wanted = needs(plans)
    async with connection.pipeline():
        nodes = await connection.execute(
            "select level, node_index, hash from ledger_nodes where (level, node_index) in"
            " (select * from unnest(%s::int[], %s::bigint[]))",
            [[level for level, _ in wanted.nodes], [index for _, index in wanted.nodes]],
            binary=True,
        )
        rows = await connection.execute(
            "select leaf_index, leaf from unnest(%s::bigint[], %s::bigint[]) as r (start, stop)"
            " join ledger on leaf_index >= start and leaf_index < stop",
            [[start for start, _ in wanted.leaves], [stop for _, stop in wanted.leaves]],
            binary=True,
        )
    stored = {(level, index): each async for level, index, each in nodes}
    return tree_of(stored, {index: leaf async for index, leaf in rows})
