"""Reconcile the ledger with the log: each first occurrence once, unaltered, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.decisions.database import Connection
from shared.proof.discrepancies import Discrepancies
from shared.proof.ledger import Ledger
from shared.proof.passing import Seen, Standing


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
class LedgerCheck:
    """The ledger, as the log is read past it, in a transaction that sees one moment."""

    connection: Connection
    balance: LedgerBalance = field(default_factory=LedgerBalance)
    _offsets: dict[int, int] = field(default_factory=dict)
    _parked: set[str] = field(default_factory=set)
    _met: int = 0

    async def begin(self) -> None:
        """Note how far the ledger has come, and that its order has no holes."""
        rows = await self.connection.execute(
            "select size, count, next from ledger_size,"
            " (select count(*), coalesce(max(leaf_index) + 1, 0) as next from ledger) found"
        )
        ((size, count, after_last),) = await rows.fetchall()
        offsets = await self.connection.execute(
            "select partition, next_offset from follower_offsets where follower = %s",
            [Ledger.name],
        )
        self._offsets = {number: offset async for number, offset in offsets}
        parked = await self.connection.execute(
            "select subject from parked_subjects where follower = %s", [Ledger.name]
        )
        self._parked = {subject async for (subject,) in parked}
        self.balance.leaves = count
        self.balance.waiting = len(self._parked)
        if not size == count == after_last:
            self.balance.found(
                "hole", "ledger", f"{count} leaves, the last is {after_last}, {size} counted"
            )

    async def compare(
        self, number: int, records: Sequence[Seen], standings: Sequence[Standing]
    ) -> None:
        """Compare records of one partition with their leaves."""
        end = self._offsets.get(number, 0)
        if not records or records[0].offset >= end:
            return
        rows = await self.connection.execute(
            "select log_offset, leaf from ledger where partition = %s"
            " and log_offset between %s and %s",
            [number, records[0].offset, min(records[-1].offset, end - 1)],
            binary=True,
        )
        leaves = {offset: bytes(leaf) for offset, leaf in await rows.fetchall()}
        self._met += len(leaves)
        for record, standing in zip(records, standings, strict=True):
            if record.offset < end:
                self._compare_one(record, standing, leaves.pop(record.offset, None))
        for offset in leaves:
            self.balance.found(
                "not in the log", f"partition {number} offset {offset}", "a leaf of the ledger"
            )

    def _compare_one(self, record: Seen, standing: Standing, leaf: bytes | None) -> None:
        subject = record.read.subject
        if standing in (Standing.REPEAT, Standing.UNREADABLE):
            if leaf is not None:
                self.balance.found("doubled", record.where, record.what, record.at)
        elif leaf is None:
            if subject not in self._parked:
                self.balance.found("not in the ledger", record.where, record.what, record.at)
        else:
            self.balance.in_log += 1
            if leaf != record.leaf:
                self.balance.found("altered", record.where, record.what, record.at)

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
