"""Sealing and opening one text: AES-256-GCM, bound to subject, key and seal id."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.events.sealed import Sealed
from shared.privacy.refusals import SealBroken

nonce_bytes = 12
tag_bytes = 16


def _bound_to(subject: str, key_id: str, seal_id: str) -> bytes:
    """What a ciphertext is bound to; NUL parts the three, and none of them may hold one."""
    if "\0" in subject or "\0" in key_id:
        raise ValueError("A subject or key id may not hold a NUL.")
    return f"{subject}\0{key_id}\0{seal_id}".encode()


def seal(key: bytes, key_id: str, subject: str, text: str) -> Sealed:
    """Seal a text under a key of 32 bytes, for one place in one subject.

    Raises:
        ValueError: the text is not Unicode text that can be written, or it is too long.
    """
    try:
        clear = text.encode()
    except UnicodeEncodeError:
        raise ValueError("The text holds half of a character (a lone surrogate).") from None
    seal_id, box = seal_bytes(key, key_id, subject, clear)
    return Sealed(key=key_id, seal=seal_id, box=_written(box))


def seal_bytes(key: bytes, key_id: str, subject: str, clear: bytes) -> tuple[str, bytes]:
    """Seal bytes for one place in one subject: the seal id, and nonce with ciphertext."""
    seal_id = secrets.token_hex(16)
    nonce = secrets.token_bytes(nonce_bytes)
    bound = _bound_to(subject, key_id, seal_id)
    return seal_id, nonce + AESGCM(key).encrypt(nonce, clear, bound)


def open_bytes(key: bytes, subject: str, named: tuple[str, str], box: bytes) -> bytes:
    """Read sealed bytes where they belong; `named` are their key and their seal id.

    Raises:
        SealBroken: they were altered, or belong to another subject, key or seal id.
    """
    try:
        return AESGCM(key).decrypt(
            box[:nonce_bytes], box[nonce_bytes:], _bound_to(subject, *named)
        )
    except (InvalidTag, ValueError):
        raise SealBroken from None


def open_sealed(key: bytes, subject: str, sealed: Sealed) -> str:
    """Read a sealed text where it belongs.

    Raises:
        SealBroken: it was altered, or belongs to another subject, key or seal id.
    """
    return open_bytes(key, subject, (sealed.key, sealed.seal), _read(sealed.box)).decode()


def _written(box: bytes) -> str:
    return base64.urlsafe_b64encode(box).decode().rstrip("=")


def _read(box: str) -> bytes:
    """The bytes of a box; only the one way of writing them is accepted, so no bit is free."""
    try:
        raw = base64.b64decode(box + "=" * (-len(box) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise SealBroken from None
    if len(raw) < nonce_bytes + tag_bytes or _written(raw) != box:
        raise SealBroken
    return raw
