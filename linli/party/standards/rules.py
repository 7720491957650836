"""What a standard asks: items with whole weights, what proves each, by when or how often.

Source: article, pillar one: 东茅岭街道 “四四七”, “六好” (rows P1, P5) and pillar two: “1+3+N” (row
G5). The article names the standards and not their items, so none is written here: the office that
sets a standard enters its items with their source, and one without items says that it has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop

MOST_ITEMS, MOST_WEIGHT = 60, 100
MOST_NAME, MOST_SOURCE, MOST_ITEM, MOST_EVIDENCE = 60, 200, 200, 200
"""POLICY. Items of a standard, the weight of one, and characters (decision 0037)."""


class Period(StrEnum):
    """How often a standard is to be met."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


PERIOD_NAMES: dict[Period, str] = {
    Period.ONCE: gettext_noop("once"),
    Period.MONTH: gettext_noop("every month"),
    Period.QUARTER: gettext_noop("every quarter"),
    Period.HALF: gettext_noop("every half-year"),
    Period.YEAR: gettext_noop("every year"),
}
"""English names of the periods; pages translate them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a standard asks.

    ``key`` is its place in the edition, 1 or more. ``evidence``: what proves it, '' where nothing
    is named. ``needs_file``: it is met with a file only.
    """

    key: str
    text: str
    weight: int = 1
    evidence: str = ""
    needs_file: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """What one edition of a standard says; ``due_on`` is the day by which it is met once."""

    name: str
    source: str
    period: Period = Period.ONCE
    due_on: date | None = None
    items: tuple[Item, ...] = ()

    @property
    def weight(self) -> int:
        """Return the sum of all weights."""
        return sum(item.weight for item in self.items)

    def content(self) -> dict[str, object]:
        """Return it as the payload of an edition keeps it."""
        return {
            "name": self.name,
            "source": self.source,
            "period": self.period.value,
            "due_on": self.due_on.isoformat() if self.due_on else "",
            "items": [
                {
                    "key": item.key,
                    "text": item.text,
                    "weight": item.weight,
                    "evidence": item.evidence,
                    "needs_file": item.needs_file,
                }
                for item in self.items
            ],
        }


def read(content: Mapping[str, object]) -> Standard:
    """Return the standard that an edition keeps; an empty one where its words were erased."""
    items = content.get("items")
    due_on = str(content.get("due_on") or "")
    return Standard(
        name=str(content.get("name", "")),
        source=str(content.get("source", "")),
        period=Period(str(content.get("period") or Period.ONCE)),
        due_on=date.fromisoformat(due_on) if due_on else None,
        items=tuple(_item(each) for each in items) if isinstance(items, list) else (),
    )


def _item(kept: Mapping[str, object]) -> Item:
    return Item(
        key=str(kept["key"]),
        text=str(kept["text"]),
        weight=int(str(kept["weight"])),
        evidence=str(kept.get("evidence", "")),
        needs_file=bool(kept.get("needs_file")),
    )


class SourceNeeded(InputRefused):
    """A standard without name or source."""

    code = "party.source_needed"
    message = gettext_noop("A standard needs a name, and the document or office it comes from.")
    hint = gettext_noop("Enter both. What the source does not say is left empty, not made up.")


class ItemRefused(InputRefused):
    """An item without words, with a weight out of range, or one too many."""

    code = "party.item_refused"
    message = gettext_noop(
        "An item needs words and a whole weight from 1 to %(most_weight)s; a standard has at most "
        "%(most_items)s items."
    )
    hint = gettext_noop("Correct the line that lacks one of them, or leave it empty.")


class NothingToAssess(RuleBroken):
    """The standard names no items."""

    code = "party.nothing_to_assess"
    message = gettext_noop("This standard names no items, so nothing can be assessed against it.")
    hint = gettext_noop("Enter the items that its source names in the next edition.")


def check_standard(standard: Standard) -> None:
    """Refuse a standard that nobody could trace or reckon with.

    Raises:
        SourceNeeded, ItemRefused.
    """
    if not standard.name or not standard.source:
        raise SourceNeeded
    is_whole = all(item.text and 1 <= item.weight <= MOST_WEIGHT for item in standard.items)
    if not is_whole or len(standard.items) > MOST_ITEMS:
        raise ItemRefused(most_weight=MOST_WEIGHT, most_items=MOST_ITEMS)


def numbered(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return items with the keys 1, 2, 3 … in their order."""
    return tuple(
        Item(str(number), one.text, one.weight, one.evidence, one.needs_file)
        for number, one in enumerate(items, start=1)
    )


def check_may_be_assessed(standard: Standard) -> None:
    """Refuse to assess against a standard without items.

    Raises:
        NothingToAssess: it names none.
    """
    if not standard.items:
        raise NothingToAssess
