"""What a witness keeps: its key, the last checkpoint that it cosigned, evidence of a fork.

All in one folder of its own, which the operator of the ledger must not be able to write to.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from deploy.witness.files import replace
from shared.proof.canonical import canonical
from shared.proof.notes import Kind, Note, NoteRefused, Signer, VerifierKey, parse_note

evidence_form = "cspr-witness-evidence-v1"


class Memory:
    """The folder of one witness for one ledger."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def begin(cls, folder: Path, name: str) -> "Memory":
        """Make a witness: its folder and its key.

        Raises:
            FileExistsError: the folder has a key already, which is never replaced.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        signer = Signer.generate(name, Kind.COSIGNATURE)
        handle = os.open(folder / "witness.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(signer.secret_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return cls(folder)

    @property
    def signer(self) -> Signer:
        """Its key.

        Raises:
            NoteRefused: the file holds no key of a witness.
        """
        signer = Signer.parse((self.folder / "witness.key").read_text().strip())
        if signer.kind is not Kind.COSIGNATURE:
            raise NoteRefused("The key is not one of a witness.")
        return signer

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to be given to whoever checks cosignatures."""
        return self.signer.verifier

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it lasts, no second process of this witness looks or cosigns."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def last(self) -> Note | None:
        """The last checkpoint that was cosigned; None before the first."""
        try:
            return parse_note((self.folder / "last").read_bytes())
        except FileNotFoundError:
            return None

    def keep(self, cosigned: Note) -> None:
        """Remember a checkpoint, before anybody is given the cosignature."""
        replace(self.folder / "last", str(cosigned).encode())

    def accuse(self, what: str, cosigned: Note, offered: Note, proof: bytes | None) -> Path:
        """Keep what shows that a ledger does not continue; once, however often offered."""
        text = canonical(
            {
                "form": evidence_form,
                "what": what,
                "cosigned": str(cosigned),
                "offered": str(offered),
                "proof": None if proof is None else proof.decode(errors="replace"),
            }
        )
        path = self.folder / "evidence" / f"{sha256(text.encode()).hexdigest()[:16]}.json"
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            replace(path, text.encode())
        return path
