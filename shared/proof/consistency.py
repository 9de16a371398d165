"""The file that shows of two checkpoints that the later one continues the earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.proof.canonical import canonical, read_canonical
from shared.proof.checkpoints import Checkpoint
from shared.proof.frontier import hash_bytes
from shared.proof.merkle import grew

form = "cspr-consistency-v1"
most_hashes = 128


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """A proof between two sizes."""

    old: int
    new: int
    hashes: tuple[bytes, ...]

    def __str__(self) -> str:
        hashes = [each.hex() for each in self.hashes]
        return canonical({"form": form, "old": self.old, "new": self.new, "proof": hashes})

    @classmethod
    def parse(cls, text: str) -> "ConsistencyProof":
        """Read the file.

        Raises:
            ValueError: it is no such file, letter for letter.
        """
        match read_canonical(text):
            case {"form": said, "old": int(old), "new": int(new), "proof": list(proof)} if (
                said == form and len(proof) <= most_hashes
            ):
                made = cls(old, new, _hashes(proof))
                if str(made) == text:
                    return made
        raise ValueError("This is no proof of consistency as it was made.")

    def holds(self, old: Checkpoint, new: Checkpoint) -> bool:
        """Whether it shows that `new` continues `old`; both are of one ledger."""
        return (
            old.origin == new.origin
            and (old.size, new.size) == (self.old, self.new)
            and grew(old.size, old.root, new.size, new.root, self.hashes)
        )


def _hashes(proof: Sequence[object]) -> tuple[bytes, ...]:
    hashes = tuple(bytes.fromhex(each) for each in proof if isinstance(each, str))
    if any(len(each) != hash_bytes for each in hashes):
        raise ValueError("A hash of the proof has not 32 bytes.")
    return hashes
