"""Reconcile the ledger with the log: each first occurrence once, unaltered, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord

from shared.decisions.database import Connection
from shared.events.envelope import Envelope, Unreadable
from shared.proof.discrepancies import Discrepancies
from shared.proof.leaf import leaf_of
from shared.proof.ledger import Ledger


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
    """The ledger, as the log is read past it."""

    connection: Connection
    balance: LedgerBalance = field(default_factory=LedgerBalance)
    _offsets: dict[int, int] = field(default_factory=dict)
    _parked: set[str] = field(default_factory=set)
    _partition: int = -1
    _marks: dict[tuple[str, str], int] = field(default_factory=dict)
    """Of one partition; the next one has other subjects."""
    _beyond: set[tuple[str, str, int]] = field(default_factory=set)
    """What came after a gap that is not filled yet."""
    _size: int = 0

    async def begin(self) -> None:
        """Note how far the ledger has come, and that its order has no holes."""
        async with self.connection.transaction():
            await self.connection.execute("set transaction isolation level repeatable read")
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
        self.balance.leaves, self._size = count, size
        self.balance.waiting = len(self._parked)
        if not size == count == after_last:
            self.balance.found(
                "hole", "ledger", f"{count} leaves, the last is {after_last}, {size} counted"
            )

    async def compare(
        self,
        number: int,
        records: Sequence[ConsumerRecord],
        reads: Sequence[Envelope | Unreadable],
    ) -> None:
        """Compare records of one partition with their leaves."""
        end = self._offsets.get(number, 0)
        rows = await self.connection.execute(
            "select log_offset, leaf from ledger where partition = %s"
            " and log_offset between %s and %s and leaf_index < %s",
            [number, records[0].offset, min(records[-1].offset, end - 1), self._size],
        )
        leaves = {offset: bytes(leaf) async for offset, leaf in rows}
        for record, read in zip(records, reads, strict=True):
            if record.offset < end:
                leaf = leaves.pop(record.offset, None)
                self._compare_one(number, record, read, leaf)
        for offset in leaves:
            self.balance.found("not in the log", f"partition {number} offset {offset}", "leaf")

    def _compare_one(
        self,
        number: int,
        record: ConsumerRecord,
        read: Envelope | Unreadable,
        leaf: bytes | None,
    ) -> None:
        where = f"partition {number} offset {record.offset}"
        if not self._is_first(number, read):
            if leaf is not None:
                self.balance.found("doubled", where, f"ledger: {read.subject}")
        elif leaf is None:
            if read.subject not in self._parked:
                self.balance.found("not in the ledger", where, read.subject)
        else:
            self.balance.in_log += 1
            if leaf != leaf_of(record.key, record.value, record.headers):
                self.balance.found("altered", where, f"ledger: {read.subject}")

    def _is_first(self, number: int, read: Envelope | Unreadable) -> bool:
        if number != self._partition:
            self._partition, self._marks, self._beyond = number, {}, set()
        if isinstance(read, Unreadable):
            return False
        stream = (read.subject, read.source)
        mark = self._marks.get(stream, 0)
        if read.position <= mark or (*stream, read.position) in self._beyond:
            return False
        self._beyond.add((*stream, read.position))
        while (*stream, mark + 1) in self._beyond:
            mark += 1
            self._beyond.remove((*stream, mark))
        self._marks[stream] = mark
        return True
