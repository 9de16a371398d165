"""A statement of ours as a signed note: its text is one line of JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.proof.canonical import canonical, read_canonical
from shared.proof.notes import Note, NoteRefused, Signer, VerifierKey, sign, verified_by

form = "cspr-attestation-v1"


def statement(kind: str, body: Mapping[str, Any]) -> str:
    """The text of an attestation; `kind` says what it is about, as `replay` or `reconcile`."""
    return canonical({"form": form, "kind": kind, **body})


def attest(kind: str, body: Mapping[str, Any], signer: Signer) -> Note:
    """Sign a statement."""
    return sign(statement(kind, body), signer)


def open_attestation(note: Note, keys: Sequence[VerifierKey]) -> dict[str, Any]:
    """What one of these keys attested.

    Raises:
        NoteRefused: none of them signed it, or its text is no statement of ours.
    """
    verified_by(note, keys)
    try:
        said = read_canonical(note.text)
    except ValueError:
        raise NoteRefused("The text of the note is not JSON as we write it.") from None
    if not isinstance(said, dict) or said.get("form") != form or "kind" not in said:
        raise NoteRefused("The note is no attestation.")
    return said
