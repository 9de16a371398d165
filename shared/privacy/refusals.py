"""What can go wrong with keys and seals, in words for the person who asked."""

from collections.abc import Collection


class KeysUnavailable(Exception):
    """The store of keys does not answer, or not with keys that this process can use."""

    def __init__(self, reason: str = "The store of keys does not answer.") -> None:
        self.words = (
            f"{reason} Nothing with names or free text can be written or read until it does; "
            "please try again in a few minutes."
        )
        super().__init__(self.words)


class KeyDestroyed(Exception):
    """A key was destroyed to erase what it sealed, so nothing more is sealed with it."""

    def __init__(self, key_ids: Collection[str]) -> None:
        self.key_ids = frozenset(key_ids)
        self.words = (
            "What this belongs to has been erased, so nothing more can be recorded under it."
        )
        super().__init__(self.words)


class SealBroken(Exception):
    """A sealed value was altered, moved or swapped; what it holds is not shown."""

    def __init__(self) -> None:
        self.words = (
            "A sealed text does not fit the place where it was found, so it is not shown. "
            "Tell the operators: it may have been altered."
        )
        super().__init__(self.words)
