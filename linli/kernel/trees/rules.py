"""A Merkle tree over a log that only grows, and its two proofs; plain arithmetic.

Source: RFC 9162, section 2.1 (the same trees as in RFC 6962), SHA-256. The tree over
``size`` leaves splits at the largest power of two below ``size``. A *complete* subtree
``(level, number)`` covers the 2^level leaves from number · 2^level on; it never changes once
it is full, so that these are all that need to be kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

Hash = bytes
Place = tuple[int, int]
"""(level, number) of a complete subtree; level 0 are the leaves."""
Span = tuple[int, int]
"""(first leaf, leaf after the last) of a subtree, complete or not."""
Node = tuple[int, int, Hash]
"""(level, number, hash) of a complete subtree."""

EMPTY: Hash = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(content: bytes) -> Hash:
    """Return the hash of one leaf, 32 bytes: H(0x00 ‖ content)."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of two subtrees side by side, 32 bytes: H(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete(span: Span) -> list[Place]:
    """Return the complete subtrees a subtree consists of, left to right; at most one a level."""
    start, end = span
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def joined(hashes: Sequence[Hash]) -> Hash:
    """Return the hash over complete subtrees that stand side by side, the largest first."""
    if not hashes:
        return EMPTY
    whole = hashes[-1]
    for left in reversed(hashes[:-1]):
        whole = node_hash(left, whole)
    return whole


class Edge:
    """The right edge of a tree: all that must be remembered so that it can grow.

    ``hashes`` are those of ``complete((0, size))``.
    """

    def __init__(self, size: int = 0, hashes: Sequence[Hash] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: Hash) -> list[Node]:
        """Add one leaf and return it with the subtrees that it completes, lowest first."""
        new = [(0, self.size, leaf)]
        level, number = 0, self.size
        while number & 1:
            leaf = node_hash(self.hashes.pop(), leaf)
            level, number = level + 1, number >> 1
            new.append((level, number, leaf))
        self.hashes.append(leaf)
        self.size += 1
        return new

    @property
    def root(self) -> Hash:
        """Return the root of the tree as it is now."""
        return joined(self.hashes)


def _split(size: int) -> int:
    """Return the largest power of two below ``size`` (2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(index: int, size: int) -> list[Span]:
    """Return the subtrees beside the way from leaf ``index`` up to the root of ``size`` leaves.

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} among {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int) -> list[Span]:
    """Return the subtrees that show that ``new`` leaves begin with the same ``old`` leaves.

    Raises:
        ValueError: not 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"{old} leaves are no beginning of {new}")
    path, start, end = [], 0, new
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return path[::-1]


def is_included(leaf: Hash, *, index: int, size: int, path: Sequence[Hash], root: Hash) -> bool:
    """Return whether ``path`` leads from a leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(beside, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    *, old: int, new: int, old_root: Hash, new_root: Hash, path: Sequence[Hash]
) -> bool:
    """Return whether ``path`` shows that nothing of the old tree was changed (2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not (0 < old < new and steps):
        return False
    return _climbed(old - 1, new - 1, steps) == (old_root, new_root)


def _climbed(number: int, last: int, steps: Sequence[Hash]) -> tuple[Hash, Hash] | None:
    """Return both roots that a proof of consistency leads to; None where its length is wrong."""
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        number, last = number >> 1, last >> 1
    return (old, new) if last == 0 else None


def needed(spans: Iterable[Span]) -> set[Place]:
    """Return the complete subtrees from which the hashes of ``spans`` are made."""
    return {place for span in spans for place in complete(span)}


def hashes_of(spans: Sequence[Span], hash_at: Callable[[Place], Hash]) -> list[Hash]:
    """Return the hash of each span, made of those of complete subtrees."""
    return [joined([hash_at(place) for place in complete(span)]) for span in spans]
