"""The editions of the standard of composition, as their page shows them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from linli.party.composition import queries as composition
from linli.party.composition.queries import Edition
from linli.party.composition.rules import SITUATION_NAMES, Seat
from linli.party.tree.queries import seat_name


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What one situation asks for, in the reader's language."""

    situation: str
    name: str
    seats: list[str]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition with what it asks for; ``state``: past, now or to_come."""

    number: int
    valid_from: date | None
    source: str
    asked: list[AskedLine]
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    """All editions, the latest first, and the content a new one is made from."""

    editions: list[EditionLine]
    present: Edition
    content: dict[str, Any]


def page(*, today: date) -> Page:
    """Return the editions of the standard; three statements."""
    present = composition.edition(today)
    listed = composition.editions()
    lines = [_line(listed[number], present, today) for number in sorted(listed, reverse=True)]
    return Page(lines, present, composition.content(today))


def _line(edition: Edition, present: Edition, today: date) -> EditionLine:
    is_to_come = edition.valid_from is not None and edition.valid_from > today
    state = "now" if edition.number == present.number else "to_come" if is_to_come else "past"
    return EditionLine(
        number=edition.number,
        valid_from=edition.valid_from,
        source=edition.source,
        asked=[
            AskedLine(
                situation=gettext(SITUATION_NAMES[situation]),
                name=seat_name(Seat("", asked.name_zh, asked.name_en)),
                seats=[seat_name(seat) for seat in asked.seats],
            )
            for situation, asked in edition.standard.asked.items()
        ],
        state=state,
    )
