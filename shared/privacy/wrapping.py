"""Keys as they lie in the store: wrapped by the master key, bound to their own id."""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.refusals import KeysUnavailable
from shared.privacy.seal import nonce_bytes

key_bytes = 32


def new_master_key() -> str:
    """A fresh master key, as base64 text for the environment."""
    return base64.b64encode(secrets.token_bytes(key_bytes)).decode()


def read_master_key(text: str) -> bytes:
    """The master key from its base64 text.

    Raises:
        ValueError: it is not 32 bytes in base64; the text is not quoted.
    """
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != key_bytes:
        raise ValueError("The master key has to be 32 random bytes, written in base64.")
    return key


def wrap(master: bytes, key_id: str, key: bytes) -> bytes:
    """A key as it is stored."""
    nonce = secrets.token_bytes(nonce_bytes)
    return nonce + AESGCM(master).encrypt(nonce, key, key_id.encode())


def unwrap(master: bytes, key_id: str, wrapped: bytes) -> bytes:
    """A stored key.

    Raises:
        KeysUnavailable: it was wrapped by another master key or for another id, or altered.
    """
    try:
        return AESGCM(master).decrypt(
            wrapped[:nonce_bytes], wrapped[nonce_bytes:], key_id.encode()
        )
    except (InvalidTag, ValueError):
        raise KeysUnavailable(
            "The master key of this process is not the one that the keys were wrapped with."
        ) from None
