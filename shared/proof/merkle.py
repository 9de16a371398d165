"""The Merkle tree of RFC 9162 (and RFC 6962) over SHA-256: roots, proofs, and their checks.

A node (level, index) is the hash over the 2^level leaves from index * 2^level, all of them
there: it never changes once it is known, so it may be stored. Roots and proofs are made from
such nodes alone. A plan says which, before any of them is fetched, so that one query fetches
the nodes of many proofs (`shared.proof.tiles`).
"""

from collections.abc import Callable, Sequence
from functools import reduce
from hashlib import sha256

Node = tuple[int, int]
Plan = list[list[Node]]
"""For each hash of a proof the nodes that it is made of, from left to right."""
Source = Callable[[int, int], bytes]
"""Tells the hash of a node by its level and index."""

empty_root = sha256(b"").digest()


class OutOfTree(ValueError):
    """A leaf or a size that the tree does not have."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf, which no inner node can have."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def covering(start: int, stop: int) -> list[Node]:
    """The largest whole subtrees that make up the leaves `start` up to `stop`, in order."""
    nodes = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def joined(hashes: Sequence[bytes]) -> bytes:
    """The hash over neighbouring subtrees, of which each is at least as large as the next."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def root_at(size: int, node: Source) -> bytes:
    """The root that the tree had, or has, at a size."""
    nodes = covering(0, size)
    return joined([node(*each) for each in nodes]) if nodes else empty_root


def inclusion_plan(index: int, size: int) -> Plan:
    """What proves that a leaf is in the tree of that size.

    Raises:
        OutOfTree: the tree of that size has no such leaf.
    """
    if not 0 <= index < size:
        raise OutOfTree("The tree of that size has no such leaf.")
    ranges, start, stop = [], 0, size
    while stop - start > 1:
        middle = _middle(start, stop)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return [covering(*each) for each in reversed(ranges)]


def consistency_plan(old: int, new: int) -> Plan:
    """What proves that the tree of size `new` begins with the whole tree of size `old`.

    Raises:
        OutOfTree: `old` is larger than `new`, or below 0.
    """
    if not 0 <= old <= new:
        raise OutOfTree("A tree is consistent with smaller trees only.")
    if old == 0:
        return []
    ranges, start, stop = [], 0, new
    while stop != old:
        middle = _middle(start, stop)
        if old <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, stop))
    return [covering(*each) for each in reversed(ranges)]


def prove(plan: Plan, node: Source) -> list[bytes]:
    """The proof that a plan describes."""
    return [joined([node(*each) for each in nodes]) for nodes in plan]


def _middle(start: int, stop: int) -> int:
    """Where a subtree is divided: its left part is the largest power of two below its size."""
    return start + (1 << ((stop - start - 1).bit_length() - 1))


def includes(
    root: bytes, size: int, proof: Sequence[bytes], *, index: int, leaf: bytes
) -> bool:
    """Whether a proof shows that `leaf` stands at `index` in the tree; RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf_hash(leaf)
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(step, found)
            here, last = _to_the_next_left(here, last)
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def grew(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the new tree begins with the old one; RFC 9162, 2.1.4.2."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not proof and old_root == (empty_root if old == 0 else new_root)
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(proof) and _both_roots(old, new, steps) == (old_root, new_root)


def _both_roots(old: int, new: int, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    of_old = of_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            of_old, of_new = node_hash(step, of_old), node_hash(step, of_new)
            here, last = _to_the_next_left(here, last)
        else:
            of_new = node_hash(of_new, step)
        here, last = here >> 1, last >> 1
    return (of_old, of_new) if last == 0 else None


def _to_the_next_left(here: int, last: int) -> tuple[int, int]:
    """Pass over the levels at which the right edge of the tree has no node of its own."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
