"""An export that an outsider can check: a folder with records, proofs, keys and the verifier.

The records' leaves, between the hashes of what lies before and after them, make up the root
of a signed checkpoint: that proves them all at once. A signed manifest has each file's digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.proof.attestation import attest
from shared.proof.canonical import canonical
from shared.proof.checkpoints import read_checkpoint
from shared.proof.consistency import ConsistencyProof
from shared.proof.frontier import Frontier
from shared.proof.notes import Note, Signer, VerifierKey
from shared.proof.receipt import NotProven, Record

form = "cspr-bundle-v1"
batch = 1_000
readme = """This folder is an export of the ledger of cspr. You can check it yourself.

entries.jsonl     the records, one a line, in the order of the ledger; key, headers and value
                  are the exact published bytes in base64. What could name a person is
                  ciphertext.
leaves.txt        for each record its place in the ledger, its partition and offset, and the
                  SHA-256 that stands for it in the ledger. It tells where a record was altered.
first.checkpoint  what the ledger was before, signed by the ledger's key
last.checkpoint   what the ledger was when this was exported, signed by the ledger's key
proofs.json       hashes which show that the records stand in the ledger of the last
                  checkpoint, and that it continues the ledger of the first
keys.txt          the public keys, one a line. Compare them with those that you were given on
                  another way: who alters this folder can alter this file too.
manifest.note     the SHA-256 of each file here, and what was exported, signed
cspr_verify.py    the program that checks all of this; it needs Python 3.11 and the package
                  `cryptography`, and neither network nor database

To check:   python cspr_verify.py bundle . --key 'KEY'
where KEY is the key that you were given by another way than this folder.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, and where the ledger found it in the main log."""

    partition: int
    offset: int
    record: Record


@dataclass(frozen=True, slots=True)
class Proofs:
    """What surrounds the exported records: the tree before them, the rest of it, checkpoints.

    `right` are the hashes of `covering(stop, size of last)`.
    """

    left: Frontier
    right: Sequence[bytes]
    first: Note
    last: Note
    consistency: Sequence[bytes]


def write_bundle(
    folder: Path,
    entries: Iterable[Entry],
    proofs: Proofs,
    *,
    signer: Signer,
    keys: Sequence[VerifierKey],
    verifier: bytes,
    about: Mapping[str, Any],
) -> Note:
    """Write a bundle into an empty folder, and give back its signed manifest.

    `verifier` is the verifier program; `about` says who exported what, when and why.

    Raises:
        NotProven: the records with these proofs do not make up the last checkpoint.
        FileExistsError: the folder is there already and not empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError("A bundle is written into an empty folder.")
    after = _write_entries(folder, entries, proofs.left)
    start, stop = proofs.left.size, after.size
    _check(proofs, after)
    small = {
        "first.checkpoint": str(proofs.first).encode(),
        "last.checkpoint": str(proofs.last).encode(),
        "proofs.json": _proofs_json(proofs, start, stop).encode(),
        "keys.txt": "".join(f"{key}\n" for key in keys).encode(),
        "cspr_verify.py": verifier,
        "README.txt": readme.encode(),
    }
    for name, content in small.items():
        (folder / name).write_bytes(content)
    files = {path.name: _digest(path) for path in sorted(folder.iterdir())}
    body = {"start": start, "stop": stop, "files": files, "about": dict(about)}
    manifest = attest("export", body, signer)
    (folder / "manifest.note").write_text(str(manifest), encoding="utf-8", newline="")
    return manifest


def _write_entries(folder: Path, entries: Iterable[Entry], frontier: Frontier) -> Frontier:
    index, leaves = frontier.size, []
    with (
        (folder / "entries.jsonl").open("w", encoding="utf-8", newline="") as file,
        (folder / "leaves.txt").open("w", encoding="utf-8", newline="") as listing,
    ):
        for entry in entries:
            where, leaf = (
                {"partition": entry.partition, "offset": entry.offset},
                entry.record.leaf,
            )
            file.write(canonical({"index": index, **where, **entry.record.as_json()}))
            listing.write(f"{index} {entry.partition} {entry.offset} {leaf.hex()}\n")
            leaves.append(leaf)
            index += 1
            if len(leaves) == batch:
                frontier, _ = frontier.extended(leaves)
                leaves.clear()
    return frontier.extended(leaves)[0]


def _check(proofs: Proofs, after: Frontier) -> None:
    first, last = read_checkpoint(proofs.first), read_checkpoint(proofs.last)
    if after.size == proofs.left.size:
        raise NotProven("There is no record to export.")
    try:
        whole = after.followed_by(proofs.right, last.size)
    except ValueError:
        raise NotProven("The hashes after the records are not those of the tree.") from None
    if whole.root != last.root:
        raise NotProven("The records do not make up the last checkpoint.")
    proof = ConsistencyProof(first.size, last.size, tuple(proofs.consistency))
    if not proof.holds(first, last):
        raise NotProven("The last checkpoint is not shown to continue the first.")


def _proofs_json(proofs: Proofs, start: int, stop: int) -> str:
    return canonical(
        {
            "form": form,
            "start": start,
            "stop": stop,
            "left": [each.hex() for each in proofs.left.nodes],
            "right": [each.hex() for each in proofs.right],
            "consistency": [each.hex() for each in proofs.consistency],
        }
    )


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
