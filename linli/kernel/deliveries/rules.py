"""What becomes of the rows of a file, and of the file itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, NotFound, gettext_noop

KEPT = timedelta(days=1)
"""So long a file waits between being looked at and being taken in; ours (decision 0039)."""


class Outcome(StrEnum):
    """What a row of a file does to what is there."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.NEW: gettext_noop("new"),
    Outcome.CHANGED: gettext_noop("changed"),
    Outcome.UNCHANGED: gettext_noop("unchanged"),
    Outcome.REFUSED: gettext_noop("cannot be taken in"),
}
"""English names of the outcomes; pages translate them."""


CHANGES: dict[str, str] = {
    "name": gettext_noop("Another name"),
    "style": gettext_noop("Called otherwise"),
    "households": gettext_noop("Another number of households"),
    "parent_id": gettext_noop("Part of another unit"),
    "code": gettext_noop("Another code"),
    "outline": gettext_noop("Another outline"),
    "phone": gettext_noop("Another telephone number"),
    "username": gettext_noop("Another sign-in name"),
    "starts_on": gettext_noop("Another first day"),
    "ends_on": gettext_noop("Another last day"),
}
"""Word of what changes → the note that says so."""


def change_notes(words: Iterable[str]) -> tuple[str, ...]:
    """Return the notes that say what of something changes, in the order of ``CHANGES``."""
    changed = set(words)
    return tuple(note for word, note in CHANGES.items() if word in changed)


class DeliveryGone(NotFound):
    """The file was taken in, or was kept for a day and is not here any more."""

    code = "deliveries.gone"
    message = gettext_noop("This file is not here any more; a file is kept for one day.")
    hint = gettext_noop("Send the file again. What was taken in already is not taken in twice.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one row does: its number in the file, its name, notes in English for the reader."""

    number: int
    name: str
    outcome: Outcome
    notes: tuple[str, ...] = ()
    error: InputRefused | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a file does, row by row, in the order of the file."""

    verdicts: Sequence[Verdict]

    @property
    def counts(self) -> dict[Outcome, int]:
        """Return how many rows have each outcome; none is left out."""
        found = Counter(each.outcome for each in self.verdicts)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def faults(self) -> list[tuple[int, InputRefused]]:
        """Return the rows that cannot be used: number and reason."""
        return [(each.number, each.error) for each in self.verdicts if each.error]

    @property
    def acts(self) -> bool:
        """Return whether taking the file in would change anything."""
        return any(each.outcome in (Outcome.NEW, Outcome.CHANGED) for each in self.verdicts)
