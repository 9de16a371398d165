"""One look of a witness at the folder: check, remember, and only then cosign."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from deploy.witness.files import replace
from deploy.witness.memory import Memory
from shared.decisions.clock import Clock
from shared.decisions.crash import crash_point
from shared.proof.checkpoints import Checkpoint, cosign, open_checkpoint, read_checkpoint
from shared.proof.consistency import ConsistencyProof
from shared.proof.notes import Note, NoteRefused, VerifierKey, most_note_bytes, parse_note


class Outcome(StrEnum):
    """What came of a look."""

    COSIGNED = "cosigned"
    NOTHING_NEW = "nothing new"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Seen:
    """The outcome, in words too."""

    outcome: Outcome
    words: str


class _Refused(Exception):
    """The checkpoint is not cosigned, in words that say why."""


def look(folder: Path, memory: Memory, keys: Sequence[VerifierKey], clock: Clock) -> Seen:
    """Look at `folder/checkpoint` once; write `cosigned` back, or `wanted` if a proof lacks."""
    with memory.alone():
        try:
            return _look(folder, memory, keys, clock)
        except (NoteRefused, _Refused) as error:
            return Seen(Outcome.REFUSED, str(error))


def _look(folder: Path, memory: Memory, keys: Sequence[VerifierKey], clock: Clock) -> Seen:
    raw = _read(folder / "checkpoint")
    if raw is None:
        return Seen(Outcome.NOTHING_NEW, "There is no checkpoint yet.")
    note = parse_note(raw)
    new, last = open_checkpoint(note, keys), memory.last()
    if last is not None:
        old = read_checkpoint(last)
        if old == new:
            return _give(folder, last, Outcome.NOTHING_NEW, "It is cosigned already.")
        _same_ledger(memory, last, old, note, new)
        proof = _read(folder / f"consistency-{old.size}-{new.size}.json")
        if proof is None:
            replace(folder / "wanted", f"{old.size} {new.size}\n".encode())
            words = f"A proof is wanted from size {old.size} to {new.size}."
            return Seen(Outcome.WAITING, words)
        if not _continues(proof, old, new):
            raise _accused(memory, "no proof that it continues", last, note, proof)
    crash_point("witness-checked")
    cosigned = cosign(note, memory.signer, clock.now())
    memory.keep(cosigned)
    crash_point("witness-kept")
    return _give(folder, cosigned, Outcome.COSIGNED, f"Cosigned at size {new.size}.")


def _same_ledger(
    memory: Memory, last: Note, old: Checkpoint, note: Note, new: Checkpoint
) -> None:
    if new.origin != old.origin:
        raise _Refused("The checkpoint is of another ledger than the one that was cosigned.")
    if new.size < old.size:
        raise _accused(memory, "it shrank", last, note)
    if new.size == old.size:
        raise _accused(memory, "a fork: two roots at one size", last, note)


def _accused(
    memory: Memory, what: str, last: Note, note: Note, proof: bytes | None = None
) -> _Refused:
    path = memory.accuse(what, last, note, proof)
    return _Refused(f"The ledger is not what was cosigned ({what}): see {path.name}.")


def _continues(proof: bytes, old: Checkpoint, new: Checkpoint) -> bool:
    try:
        return ConsistencyProof.parse(proof.decode()).holds(old, new)
    except ValueError:
        return False


def _give(folder: Path, cosigned: Note, outcome: Outcome, words: str) -> Seen:
    """Write the cosigned note back, also one that a crash kept from being given."""
    content = str(cosigned).encode()
    if _read(folder / "cosigned") != content:
        replace(folder / "cosigned", content)
    crash_point("witness-given")
    (folder / "wanted").unlink(missing_ok=True)
    return Seen(outcome, words)


def _read(path: Path) -> bytes | None:
    """A file of the folder, which is not trusted: no more of it than a note may have."""
    try:
        with path.open("rb") as file:
            return file.read(most_note_bytes + 1)
    except FileNotFoundError:
        return None
