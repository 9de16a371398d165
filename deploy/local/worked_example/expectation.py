"""One thing that is to be so at the end of the worked example, and what was found."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Expectation:
    """What was looked at, what it should be, and what it is, in a person's words."""

    what: str
    expected: str
    found: str

    @property
    def met(self) -> bool:
        """Whether it is as it should be."""
        return self.expected == self.found


def listed(values: Iterable[object]) -> str:
    """Several values in one line."""
    return ", ".join(f"{value}" for value in values)
