"""Reconcile the ledger with the log: each first occurrence once, unaltered, nothing else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from shared.decisions.database import Connection
from shared.proof.discrepancies import Discrepancies
from shared.proof.leaf_rows import as_one_value, leaves_of_ledger
from shared.proof.ledger import Ledger
from shared.proof.passing import Seen, Standing

compared_at_once = 1_000
"""Records whose leaves are asked for together."""


@dataclass
class LedgerBalance(Discrepancies):
    """The ledger beside the log, as far as it has followed; `waiting` are set aside there."""

    leaves: int = 0
    in_log: int = 0
    waiting: int = 0

    @property
    def balances(self) -> bool:
        """Whether every first occurrence is there as it was published, and nothing else."""
        return not self.discrepancies and self.leaves == self.in_log


@dataclass
class LedgerPart(Discrepancies):
    """The ledger beside one partition: how many leaves were met there, how many are right."""

    met: int = 0
    in_log: int = 0


class LedgerBeside:
    """The ledger, as whoever reads a share of the log has it beside the records."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._offsets: dict[int, int] = {}
        self._parked: set[str] = set()
        self._number = self._at = 0
        self._waiting: list[tuple[Seen, Standing]] = []

    async def begin(self) -> None:
        """Note how far the ledger has come, and what it set aside."""
        self._offsets = await offsets_of_ledger(self.connection)
        self._parked = await set_aside_by_ledger(self.connection)

    def begin_partition(self, number: int, start: int) -> None:
        """Say which partition comes next, and the offset at which it begins."""
        self._number, self._at, self._waiting = number, start, []

    def note(self, record: Seen, standing: Standing) -> None:
        """Let a record pass, if the ledger has come so far."""
        if record.offset < self._offsets.get(self._number, 0):
            self._waiting.append((record, standing))

    async def compare(self, part: LedgerPart) -> None:
        """Compare what passed with its leaves, if it is enough for a query."""
        if len(self._waiting) >= compared_at_once:
            await self.end_partition(part)

    async def end_partition(self, part: LedgerPart) -> None:
        """Compare what passed with its leaves; where all agree, only one value travels."""
        if not self._waiting:
            return
        first, last = self._at, self._waiting[-1][0].offset
        kept = [
            (record.offset, record.leaf)
            for record, standing in self._waiting
            if not (standing is Standing.REPEAT or standing is Standing.UNREADABLE)
        ]
        found = await leaves_of_ledger(self.connection, self._number, first, last)
        if found == as_one_value(kept):
            part.met += len(kept)
            part.in_log += len(kept)
        else:
            await self._compare_each(part, first, last)
        self._at, self._waiting = last + 1, []

    async def _compare_each(self, part: LedgerPart, first: int, last: int) -> None:
        rows = await self.connection.execute(
            "select log_offset, leaf from ledger where partition = %s"
            " and log_offset between %s and %s order by log_offset",
            [self._number, first, last],
            binary=True,
        )
        leaves = {offset: bytes(leaf) for offset, leaf in await rows.fetchall()}
        part.met += len(leaves)
        for record, standing in self._waiting:
            self._compare_one(part, record, standing, leaves.pop(record.offset, None))
        for offset in leaves:
            where = f"partition {self._number} offset {offset}"
            part.found("not in the log", where, "a leaf of the ledger")

    def _compare_one(
        self, part: LedgerPart, record: Seen, standing: Standing, leaf: bytes | None
    ) -> None:
        if standing in {Standing.REPEAT, Standing.UNREADABLE}:
            if leaf is not None:
                part.found("doubled", record.where, record.what, record.at)
        elif leaf is None:
            if record.read.subject not in self._parked:
                part.found("not in the ledger", record.where, record.what, record.at)
        else:
            part.in_log += 1
            if leaf != record.leaf:
                part.found("altered", record.where, record.what, record.at)


@dataclass
class LedgerCheck:
    """The whole ledger, in a transaction that sees one moment."""

    connection: Connection
    balance: LedgerBalance = field(default_factory=LedgerBalance)
    _offsets: dict[int, int] = field(default_factory=dict)
    _met: int = 0

    async def begin(self) -> None:
        """Note how far the ledger has come, and that its order has no holes."""
        rows = await self.connection.execute(
            "select size, count, next from ledger_size,"
            " (select count(*), coalesce(max(leaf_index) + 1, 0) as next from ledger) found"
        )
        ((size, count, after_last),) = await rows.fetchall()
        self._offsets = await offsets_of_ledger(self.connection)
        self.balance.leaves = count
        self.balance.waiting = len(await set_aside_by_ledger(self.connection))
        if not size == count == after_last:
            words = f"{count} leaves, the last is {after_last}, {size} counted"
            self.balance.found("hole", "ledger", words, await self._first_behind_a_hole())

    async def _first_behind_a_hole(self) -> datetime | None:
        rows = await self.connection.execute(
            "select min(recorded_at) from (select recorded_at, leaf_index,"
            " row_number() over (order by leaf_index) - 1 as number from ledger) n"
            " where leaf_index <> number"
        )
        ((at,),) = await rows.fetchall()
        return cast("datetime | None", at)

    def take(self, part: LedgerPart) -> None:
        """Add what was found beside the next partition."""
        self.balance.take(part)
        self.balance.in_log += part.in_log
        self._met += part.met

    async def end(self) -> None:
        """Name leaves at places that the log does not have."""
        if self._met == self.balance.leaves:
            return
        rows = await self.connection.execute(
            "select leaf_index, partition, log_offset, subject, position, recorded_at from"
            " ledger l where not exists (select from unnest(%s::int[], %s::bigint[])"
            " as o (partition, after) where o.partition = l.partition"
            " and l.log_offset >= 0 and l.log_offset < o.after) order by leaf_index",
            [list(self._offsets), list(self._offsets.values())],
        )
        async for index, number, offset, subject, position, at in rows:
            where = f"partition {number} offset {offset}"
            words = f"leaf {index}, {subject} position {position}"
            self.balance.found("not in the log", where, words, at)


async def offsets_of_ledger(connection: Connection) -> dict[int, int]:
    """How far the ledger has followed each partition."""
    rows = await connection.execute(
        "select partition, next_offset from follower_offsets where follower = %s",
        [Ledger.name],
    )
    return dict(await rows.fetchall())


async def set_aside_by_ledger(connection: Connection) -> set[str]:
    """The subjects that the ledger set aside."""
    rows = await connection.execute(
        "select subject from parked_subjects where follower = %s", [Ledger.name]
    )
    return {subject async for (subject,) in rows}
