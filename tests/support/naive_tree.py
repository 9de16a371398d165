"""The tree of RFC 9162 as its text has it: slow, and plain enough to be believed."""

from hashlib import sha256

from shared.proof.merkle import leaf_hash, node_hash


def made(count: int) -> list[bytes]:
    return [sha256(str(number).encode()).digest() for number in range(count)]


def naive_root(below: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as it is written."""
    if not below:
        return sha256(b"").digest()
    if len(below) == 1:
        return leaf_hash(below[0])
    k = largest_power_below(len(below))
    return node_hash(naive_root(below[:k]), naive_root(below[k:]))


def naive_path(m: int, below: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1."""
    if len(below) == 1:
        return []
    k = largest_power_below(len(below))
    if m < k:
        return [*naive_path(m, below[:k]), naive_root(below[k:])]
    return [*naive_path(m - k, below[k:]), naive_root(below[:k])]


def naive_subproof(m: int, below: list[bytes], known: bool) -> list[bytes]:
    """RFC 9162, 2.1.4.1."""
    if m == len(below):
        return [] if known else [naive_root(below)]
    k = largest_power_below(len(below))
    if m <= k:
        return [*naive_subproof(m, below[:k], known), naive_root(below[k:])]
    return [*naive_subproof(m - k, below[k:], False), naive_root(below[:k])]


def largest_power_below(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k
