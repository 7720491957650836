"""Which categories the words of a report suggest; the weights are ours (decision 0008)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from linli.grid.categories.rules import Category


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that the words of a report may mean; ``score`` is 1 to 100."""

    code: str
    score: int


THRESHOLD = 40
"""Below this score nothing is suggested; one word of two signs just reaches it."""

MOST_SUGGESTIONS = 5

WEIGHTS = {1: 0, 2: 25, 3: 40, 4: 52, 5: 62, 6: 70}
"""Signs found of a keyword (one more where it is one word) → how far it settles the matter."""

LONG_WEIGHT, NAME_WEIGHT = 76, 80


def suggest(words: str, categories: Sequence[Category]) -> list[Suggestion]:
    """Return the categories that the words of a report suggest, best first, at most five.

    Each keyword found takes away its share of the doubt that is left; a category is suggested
    when enough of the doubt is gone (``THRESHOLD``). Words that fit nothing suggest nothing.
    """
    said = folded(words)
    scored = sorted(
        (-_score(said, category), category.sort, category.code) for category in categories
    )
    fitting = [Suggestion(code, -lost) for lost, _, code in scored if -lost >= THRESHOLD]
    return fitting[:MOST_SUGGESTIONS]


def folded(words: str) -> str:
    """Return letters and digits only: width and case folded, no spaces, no punctuation."""
    lowered = unicodedata.normalize("NFKC", words).lower()
    return "".join(sign for sign in lowered if sign.isalnum())


def _score(said: str, category: Category) -> int:
    doubt = 100.0
    for name in (category.name_zh, category.name_en):
        if folded(name) in said:
            doubt *= 1 - NAME_WEIGHT / 100
    for keyword in category.keywords:
        doubt *= 1 - _weight(said, keyword) / 100
    return round(100 - doubt)


@lru_cache(maxsize=8192)
def _parts(keyword: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a keyword, folded: of each group one is needed."""
    return tuple(tuple(map(folded, part.split("/"))) for part in keyword.split())


def _weight(said: str, keyword: str) -> int:
    """Return how far one keyword settles the matter, percent; 0 where it is not all there."""
    found = [max((len(w) for w in part if w in said), default=0) for part in _parts(keyword)]
    if not all(found):
        return 0
    return WEIGHTS.get(sum(found) + (len(found) == 1), LONG_WEIGHT)
