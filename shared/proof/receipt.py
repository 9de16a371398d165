"""What a partner gets for an event: that it is in the ledger, to be checked offline."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.events.envelope import Headers
from shared.proof.canonical import canonical
from shared.proof.checkpoints import read_checkpoint
from shared.proof.leaf import form as leaf_form
from shared.proof.leaf import leaf_of
from shared.proof.merkle import includes
from shared.proof.notes import Note

form = "cspr-receipt-v1"
made_of = leaf_form.decode().rstrip("\n")
"""Names how a leaf is made of a record, as `shared.proof.leaf` and docs/ledger.md have it."""


class NotProven(Exception):
    """What should be handed out as proof does not hold: better nothing than that."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the main log as it was published, byte for byte."""

    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def leaf(self) -> bytes:
        return leaf_of(self.key, self.value, self.headers)

    def as_json(self) -> dict[str, Any]:
        """The record with its bytes in base64."""
        return {
            "key": _base64(self.key),
            "headers": [[name, _base64(content)] for name, content in self.headers],
            "value": _base64(self.value),
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """A leaf, its place, and the checkpoint in whose tree it is proven to stand.

    With the record it shows what the leaf was made of too.
    """

    leaf: bytes
    index: int
    proof: Sequence[bytes]
    checkpoint: Note
    record: Record | None = None

    def __post_init__(self) -> None:
        checkpoint = read_checkpoint(self.checkpoint)
        if self.record is not None and self.record.leaf != self.leaf:
            raise NotProven("The leaf is not that of the record.")
        size, root = checkpoint.size, checkpoint.root
        if not includes(root, size, self.proof, index=self.index, leaf=self.leaf):
            raise NotProven("The proof does not hold for the checkpoint.")

    def as_json(self) -> dict[str, Any]:
        """The receipt as an answer to a partner has it."""
        return {
            "form": form,
            "leaf": self.leaf.hex(),
            "made_of": made_of,
            "index": self.index,
            "size": read_checkpoint(self.checkpoint).size,
            "proof": [each.hex() for each in self.proof],
            "checkpoint": str(self.checkpoint),
            "record": None if self.record is None else self.record.as_json(),
        }

    def __str__(self) -> str:
        return canonical(self.as_json())


def _base64(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
