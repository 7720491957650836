"""What an entry says of the rows that lie beside a case: its tasks, its disputes and the like.

Such a row has no stream of its own. The entry of the case carries its new values under the
name of its noun, ``{"task": {"id": key, "set": {field: value}}}``, or a list of these where one
step changes several rows; folding a case's entries gives every row beside it again.
"""

from collections.abc import Iterable, Iterator, Mapping

Values = dict[str, object]


def changes_of(noun: str, facts: Mapping[str, object]) -> Iterator[tuple[str, Values]]:
    """Yield the key and the new values of each row of a noun that an entry changed."""
    told = facts.get(noun)
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, Mapping) and isinstance(one.get("set"), Mapping):
            yield str(one["id"]), dict(one["set"])


def fold(noun: str, facts: Iterable[Mapping[str, object]]) -> dict[str, Values]:
    """Return key → values of each row of a noun, from the facts of a case's entries in order."""
    rows: dict[str, Values] = {}
    for entry in facts:
        for key, values in changes_of(noun, entry):
            rows.setdefault(key, {}).update(values)
    return rows
