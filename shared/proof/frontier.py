"""The right edge of the growing tree: enough to append leaves and to tell the root.

It holds one hash for each bit of the size, at most 64: a follower keeps it in one row beside
its offsets, and stores the nodes that a batch made whole in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from shared.proof.merkle import Node, covering, empty_root, joined, node_hash
from shared.proof.tiles import tile_level

hash_bytes = 32


@dataclass(frozen=True, slots=True)
class Frontier:
    """The whole subtrees of a tree of `size` leaves, the largest first."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.nodes) != self.size.bit_count():
            raise ValueError("The hashes are not those of a tree of that size.")

    @property
    def root(self) -> bytes:
        """The root of the tree as it is."""
        return joined(self.nodes) if self.nodes else empty_root

    def packed(self) -> bytes:
        """Its hashes as one value, for a row of a table."""
        return b"".join(self.nodes)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> "Frontier":
        """What `packed` made, with the size of the tree.

        Raises:
            ValueError: these are not the hashes of a tree of that size.
        """
        steps = range(0, len(packed), hash_bytes)
        nodes = tuple(packed[at : at + hash_bytes] for at in steps)
        if nodes and len(nodes[-1]) != hash_bytes:
            raise ValueError("The hashes are not those of a tree of that size.")
        return cls(size, nodes)

    def extended(
        self, leaves: Iterable[bytes], *, keep_from: int = tile_level
    ) -> "tuple[Frontier, dict[Node, bytes]]":
        """The frontier after more leaves, and each node of a level from `keep_from` made whole.

        A whole batch goes up level by level, so that the cost is that of its hashes.
        """
        hashes = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
        waiting = {level: each for (level, _), each in self._by_node()}
        size, level, start = self.size + len(hashes), 0, self.size
        made: dict[Node, bytes] = {}
        edge: list[bytes] = []
        while hashes or waiting:
            if level >= keep_from:
                made.update(((level, start + at), each) for at, each in enumerate(hashes))
            if start & 1:
                hashes.insert(0, waiting.pop(level))
            if len(hashes) & 1:
                edge.append(hashes.pop())
            pairs = iter(hashes)
            hashes = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(pairs, pairs, strict=True)
            ]
            level, start = level + 1, start >> 1
        return Frontier(size, tuple(reversed(edge))), made

    def followed_by(self, hashes: Sequence[bytes], size: int) -> "Frontier":
        """The frontier at `size`, given the hashes of `covering(self.size, size)`.

        Raises:
            ValueError: there are more or fewer hashes than that.
        """
        edge = [(level, each) for (level, _), each in self._by_node()]
        for (level, _), each in zip(covering(self.size, size), hashes, strict=True):
            while edge and edge[-1][0] == level:
                each, level = node_hash(edge.pop()[1], each), level + 1  # noqa: PLW2901
            edge.append((level, each))
        return Frontier(size, tuple(each for _, each in edge))

    def _by_node(self) -> Iterable[tuple[Node, bytes]]:
        return zip(covering(0, self.size), self.nodes, strict=True)
