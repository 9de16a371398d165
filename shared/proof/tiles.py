"""Which stored nodes and leaves the proofs of a batch need, and how to read them as a tree.

Nodes of `tile_level` and above are stored (one in 128 leaves); those below are worked out from
the leaves of their tile, at most 256 of them, which the ledger has anyway.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.proof.merkle import Node, Plan, Source, leaf_hash, node_hash

tile_level = 8
"""Leaves of a tile: 2^8, as in C2SP tlog-tiles."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What to fetch: nodes by level and index, and ranges of ledger indexes, stop excluded."""

    nodes: tuple[Node, ...]
    leaves: tuple[tuple[int, int], ...]


def needs(plans: Iterable[Plan], *, stored_from: int = tile_level) -> Needs:
    """What all of these proofs need together, each once, sorted."""
    wanted = {node for plan in plans for nodes in plan for node in nodes}
    low = sorted(
        (index << level, (index + 1) << level) for level, index in wanted if level < stored_from
    )
    ranges: list[tuple[int, int]] = []
    for start, stop in low:
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(stop, ranges[-1][1]))
        else:
            ranges.append((start, stop))
    stored = sorted(node for node in wanted if node[0] >= stored_from)
    return Needs(tuple(stored), tuple(ranges))


def tree_of(stored: Mapping[Node, bytes], leaves: Mapping[int, bytes]) -> Source:
    """Read nodes from what was fetched: stored hashes, and leaves by their ledger index.

    The source raises KeyError for a node that neither of them tells.
    """
    worked_out: dict[Node, bytes] = {}

    def node(level: int, index: int) -> bytes:
        known = stored.get((level, index)) or worked_out.get((level, index))
        if known is not None:
            return known
        if level == 0:
            found = leaf_hash(leaves[index])
        else:
            found = node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))
        worked_out[level, index] = found
        return found

    return node
