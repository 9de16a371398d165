"""Keys without a store, for tests of what seals and opens."""

import secrets
from collections.abc import Collection, Mapping

from shared.privacy.refusals import KeyDestroyed


class MemoryKeys:
    """Keeps keys in a dictionary, with the promises of the store."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes | None] = {}

    async def ensure(self, key_ids: Collection[str]) -> Mapping[str, bytes]:
        keys = {
            key_id: self.kept.setdefault(key_id, secrets.token_bytes(32)) for key_id in key_ids
        }
        destroyed = [key_id for key_id, key in keys.items() if key is None]
        if destroyed:
            raise KeyDestroyed(destroyed)
        return {key_id: key for key_id, key in keys.items() if key is not None}

    async def find(self, key_ids: Collection[str]) -> Mapping[str, bytes | None]:
        return {key_id: self.kept.get(key_id) for key_id in key_ids}

    def destroy(self, key_id: str) -> None:
        """As an erasure does."""
        self.kept[key_id] = None
