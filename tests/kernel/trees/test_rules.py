"""The tree and its proofs, by the vectors of RFC 6962 and for every size up to 300."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.trees import rules
from linli.kernel.trees.rules import Edge, Hash, Place, Span

LEAVES = [
    bytes.fromhex(words)
    for words in (
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
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The vectors of the reference implementation of RFC 6962, also used by RFC 9162 logs."""

MOST = 300


class Tree:
    """A tree of the first ``MOST`` whole numbers, with every complete subtree."""

    def __init__(self, contents: list[bytes]) -> None:
        edge = Edge()
        self.nodes: dict[Place, Hash] = {}
        self.roots = [edge.root]
        self.leaves = [rules.leaf_hash(content) for content in contents]
        for leaf in self.leaves:
            for level, number, hashed in edge.append(leaf):
                self.nodes[level, number] = hashed
            self.roots.append(edge.root)

    def hashes(self, spans: list[Span]) -> list[Hash]:
        return rules.hashes_of(spans, self.nodes.__getitem__)


TREE = Tree([number.to_bytes(2, "big") for number in range(MOST)])
SIZES = st.integers(1, MOST)


def plainly(leaves: list[Hash]) -> Hash:
    """Return the root as RFC 9162 defines it, by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return rules.node_hash(plainly(leaves[:half]), plainly(leaves[half:]))


def test_the_roots_are_those_of_the_vectors() -> None:
    assert rules.EMPTY.hex() == ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert [root.hex() for root in Tree(LEAVES).roots[1:]] == ROOTS


def test_the_proofs_are_those_of_the_vectors() -> None:
    tree = Tree(LEAVES)

    assert [each.hex() for each in tree.hashes(rules.inclusion_path(0, 8))] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [each.hex() for each in tree.hashes(rules.inclusion_path(5, 8))] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [each.hex() for each in tree.hashes(rules.consistency_path(6, 8))] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", range(MOST + 1))
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    assert TREE.roots[size] == plainly(TREE.leaves[:size])
    assert rules.joined([TREE.nodes[it] for it in rules.complete((0, size))]) == TREE.roots[size]


@settings(max_examples=400, deadline=None)
@given(SIZES, st.data())
def test_every_leaf_proves_that_it_is_in_and_no_altered_proof_does(
    size: int, drawn: st.DataObject
) -> None:
    index = drawn.draw(st.integers(0, size - 1))
    path = TREE.hashes(rules.inclusion_path(index, size))
    good: dict[str, Any] = {
        "leaf": TREE.leaves[index],
        "index": index,
        "size": size,
        "path": path,
        "root": TREE.roots[size],
    }

    assert rules.is_included(**good)
    assert len(path) <= size.bit_length()
    changes: list[dict[str, Any]] = [
        {"leaf": altered(TREE.leaves[index], drawn)},
        {"root": altered(TREE.roots[size], drawn)},
        {"path": [*path, TREE.leaves[0]]},
        {"index": size},
    ]
    changes += [{"index": other} for other in range(size) if other != index]
    if path:
        at = drawn.draw(st.integers(0, len(path) - 1))
        changes += [
            {"path": path[:-1]},
            {"path": [*path[:at], altered(path[at], drawn), *path[at + 1 :]]},
        ]
    for change in changes:
        assert not rules.is_included(**(good | change))


@settings(max_examples=400, deadline=None)
@given(SIZES, st.data())
def test_every_size_proves_that_it_grew_from_every_smaller_one_and_no_altered_proof_does(
    new: int, drawn: st.DataObject
) -> None:
    old = drawn.draw(st.integers(1, new))
    path = TREE.hashes(rules.consistency_path(old, new))
    good: dict[str, Any] = {
        "old": old,
        "new": new,
        "old_root": TREE.roots[old],
        "new_root": TREE.roots[new],
        "path": path,
    }

    assert rules.is_consistent(**good)
    assert len(path) <= new.bit_length() + 1
    changes: list[dict[str, Any]] = [
        {"old_root": altered(TREE.roots[old], drawn)},
        {"new_root": altered(TREE.roots[new], drawn)},
        {"path": [*path, TREE.leaves[0]]},
        {"old": new + 1},
        {"old": 0},
    ]
    if path:
        at = drawn.draw(st.integers(0, len(path) - 1))
        changes += [
            {"path": []},
            {"path": path[:-1]},
            {"path": [*path[:at], altered(path[at], drawn), *path[at + 1 :]]},
        ]
    for change in changes:
        assert not rules.is_consistent(**(good | change))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 3)])
def test_has_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        rules.inclusion_path(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (4, 3)])
def test_has_no_proof_between_sizes_that_do_not_follow(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        rules.consistency_path(old, new)


def altered(hashed: Hash, drawn: st.DataObject) -> Hash:
    """Return the hash with one bit turned."""
    bit = drawn.draw(st.integers(0, 255))
    return (int.from_bytes(hashed, "big") ^ (1 << bit)).to_bytes(32, "big")
