"""The tree at work: it grows behind the ledger, and its roots are signed as checkpoints."""

from dataclasses import dataclass
from datetime import datetime

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.proof.checkpoints import Checkpoint, sign_checkpoint
from shared.proof.frontier import Frontier
from shared.proof.merkle import Node
from shared.proof.notes import Note, Signer, parse_note

leaves_at_once = 10_000


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest checkpoint: its size, the note, and when it was signed (UTC)."""

    size: int
    note: Note
    at: datetime


async def grow(connection: Connection) -> int:
    """Take leaves of the ledger into the tree, at most so many; says how many."""
    async with connection.transaction():
        frontier = await _frontier(connection)
        rows = await connection.execute(
            "select leaf from ledger where leaf_index >= %s and leaf_index < %s"
            " order by leaf_index",
            [frontier.size, frontier.size + leaves_at_once],
        )
        leaves = [bytes(leaf) async for (leaf,) in rows]
        if not leaves:
            return 0
        grown, made = frontier.extended(leaves)
        await _store(connection, grown, made)
        crash_point("ledger-grown")
    return len(leaves)


async def _frontier(connection: Connection) -> Frontier:
    row = await (
        await connection.execute("select size, nodes from ledger_frontier for update")
    ).fetchone()
    assert row is not None
    return Frontier.unpacked(row[0], bytes(row[1]))


async def _store(connection: Connection, grown: Frontier, made: dict[Node, bytes]) -> None:
    nodes = sorted(made.items())
    await connection.execute(
        "insert into ledger_nodes (level, node_index, hash)"
        " select * from unnest(%s::int[], %s::bigint[], %s::bytea[])",
        [
            [level for (level, _), _ in nodes],
            [index for (_, index), _ in nodes],
            [each for _, each in nodes],
        ],
    )
    await connection.execute(
        "update ledger_frontier set size = %s, nodes = %s", [grown.size, grown.packed()]
    )


async def sign_root(connection: Connection, signer: Signer, now: datetime) -> Note | None:
    """Sign the tree as it is; None if it is empty, or that size was signed before."""
    async with connection.transaction():
        frontier = await _frontier(connection)
        if not frontier.size:
            return None
        note = sign_checkpoint(Checkpoint(signer.name, frontier.size, frontier.root), signer)
        done = await connection.execute(
            "insert into checkpoints (size, note, signed_at) values (%s, %s, %s)"
            " on conflict do nothing",
            [frontier.size, str(note), now],
        )
        crash_point("checkpoint-signed")
    return note if done.rowcount else None


async def newest_checkpoint(connection: Connection) -> Signed | None:
    """The checkpoint of the largest size, if there is one."""
    row = await (
        await connection.execute(
            "select size, note, signed_at from checkpoints order by size desc limit 1"
        )
    ).fetchone()
    return None if row is None else Signed(row[0], parse_note(row[1].encode()), row[2])
