"""Which copy of the history disagrees with what was signed, and where first.

The root is worked out three times in the order that the ledger recorded: from the ledger's
leaves, from Kafka's records, from the stores' events. A signed checkpoint says which is right:
a copy that has its root is vouched for up to there by everybody who kept the checkpoint.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.decisions.database import Connection
from shared.proof.checkpoints import Checkpoint, open_checkpoint, read_checkpoint
from shared.proof.copies import Copies, Copy, take_copies
from shared.proof.leaves import absent
from shared.proof.merkle import Node
from shared.proof.notes import NoteRefused, VerifierKey, parse_note, to_base64
from shared.proof.stores import Log, Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the history: in the ledger, on Kafka, and of which event; None is not known."""

    index: int
    partition: int | None = None
    offset: int | None = None
    source: str | None = None
    subject: str | None = None
    position: int | None = None

    def __str__(self) -> str:
        if self.subject is None:
            return f"index {self.index}"
        return (
            f"index {self.index}, partition {self.partition} offset {self.offset},"
            f" {self.source} {self.subject} position {self.position}"
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """What disagrees: which copy, how, and where first."""

    copy: str
    what: str
    first: Place | None = None

    def __str__(self) -> str:
        return f"{self.copy}: {self.what}" + (f"; first at {self.first}" if self.first else "")


@dataclass
class Checked:
    """What was compared, up to which size each copy is vouched for, and what disagrees."""

    size: int
    checkpoints: int = 0
    signed_size: int = 0
    signatures_checked: bool = False
    vouched: dict[str, int] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    """Of each copy, at the ledger's size."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether all copies agree with each other and with every checkpoint."""
        return not self.faults


async def fsck(
    ledger: Connection,
    stores: Sequence[Store],
    log: Log,
    *,
    keys: Sequence[VerifierKey] = (),
    handed_over: Path | None = None,
    workers: int | None = None,
) -> Checked:
    """Recompute the tree of all three copies; nothing is stopped, and nothing written.

    `ledger` is a connection of its own to reporting's database. `handed_over` is the folder
    that another party holds: what was handed over before must still be the ledger's.
    `workers` processes read the log; None is one a core, if the log is long enough for that.

    Raises:
        WorkerLost: one of them was killed; nothing is known then.
    """
    async with AsyncExitStack() as snapshots:
        with ExitStack() as opened:
            for connection in (ledger, *(store.connection for store in stores)):
                await snapshots.enter_async_context(connection.transaction())
                await connection.execute("set transaction isolation level repeatable read")
            copies = await take_copies(opened, ledger, stores, log, workers=workers)
            return await _Judge(ledger, copies, keys).judge(handed_over)


class _Judge:
    def __init__(self, ledger: Connection, copies: Copies, keys: Sequence[VerifierKey]) -> None:
        self.ledger, self.copies, self.keys = ledger, copies, keys
        self.size = copies.ledger.leaves.size
        self.checked = Checked(self.size, signatures_checked=bool(keys))

    async def judge(self, handed_over: Path | None) -> Checked:
        checked = self.checked
        for index in self.copies.missing[:1]:
            checked.faults.append(Fault("ledger", "lacks leaves", await self._place(index)))
        signed = await self._checkpoints(handed_over)
        within = [each for each in signed if each.size <= self.size]
        if lost := [each for each in signed if each.size > self.size]:
            words = f"has {self.size} leaves, {lost[-1].size} were signed"
            checked.faults.append(Fault("ledger", words))
        checked.checkpoints = len(signed)
        checked.signed_size = within[-1].size if within else 0
        roots, nodes = self._roots([each.size for each in within])
        bad = {
            copy.name: self._first_bad(copy, within, roots[copy.name])
            for copy in self.copies.all
        }
        for copy in self.copies.all:
            await self._name(copy, within, bad)
        if not any(bad[copy.name] is not None for copy in self.copies.all):
            await self._name_beyond()
        if bad["ledger"] is None and not self.copies.missing:
            await self._compare_tree(nodes)
        return checked

    def _roots(self, sizes: list[int]) -> tuple[dict[str, list[bytes]], dict[Node, bytes]]:
        """The roots of each copy at each size; nodes are the ledger's."""
        roots: dict[str, list[bytes]] = {}
        nodes: dict[Node, bytes] = {}
        for copy in self.copies.all:
            if copy is not self.copies.ledger and not copy.differs:
                roots[copy.name] = roots["ledger"]  # the same leaves, one by one
                continue
            found = roots[copy.name] = []
            for frontier, made in copy.leaves.roots([*sizes, self.size]):
                found.append(frontier.root)
                if copy is self.copies.ledger:
                    nodes.update(made)
        self.checked.roots = {name: to_base64(each[-1]) for name, each in roots.items()}
        return roots, nodes

    def _first_bad(
        self, copy: Copy, signed: Sequence[Checkpoint], roots: Sequence[bytes]
    ) -> int | None:
        """Which checkpoint is the first whose root this copy does not have."""
        for number, (each, root) in enumerate(zip(signed, roots, strict=False)):
            if each.root != root:
                self.checked.vouched[copy.name] = signed[number - 1].size if number else 0
                return number
        self.checked.vouched[copy.name] = signed[-1].size if signed else 0
        return None

    async def _name(
        self, copy: Copy, signed: Sequence[Checkpoint], bad: dict[str, int | None]
    ) -> None:
        number = bad[copy.name]
        if number is None:
            return
        size = signed[number].size
        agreed = signed[number - 1].size if number else 0
        right = [
            other
            for other in self.copies.all
            if (its := bad[other.name]) is None or its > number
        ]
        words = f"has not the root that was signed at {size} leaves"
        others = right or [other for other in self.copies.all if other is not copy]
        places = [copy.leaves.first_difference(other.leaves, size) for other in others]
        known = [place for place in places if place is not None]
        if right and known:
            index = min(known)
            how = "lacks an event" if copy.leaves[index] == absent else "has another event"
            self.checked.faults.append(
                Fault(copy.name, f"{words}: {how}", await self._place(index))
            )
        else:
            words += f", nor has any other copy; it agrees up to {agreed}"
            if not known:
                words += ": the order or all copies were changed, or the checkpoint is false"
            place = await self._place(min(known)) if known else None
            self.checked.faults.append(Fault(copy.name, words, place))

    async def _name_beyond(self) -> None:
        """Behind the last checkpoint nothing is signed: name the copy that stands alone."""
        ledger, kafka, stores = self.copies.all
        for copy, others in (
            (ledger, (kafka, stores)),
            (kafka, (ledger, stores)),
            (stores, (ledger, kafka)),
        ):
            places = [copy.leaves.first_difference(each.leaves, self.size) for each in others]
            known = [place for place in places if place is not None]
            if len(known) == len(others) and places[0] == places[1]:
                index = min(known)
                how = "lacks an event" if copy.leaves[index] == absent else "has another event"
                words = f"{how} that the others have; no checkpoint covers it yet"
                self.checked.faults.append(Fault(copy.name, words, await self._place(index)))

    async def _place(self, index: int) -> Place:
        row = await (
            await self.ledger.execute(
                "select partition, log_offset, source, subject, position from ledger"
                " where leaf_index = %s",
                [index],
            )
        ).fetchone()
        return Place(index, *row) if row else Place(index)

    async def _checkpoints(self, handed_over: Path | None) -> list[Checkpoint]:
        """All that was signed, by size; what is not signed as it should be is a fault."""
        rows = await self.ledger.execute("select size, note from checkpoints order by size")
        found = []
        async for size, note in rows:
            checkpoint = self._opened(f"checkpoint of {size}", note.encode())
            if checkpoint is not None and checkpoint.size != size:
                words = f"is kept as that of {size} leaves, and says {checkpoint.size}"
                self.checked.faults.append(Fault("checkpoint", words))
            elif checkpoint is not None:
                found.append(checkpoint)
        for name in ("checkpoint", "cosigned"):
            if handed_over is not None and (handed_over / name).exists():
                checkpoint = self._opened(
                    f"{name} handed over", (handed_over / name).read_bytes()
                )
                if checkpoint is not None:
                    found.append(checkpoint)
        return sorted(set(found), key=lambda each: each.size)

    def _opened(self, name: str, note: bytes) -> Checkpoint | None:
        try:
            parsed = parse_note(note)
            if self.keys:
                return open_checkpoint(parsed, self.keys)
            return read_checkpoint(parsed)
        except NoteRefused as refused:
            self.checked.faults.append(Fault(name, str(refused)))
            return None

    async def _compare_tree(self, nodes: dict[Node, bytes]) -> None:
        """Compare the stored nodes, of which receipts are made, with those of the leaves."""
        rows = await self.ledger.execute(
            "select level, node_index, hash from ledger_nodes order by level, node_index"
        )
        async for level, index, stored in rows:
            made = nodes.pop((level, index), None)
            if (made is None and (index + 1) << level <= self.size) or (
                made is not None and made != bytes(stored)
            ):
                words = f"node {index} of level {level} is not that of its leaves"
                place = await self._place(index << level)
                self.checked.faults.append(Fault("tree", words, place))
                return


def as_json(checked: Checked) -> dict[str, Any]:
    """What was found, for a machine."""
    return {
        "agrees": checked.agrees,
        "size": checked.size,
        "checkpoints": checked.checkpoints,
        "signed_size": checked.signed_size,
        "signatures_checked": checked.signatures_checked,
        "vouched": checked.vouched,
        "roots": checked.roots,
        "faults": [
            {
                "copy": each.copy,
                "what": each.what,
                "first": None
                if each.first is None
                else {name: getattr(each.first, name) for name in Place.__slots__},
            }
            for each in checked.faults
        ],
    }
