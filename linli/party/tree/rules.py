"""The quick filters of the register of Party organisations, and the order of a tree."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from linli.kernel.common.errors import gettext_noop

QUICK_NAMES: dict[str, str] = {
    "": gettext_noop("All at work"),
    "vacancies": gettext_noop("With vacancies"),
    "late": gettext_noop("Term over"),
    "soon": gettext_noop("Term ends soon"),
    "unknown": gettext_noop("Property service not recorded"),
    "rootless": gettext_noop("Superior not recorded"),
    "ended": gettext_noop("Ended"),
}
"""Word of a quick filter → its name; the empty word leaves all that are at work."""

Key = TypeVar("Key", bound=Hashable)


def in_order(rows: Iterable[tuple[Key, Key | None]]) -> list[tuple[Key, int]]:
    """Return keys as a tree is read, each with its depth: what stands under one comes after it.

    Args:
        rows: key and the key it stands under, in the order of siblings. One whose superior is
            not among them begins at depth 0.
    """
    listed = list(rows)
    known = {key for key, _ in listed}
    parts: dict[Key | None, list[Key]] = defaultdict(list)
    for key, above in listed:
        parts[above if above in known else None].append(key)
    return list(_down(parts, None, 0))


def _down(
    parts: dict[Key | None, list[Key]], above: Key | None, depth: int
) -> Iterator[tuple[Key, int]]:
    for key in parts[above]:
        yield key, depth
        yield from _down(parts, key, depth + 1)
