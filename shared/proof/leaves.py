"""All leaves of a ledger in their order, in a file of no name: memory stays bounded."""

from collections.abc import Iterator
from mmap import mmap
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from shared.proof.frontier import Frontier, hash_bytes
from shared.proof.merkle import Node

absent = bytes(hash_bytes)
"""What stands where a copy has no leaf; no record has that digest."""
leaves_at_once = 10_000


class Leaves:
    """One copy of the leaves, by ledger index."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._file = TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._file.truncate(max(size, 1) * hash_bytes)
        self._map = mmap(self._file.fileno(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._map.close()
        self._file.close()

    def __getitem__(self, index: int) -> bytes:
        return self._map[index * hash_bytes : (index + 1) * hash_bytes]

    def put(self, index: int, leaves: bytes) -> None:
        """Put one leaf, or several that follow each other, at an index."""
        self._map[index * hash_bytes : index * hash_bytes + len(leaves)] = leaves

    def take_all_of(self, other: "Leaves") -> None:
        """Begin with the leaves of another copy of the same size."""
        step = leaves_at_once * hash_bytes
        for start in range(0, self.size * hash_bytes, step):
            self._map[start : start + step] = other._map[start : start + step]

    def part(self, start: int, stop: int) -> list[bytes]:
        """The leaves from one index up to, not with, another."""
        found = self._map[start * hash_bytes : stop * hash_bytes]
        return [found[at : at + hash_bytes] for at in range(0, len(found), hash_bytes)]

    def roots(self, sizes: list[int]) -> Iterator[tuple[Frontier, dict[Node, bytes]]]:
        """The tree at each of these sizes, which ascend, with the nodes made on the way."""
        frontier = Frontier()
        for size in sizes:
            made: dict[Node, bytes] = {}
            while frontier.size < size:
                stop = min(size, frontier.size + leaves_at_once)
                frontier, nodes = frontier.extended(self.part(frontier.size, stop))
                made.update(nodes)
            yield frontier, made

    def first_difference(self, other: "Leaves", stop: int) -> int | None:
        """The lowest index below `stop` at which two copies differ."""
        for start in range(0, stop, leaves_at_once):
            end = min(stop, start + leaves_at_once)
            within = slice(start * hash_bytes, end * hash_bytes)
            if self._map[within] != other._map[within]:
                pairs = zip(self.part(start, end), other.part(start, end), strict=True)
                return next(index for index, (a, b) in enumerate(pairs, start) if a != b)
        return None
