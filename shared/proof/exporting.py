"""A part of the ledger for an outsider: which records are meant, in batches, and proven."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import psycopg

from shared.decisions.database import Connection
from shared.proof.bundle import Entry, Proofs
from shared.proof.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from shared.proof.frontier import Frontier
from shared.proof.growing import Signed, newest_checkpoint
from shared.proof.merkle import consistency_plan, covering, empty_root, prove
from shared.proof.notes import Note, Signer, parse_note
from shared.proof.proving import record_of, tree
from shared.proof.receipt import NotProven, Record

records_at_once = 200
london = ZoneInfo("Europe/London")
Bound = int | datetime
"""An index of the ledger, or a moment of Kafka's append time."""


class NothingToExport(Exception):
    """There is no such part of the ledger, in words."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records `start` up to, not with, `stop`, in the ledger of the newest checkpoint.

    `unsigned` records that were meant too are in no checkpoint yet, and not part of it.
    """

    start: int
    stop: int
    newest: Signed
    unsigned: int = 0


def read_bound(text: str, *, end: bool) -> Bound:
    """An index, a day (to its end in London, or from its beginning), or an instant.

    Raises:
        ValueError: it is none of them.
    """
    if text.isascii() and text.isdigit() and len(text) < len("9" * 19):
        return int(text)
    if len(text) == len("2024-05-01"):
        midnight = time.max if end else time.min
        return datetime.combine(date.fromisoformat(text), midnight, london)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("An instant says its zone.")
    return instant


async def part_of(connection: Connection, first: Bound, last: Bound | None) -> Part:
    """The records from `first` to `last`, both included, as far as a checkpoint has them.

    Between two moments: from the first record of that time to the last one of it. The ledger's
    order is its own, so some between them may have been recorded a little earlier or later.

    Raises:
        NothingToExport: no record is meant, or no checkpoint has them.
    """
    newest = await newest_checkpoint(connection)
    if newest is None:
        raise NothingToExport("No checkpoint has been signed yet; try again in a minute.")
    start = first if isinstance(first, int) else await _first_since(connection, first, last)
    stop, unsigned = newest.size, 0
    if isinstance(last, int):
        stop = last + 1
    elif last is not None:
        stop = await _after(connection, last)
        unsigned, stop = max(stop - newest.size, 0), min(stop, newest.size)
    if stop > newest.size:
        raise NothingToExport(
            f"The newest checkpoint has {newest.size} records: the last is {newest.size - 1}."
        )
    if start >= stop:
        raise NothingToExport("The ledger has no signed record there.")
    return Part(start, stop, newest, unsigned)


async def _first_since(connection: Connection, moment: datetime, last: Bound | None) -> int:
    row = await (
        await connection.execute(
            "select min(leaf_index) from ledger where recorded_at >= %s"
            " and (%s::timestamptz is null or recorded_at <= %s)",
            [moment, *[last if isinstance(last, datetime) else None] * 2],
        )
    ).fetchone()
    if row is None or row[0] is None:
        raise NothingToExport("Nothing was recorded in that time.")
    return int(row[0])


async def _after(connection: Connection, moment: datetime) -> int:
    row = await (
        await connection.execute(
            "select coalesce(max(leaf_index) + 1, 0) from ledger where recorded_at <= %s",
            [moment],
        )
    ).fetchone()
    assert row is not None
    return int(row[0])


async def proofs_of(connection: Connection, part: Part, signer: Signer) -> Proofs:
    """What proves these records: the tree around them, and the checkpoints before and after.

    Raises:
        NoteRefused: a checkpoint was signed by another key than today's.
    """
    first = await _checkpoint_before(connection, part.start, signer)
    keys = [signer.verifier]
    old = open_checkpoint(first, keys)
    open_checkpoint(part.newest.note, keys)
    left, right = covering(0, part.start), covering(part.stop, part.newest.size)
    growth = consistency_plan(old.size, part.newest.size)
    node = await tree(connection, [[left], [right], growth])
    return Proofs(
        Frontier(part.start, tuple(node(*each) for each in left)),
        [node(*each) for each in right],
        first,
        part.newest.note,
        prove(growth, node),
    )


async def _checkpoint_before(connection: Connection, start: int, signer: Signer) -> Note:
    """The newest checkpoint without these records; if none, that of the empty ledger."""
    row = await (
        await connection.execute(
            "select note from checkpoints where size <= %s order by size desc limit 1", [start]
        )
    ).fetchone()
    if row is None:
        return sign_checkpoint(Checkpoint(signer.name, 0, empty_root), signer)
    return parse_note(row[0].encode())


def entries_of(
    dsn: str, part: Part, published: Callable[[int, int], Record | None]
) -> Iterator[Entry]:
    """The records of a part in their order, read in batches and in no long transaction.

    `published` fetches from the log, by partition and offset, what a stranger wrote in another
    form than ours, so that it cannot be put together again from the ledger's columns.

    Raises:
        NotProven: a record is nowhere as the ledger has it.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        for at in range(part.start, part.stop, records_at_once):
            rows = connection.execute(
                "select leaf_index, partition, log_offset, leaf, event_id, source, subject,"
                " position, name, version, written_at, actor, correlation_id, causation_id,"
                " traceparent, body from ledger where leaf_index >= %s and leaf_index < %s"
                " order by leaf_index",
                [at, min(at + records_at_once, part.stop)],
            )
            for index, partition, offset, leaf, *columns in rows:
                record = record_of(bytes(leaf), tuple(columns)) or published(partition, offset)
                if record is None or record.leaf != bytes(leaf):
                    raise NotProven(
                        f"The record at index {index} (partition {partition} offset {offset})"
                        " is neither in the ledger nor in the log as it was taken in."
                    )
                yield Entry(partition, offset, record)
