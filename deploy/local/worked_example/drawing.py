"""Chance that is the same on every machine and in every version of Python."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

One = TypeVar("One")


class Draw:
    """Draws from a seed. Python promises to keep `random()` as it is, so only that is used."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self._random.random() < share

    def number(self, below: int) -> int:
        """A whole number from 0, below `below`."""
        return int(self._random.random() * below)

    def one_of(self, choices: Sequence[One]) -> One:
        """One of several, each as likely as the others."""
        return choices[self.number(len(choices))]

    def weighted(self, weights: Mapping[One, int]) -> One:
        """One of several, each as likely as its weight says."""
        left = self.number(sum(weights.values()))
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        raise AssertionError("the weights add up to more than is drawn")

    def shuffled(self, items: Sequence[One]) -> list[One]:
        """All of them, in another order."""
        keys = [self._random.random() for _ in items]
        return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]
