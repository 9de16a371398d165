"""Checkpoints (c2sp.org/tlog-checkpoint): what the ledger was at a size, signed by its key.

A witness adds its cosignature (c2sp.org/tlog-cosignature): that by then this was the largest
tree which it saw, and that it continues every tree which it cosigned before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.proof.frontier import hash_bytes
from shared.proof.notes import (
    Kind,
    Note,
    NoteRefused,
    Signature,
    Signer,
    VerifierKey,
    cosigned_bytes,
    from_base64,
    sign,
    timestamp_bytes,
    to_base64,
    verified_by,
)

size_text = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A ledger's name, its size in leaves, and its root at that size."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """Sign a checkpoint with the ledger's key, whose name is the ledger's.

    Raises:
        NoteRefused: the key is that of another ledger, or the checkpoint is none.
    """
    if signer.name != checkpoint.origin:
        raise NoteRefused("A ledger's checkpoint is signed by the key of its own name.")
    note = sign(str(checkpoint), signer)
    read_checkpoint(note)
    return note


def read_checkpoint(note: Note) -> Checkpoint:
    """What a note says as a checkpoint, which is to be believed only once it is verified.

    Raises:
        NoteRefused: its text is no checkpoint; ours have no lines beyond the three.
    """
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) != 3 or not lines[0]:  # noqa: PLR2004
        raise NoteRefused("A checkpoint has three lines: origin, size and root.")
    if size_text.fullmatch(lines[1]) is None:
        raise NoteRefused("The size of the checkpoint is no number.")
    root = from_base64(lines[2])
    if len(root) != hash_bytes:
        raise NoteRefused("The root of the checkpoint has not 32 bytes.")
    return Checkpoint(lines[0], int(lines[1]), root)


def open_checkpoint(
    note: Note, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()
) -> Checkpoint:
    """A checkpoint that one of the ledger's keys signed and that each of the witnesses saw.

    Raises:
        NoteRefused: it is no checkpoint, or lacks one of these signatures.
    """
    checkpoint = read_checkpoint(note)
    found = verified_by(note, [*keys, *witnesses])
    if not any(key in keys and _is_its_own(key, checkpoint) for key in found):
        raise NoteRefused("The checkpoint is not signed by the key of its ledger.")
    if any(witness not in found for witness in witnesses):
        raise NoteRefused("The checkpoint is not cosigned by each of the witnesses.")
    return checkpoint


def cosign(note: Note, witness: Signer, now: datetime) -> Note:
    """Add a witness's cosignature, which takes the place of an earlier one of its own.

    Raises:
        NoteRefused: the note is no checkpoint, or the key is no witness's.
    """
    read_checkpoint(note)
    if witness.kind is not Kind.COSIGNATURE:
        raise NoteRefused("A witness cosigns with a key made for that alone.")
    seconds = int(now.timestamp())
    content = seconds.to_bytes(timestamp_bytes) + witness.private.sign(
        cosigned_bytes(note.text, seconds)
    )
    return note.with_signature(Signature(witness.name, witness.verifier.id, content))


def _is_its_own(key: VerifierKey, checkpoint: Checkpoint) -> bool:
    return key.kind is Kind.ED25519 and key.name == checkpoint.origin
