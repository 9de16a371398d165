"""The tree of the ledger is that of RFC 9162: published vectors, and a naive tree beside it.

Roots and proofs of the eight leaves are those of certificate-transparency's reference tests.
"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.proof.frontier import Frontier
from shared.proof.merkle import (
    Node,
    OutOfTree,
    Source,
    consistency_plan,
    covering,
    empty_root,
    grew,
    includes,
    inclusion_plan,
    prove,
    root_at,
)
from shared.proof.tiles import needs, tree_of
from tests.support.naive_tree import made, naive_path, naive_root, naive_subproof

leaves = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
roots = [
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
inclusion = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
consistency = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
sizes = st.integers(0, 150)


def source(of: list[bytes]) -> Source:
    return tree_of({}, dict(enumerate(of)))


def test_roots_are_the_published_ones() -> None:
    for size, root in enumerate(roots):
        assert root_at(size, source(leaves)) == root
        assert Frontier().extended(leaves[:size])[0].root == root


def test_inclusion_proofs_are_the_published_ones() -> None:
    for (index, size), proof in inclusion.items():
        hashes = prove(inclusion_plan(index, size), source(leaves))
        assert [each.hex() for each in hashes] == proof
        assert includes(roots[size], size, hashes, index=index, leaf=leaves[index])


def test_consistency_proofs_are_the_published_ones() -> None:
    for (old, new), proof in consistency.items():
        hashes = prove(consistency_plan(old, new), source(leaves))
        assert [each.hex() for each in hashes] == proof
        assert grew(old, roots[old], new, roots[new], hashes)


@given(st.integers(1, 300), st.data())
def test_roots_and_proofs_equal_those_of_a_naive_tree(size: int, data: st.DataObject) -> None:
    below, index = made(size), data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    root = naive_root(below)
    path = prove(inclusion_plan(index, size), source(below))
    steps = prove(consistency_plan(old, size), source(below))
    assert root_at(size, source(below)) == root
    assert path == naive_path(index, below)
    assert steps == naive_subproof(old, below, True)
    assert includes(root, size, path, index=index, leaf=below[index])
    assert grew(old, naive_root(below[:old]), size, root, steps)


@given(st.lists(st.integers(0, 70), max_size=6), st.integers(0, 4))
def test_batches_make_the_same_tree_and_store_each_whole_node_once(
    batches: list[int], keep_from: int
) -> None:
    below, frontier = made(sum(batches)), Frontier()
    stored: dict[Node, bytes] = {}
    for count in batches:
        batch = below[frontier.size : frontier.size + count]
        frontier, nodes = frontier.extended(batch, keep_from=keep_from)
        assert not nodes.keys() & stored.keys()
        stored |= nodes
        assert Frontier.unpacked(frontier.size, frontier.packed()) == frontier
    size = len(below)
    assert frontier.root == naive_root(below)
    levels = range(keep_from, size.bit_length())
    assert stored.keys() == {(at, each) for at in levels for each in range(size >> at)}
    for level, index in stored:
        part = below[index << level : (index + 1) << level]
        assert stored[level, index] == naive_root(part)


@given(st.integers(1, 300), st.integers(1, 4), st.data())
def test_a_batch_of_proofs_needs_the_nodes_and_leaves_that_it_says_and_no_more(
    size: int, stored_from: int, data: st.DataObject
) -> None:
    below = made(size)
    _, stored = Frontier().extended(below, keep_from=stored_from)
    indexes = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=5))
    old = data.draw(st.integers(0, size))
    plans = [inclusion_plan(index, size) for index in indexes]
    plans += [consistency_plan(old, size), [covering(0, old)]]
    wanted = needs(plans, stored_from=stored_from)
    assert len(wanted.nodes) <= len(plans) * 2 * size.bit_length()
    assert sum(stop - start for start, stop in wanted.leaves) <= len(plans) * 2 << stored_from
    fetched = tree_of(
        {node: stored[node] for node in wanted.nodes},
        {at: below[at] for start, stop in wanted.leaves for at in range(start, stop)},
    )
    for index, plan in zip(indexes, plans, strict=False):
        assert prove(plan, fetched) == naive_path(index, below)
    assert root_at(old, fetched) == naive_root(below[:old])


@given(sizes, sizes, sizes)
def test_a_range_of_whole_subtrees_completes_a_tree(first: int, more: int, rest: int) -> None:
    below, tree = made(first + more + rest), source(made(first + more + rest))
    left = Frontier(first, tuple(tree(*each) for each in covering(0, first)))
    middle, _ = left.extended(below[first : first + more])
    right = [tree(*each) for each in covering(first + more, len(below))]
    assert middle.followed_by(right, len(below)).root == naive_root(below)


def test_each_byte_of_a_proof_changed_once_is_refused() -> None:
    below = made(23)
    root, path = naive_root(below), naive_path(13, below)
    steps, old_root = naive_subproof(13, below, True), naive_root(below[:13])
    assert includes(root, 23, path, index=13, leaf=below[13])
    assert grew(13, old_root, 23, root, steps)
    for at in range(len(path)):
        for wrong in every_byte_changed(path[at]):
            altered = [*path[:at], wrong, *path[at + 1 :]]
            assert not includes(root, 23, altered, index=13, leaf=below[13])
    for at in range(len(steps)):
        for wrong in every_byte_changed(steps[at]):
            assert not grew(13, old_root, 23, root, [*steps[:at], wrong, *steps[at + 1 :]])
    for wrong in every_byte_changed(root):
        assert not includes(wrong, 23, path, index=13, leaf=below[13])
        assert not grew(13, old_root, 23, wrong, steps)
    for wrong in every_byte_changed(old_root):
        assert not grew(13, wrong, 23, root, steps)
    for wrong in every_byte_changed(below[13]):
        assert not includes(root, 23, path, index=13, leaf=wrong)


def every_byte_changed(value: bytes) -> list[bytes]:
    return [
        value[:at] + bytes([value[at] ^ 1 << (at % 8)]) + value[at + 1 :]
        for at in range(len(value))
    ]


def test_a_proof_holds_for_no_other_place_and_no_other_length() -> None:
    below = made(23)
    root, path, steps = naive_root(below), naive_path(13, below), naive_subproof(9, below, True)
    old_root = naive_root(below[:9])
    assert not any(includes(root, 23, path, index=n, leaf=below[13]) for n in range(13))
    assert not includes(root, 23, path, index=-1, leaf=below[13])
    assert not includes(root, 23, path, index=23, leaf=below[13])
    for wrong in (path[:-1], path[1:], [*path, path[0]], [path[0], *path], []):
        assert not includes(root, 23, wrong, index=13, leaf=below[13])
    for wrong in (steps[:-1], steps[1:], [*steps, steps[0]], [steps[0], *steps], []):
        assert not grew(9, old_root, 23, root, wrong)
    assert not grew(23, root, 9, old_root, steps)
    assert not grew(-1, root, 23, root, steps)


def test_same_sizes_are_consistent_with_the_same_root_only() -> None:
    assert grew(8, roots[8], 8, roots[8], [])
    assert not grew(8, roots[8], 8, roots[7], [])
    assert not grew(8, roots[8], 8, roots[8], [roots[8]])
    assert grew(0, empty_root, 8, roots[8], [])
    assert not grew(0, roots[1], 8, roots[8], [])


def test_what_the_tree_does_not_have_cannot_be_proven() -> None:
    for index, size in ((0, 0), (8, 8), (-1, 8)):
        with pytest.raises(OutOfTree):
            inclusion_plan(index, size)
    with pytest.raises(OutOfTree):
        consistency_plan(9, 8)
    with pytest.raises(KeyError):
        tree_of({}, {})(3, 0)
    with pytest.raises(ValueError, match="not those of a tree of that size"):
        Frontier(3, (roots[1],))
    with pytest.raises(ValueError, match="not those of a tree of that size"):
        Frontier.unpacked(1, roots[1] + b"more")


def test_fifty_thousand_leaves_are_appended_in_a_second() -> None:
    below = made(50_000)
    begun = time.process_time()
    frontier = Frontier()
    for start in range(0, len(below), 500):
        frontier, _ = frontier.extended(below[start : start + 500])
    assert time.process_time() - begun < 1
    assert frontier.size == 50_000
