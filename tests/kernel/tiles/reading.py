"""Reads a vector tile as a map library does (specification 2.1), for tests."""

from collections.abc import Iterator
from typing import Any

Ring = list[tuple[int, int]]


def _varint(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        number |= (content[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not content[at - 1] & 0x80:
            return number, at


def _fields(content: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        number, at = _varint(content, at)
        if key & 7 == 2:
            yield key >> 3, content[at : at + number]
            at += number
        else:
            yield key >> 3, number


def _numbers(content: bytes) -> Iterator[int]:
    at = 0
    while at < len(content):
        number, at = _varint(content, at)
        yield number


def _rings(geometry: bytes) -> list[Ring]:
    numbers, here = _numbers(geometry), (0, 0)
    rings: list[Ring] = []
    for command in numbers:
        if command & 7 == 1:
            rings.append([])
        if command & 7 == 7:
            continue
        for _ in range(command >> 3):
            x, y = ((n >> 1) ^ -(n & 1) for n in (next(numbers), next(numbers)))
            here = here[0] + x, here[1] + y
            rings[-1].append(here)
    return rings


def layers_of(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return layer → features with ``id``, ``name``, ``type`` and ``rings``."""
    found: dict[str, list[dict[str, Any]]] = {}
    for _, layer in _fields(tile):
        parts = list(_fields(layer))
        values = [dict(_fields(value))[1].decode() for key, value in parts if key == 4]
        name = next(value for key, value in parts if key == 1).decode()
        found[name] = []
        for feature in (dict(_fields(value)) for key, value in parts if key == 2):
            tags = list(_numbers(feature.get(2, b"")))
            found[name].append(
                {
                    "id": feature.get(1),
                    "name": values[tags[1]] if tags else "",
                    "type": feature[3],
                    "rings": _rings(feature[4]),
                }
            )
    return found
