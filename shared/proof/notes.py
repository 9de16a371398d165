"""Signed notes as C2SP defines them (c2sp.org/signed-note): a text, and who signed it.

A note is read by people and by programs: text, an empty line, then a line for each signature.
Keys are Ed25519. What is not exactly of this form is refused, so that no two different notes
say the same.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

key_bytes, key_id_bytes, timestamp_bytes = 32, 4, 8
most_note_bytes, most_signatures = 1 << 20, 100
signature_line = re.compile(r"\u2014 (\S+) (\S+)")
private_prefix = "PRIVATE+KEY+"


class NoteRefused(Exception):
    """A note, a key or a signature that is not what it should be, in words without its text."""


class Kind(IntEnum):
    """What a signature of a key says: of the text, or when a witness saw a checkpoint."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name: `name+id+base64`, as it is given to who verifies."""

    name: str
    public: bytes
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != key_bytes:
            raise NoteRefused("A public key has 32 bytes.")

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys apart; they prove nothing."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(named).digest()[:key_id_bytes]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a key from its text.

        Raises:
            NoteRefused: it is no key of a kind that is used here.
        """
        name, key_id, encoded = _three_parts(text)
        content = from_base64(encoded)
        if not content or content[0] not in tuple(Kind):
            raise NoteRefused("The key is of a kind that is not used here.")
        key = cls(name, content[1:], Kind(content[0]))
        if key.id.hex() != key_id:
            raise NoteRefused("The id in the key is not that of its name and its bytes.")
        return key


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name; its text is a secret."""

    name: str
    private: Ed25519PrivateKey
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        _check_name(self.name)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = self.private.public_key().public_bytes_raw()
        return VerifierKey(self.name, public, self.kind)

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    def secret_text(self) -> str:
        """`PRIVATE+KEY+name+id+base64`, as Go's note package has it."""
        content = to_base64(bytes([self.kind]) + self.private.private_bytes_raw())
        return f"{private_prefix}{self.name}+{self.verifier.id.hex()}+{content}"

    @classmethod
    def generate(cls, name: str, kind: Kind = Kind.ED25519) -> "Signer":
        """A fresh key."""
        return cls(name, Ed25519PrivateKey.generate(), kind)

    @classmethod
    def parse(cls, secret: str) -> "Signer":
        """Read a private key from its text.

        Raises:
            NoteRefused: it is no private key of a kind that is used here.
        """
        if not secret.startswith(private_prefix):
            raise NoteRefused("A private key begins with PRIVATE+KEY+.")
        name, key_id, encoded = _three_parts(secret.removeprefix(private_prefix))
        content = from_base64(encoded)
        if len(content) != 1 + key_bytes or content[0] not in tuple(Kind):
            raise NoteRefused("The private key is of a kind that is not used here.")
        private = Ed25519PrivateKey.from_private_bytes(content[1:])
        signer = cls(name, private, Kind(content[0]))
        if signer.verifier.id.hex() != key_id:
            raise NoteRefused("The id in the private key is not that of its name and bytes.")
        return signer


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of a note: whose it claims to be, and its bytes, not yet verified."""

    name: str
    key_id: bytes
    content: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {to_base64(self.key_id + self.content)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, none of them verified by being here."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def with_signature(self, signature: Signature) -> "Note":
        """The note with one more line; it takes the place of an older one by the same key."""
        who = (signature.name, signature.key_id)
        others = (each for each in self.signatures if (each.name, each.key_id) != who)
        return Note(self.text, (*others, signature))


def sign(text: str, signer: Signer) -> Note:
    """Sign a text, which ends with a newline.

    Raises:
        NoteRefused: the text cannot be that of a note.
    """
    if signer.kind is not Kind.ED25519:
        raise NoteRefused("A witness's key signs checkpoints only.")
    _check_text(text)
    content = signer.private.sign(text.encode())
    return Note(text, (Signature(signer.name, signer.verifier.id, content),))


def parse_note(raw: bytes) -> Note:
    """Read a note, and believe nothing of it yet.

    Raises:
        NoteRefused: it is not exactly of the form of a note.
    """
    if len(raw) > most_note_bytes:
        raise NoteRefused("The note is longer than a note may be.")
    try:
        whole = raw.decode()
    except UnicodeDecodeError:
        raise NoteRefused("The note is not UTF-8.") from None
    text, parted, lines = whole.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise NoteRefused("The note has no signature, or does not end with its last line.")
    _check_text(text + "\n")
    signed = lines.removesuffix("\n").split("\n")
    if len(signed) > most_signatures:
        raise NoteRefused("The note has more signatures than a note may have.")
    return Note(text + "\n", tuple(map(_signature, signed)))


def verified_by(note: Note, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Which of these keys signed the note; lines by unknown keys are passed over.

    Raises:
        NoteRefused: a line claims to be by one of these keys and is not, or none is by any.
    """
    known = {(key.name, key.id): key for key in keys}
    found = []
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is not None:
            _verify(note.text, line.content, key)
            found.append(key)
    if not found:
        raise NoteRefused("The note is not signed by a key that is known here.")
    return found


def timestamp_of(content: bytes) -> int:
    """When a witness says that it cosigned, in seconds since 1970.

    Raises:
        NoteRefused: it is no cosignature.
    """
    if len(content) != timestamp_bytes + 64 or content[0] & 0x80:
        raise NoteRefused("A witness's signature is not of the right length.")
    return int.from_bytes(content[:timestamp_bytes])


def cosigned_bytes(text: str, timestamp: int) -> bytes:
    """What a witness signs: the time, and the text of the checkpoint."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def to_base64(content: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """Read base64 of which there is one way to write it.

    Raises:
        NoteRefused: it is not written in that way.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteRefused("What should be base64 is not.") from None
    if to_base64(content) != text:
        raise NoteRefused("What should be base64 is not written as base64 is.")
    return content


def _verify(text: str, content: bytes, key: VerifierKey) -> None:
    signed, signature = text.encode(), content
    if key.kind is Kind.COSIGNATURE:
        signed = cosigned_bytes(text, timestamp_of(content))
        signature = content[timestamp_bytes:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except InvalidSignature:
        raise NoteRefused("A signature by a key that is known here does not hold.") from None


def _three_parts(text: str) -> tuple[str, str, str]:
    parts = text.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004
        raise NoteRefused("A key has three parts: name, id and bytes, with a plus between.")
    return parts[0], parts[1], parts[2]


def _check_name(name: str) -> None:
    if not name or any(c.isspace() or c == "+" or c < " " for c in name):
        raise NoteRefused("The name of a key has no blank and no plus in it.")


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteRefused("The text of a note ends with a newline.")
    if any(c < " " and c != "\n" for c in text):
        raise NoteRefused("The note has a control character.")


def _signature(line: str) -> Signature:
    matched = signature_line.fullmatch(line)
    if matched is None:
        raise NoteRefused("A line below the text is no signature.")
    _check_name(matched[1])
    content = from_base64(matched[2])
    if len(content) <= key_id_bytes:
        raise NoteRefused("A signature is too short.")
    return Signature(matched[1], content[:key_id_bytes], content[key_id_bytes:])
