"""Sealing and opening with keys from the store: what an edge uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.events.sealed import Sealed
from shared.privacy.keys import Keys
from shared.privacy.seal import open_bytes, open_sealed, seal, seal_bytes

ERASED = "[erased]"
"""What a value reads as when its key is gone."""


@dataclass(frozen=True, slots=True, repr=False)
class ToSeal:
    """A text on its way into a seal; without a repr, so that no log shows it."""

    subject: str
    key_id: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class SealedBytes:
    """A document as ciphertext: `body` is nonce and AES-256-GCM ciphertext."""

    key: str
    seal: str
    body: bytes


class Sealer:
    """Seals and opens many texts with one question to the store of keys.

    All of it raises KeysUnavailable when the store does not answer.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def seal_many(self, subject: str, texts: Sequence[tuple[str, str]]) -> list[Sealed]:
        """Seal (key id, text) pairs of one subject, in their order.

        Raises:
            KeyDestroyed: a key was destroyed; nothing is sealed.
        """
        return await self.seal_all([ToSeal(subject, key_id, text) for key_id, text in texts])

    async def seal_all(self, texts: Sequence[ToSeal]) -> list[Sealed]:
        """Seal texts of several subjects, in their order; raises as `seal_many`."""
        keys = await self._keys.ensure({text.key_id for text in texts})
        return [seal(keys[text.key_id], text.key_id, text.subject, text.text) for text in texts]

    async def open_many(self, subject: str, values: Sequence[Sealed]) -> list[str]:
        """Read values of one subject, in their order; `[erased]` where the key is gone.

        Raises:
            SealBroken: one of them was altered or moved.
        """
        return await self.open_all([(subject, value) for value in values])

    async def open_all(self, values: Sequence[tuple[str, Sealed]]) -> list[str]:
        """Read (subject, value) pairs of several subjects; raises as `open_many`."""
        if not values:
            return []
        keys = await self._keys.find({value.key for _, value in values})
        return [_read(keys[value.key], subject, value) for subject, value in values]

    async def seal_bytes(self, subject: str, key_id: str, clear: bytes) -> SealedBytes:
        """Seal a document of a subject; raises as `seal_many`."""
        keys = await self._keys.ensure({key_id})
        return SealedBytes(key_id, *seal_bytes(keys[key_id], key_id, subject, clear))

    async def open_bytes(self, subject: str, sealed: SealedBytes) -> bytes | None:
        """Read a document of a subject; None where its key is gone. Raises as `open_many`."""
        key = (await self._keys.find({sealed.key}))[sealed.key]
        if key is None:
            return None
        return open_bytes(key, subject, (sealed.key, sealed.seal), sealed.body)


def _read(key: bytes | None, subject: str, value: Sealed) -> str:
    return ERASED if key is None else open_sealed(key, subject, value)
