"""A small ledger in memory, with all that it hands out."""

from collections.abc import Sequence
from pathlib import Path

from shared.proof.bundle import Entry, Proofs, write_bundle
from shared.proof.checkpoints import Checkpoint, sign_checkpoint
from shared.proof.consistency import ConsistencyProof
from shared.proof.frontier import Frontier
from shared.proof.merkle import (
    consistency_plan,
    covering,
    inclusion_plan,
    prove,
    root_at,
)
from shared.proof.notes import Note, Signer
from shared.proof.receipt import Receipt, Record
from shared.proof.tiles import tree_of

verifier = Path(__file__).resolve().parents[2] / "deploy" / "verify" / "cspr_verify.py"


class Ledger:
    """Records of a case or two, their tree, and the ledger's key."""

    def __init__(self, size: int, origin: str = "cspr.example/ledger") -> None:
        self.signer = Signer.generate(origin)
        self.records = [_record(number) for number in range(size)]
        self.node = tree_of({}, {n: each.leaf for n, each in enumerate(self.records)})

    @property
    def key(self) -> str:
        return str(self.signer.verifier)

    def checkpoint(self, size: int) -> Note:
        root = root_at(size, self.node)
        return sign_checkpoint(Checkpoint(self.signer.name, size, root), self.signer)

    def receipt(self, index: int, size: int, *, with_record: bool = True) -> Receipt:
        record = self.records[index]
        proof = prove(inclusion_plan(index, size), self.node)
        checkpoint = self.checkpoint(size)
        return Receipt(record.leaf, index, proof, checkpoint, record if with_record else None)

    def consistency(self, old: int, new: int) -> ConsistencyProof:
        hashes = prove(consistency_plan(old, new), self.node)
        return ConsistencyProof(old, new, tuple(hashes))

    def proofs(self, start: int, stop: int, *, first: int, last: int) -> Proofs:
        return Proofs(
            Frontier(start, tuple(self.node(*each) for each in covering(0, start))),
            [self.node(*each) for each in covering(stop, last)],
            self.checkpoint(first),
            self.checkpoint(last),
            self.consistency(first, last).hashes,
        )

    def bundle(self, folder: Path, start: int, stop: int, *, first: int, last: int) -> Note:
        return write_bundle(
            folder,
            [Entry(n % 3, n // 3, self.records[n]) for n in range(start, stop)],
            self.proofs(start, stop, first=first, last=last),
            signer=self.signer,
            keys=[self.signer.verifier],
            verifier=verifier.read_bytes(),
            about={"who": "auditor-1", "why": "yearly audit"},
        )


def _record(number: int) -> Record:
    headers: Sequence[tuple[str, bytes | None]] = [
        ("ce_id", f"id-{number}".encode()),
        ("ce_note", "größer".encode()),
        ("empty", b""),
        ("absent", None),
    ]
    value = None if number % 7 == 6 else b'{"number":%d}' % number  # noqa: PLR2004
    return Record(f"case-{number % 2}".encode(), value, headers)
