"""Keys kept in memory for a short while; bounded, so that a long run does not collect them."""

import time
from collections import OrderedDict
from collections.abc import Callable


class KeyCache:
    """At most `size` keys, each for at most `seconds`; the oldest goes first."""

    def __init__(
        self, size: int, seconds: float, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._size, self._seconds, self._ticks = size, seconds, ticks
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def get(self, key_id: str) -> bytes | None:
        """The key, unless it was never kept, or too long ago."""
        found = self._kept.get(key_id)
        if found is None:
            return None
        if found[0] <= self._ticks():
            del self._kept[key_id]
            return None
        return found[1]

    def keep(self, key_id: str, key: bytes) -> None:
        """Keep a key from now on for the cache's time."""
        self._kept.pop(key_id, None)
        self._kept[key_id] = (self._ticks() + self._seconds, key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def forget(self, key_id: str) -> None:
        """Keep it no longer."""
        self._kept.pop(key_id, None)
