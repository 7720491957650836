"""What a category says, which one a resident's words suggest, and who may lead in it.

The three rules are ours (decision 0008); that a community is never made the lead outside its
own list of duties is article 17 of Beijing's ordinance on swift response (governance rules, H8).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.calendar.rules import Limit
from linli.kernel.common.errors import InputRefused, gettext_noop


class UnknownCategory(InputRefused):
    """The catalogue has no such category."""

    code = "grid.unknown_category"
    message = gettext_noop("The catalogue has no category “%(category)s”.")
    hint = gettext_noop("Choose a category from the list.")


class Level(StrEnum):
    """Who settles a kind of matter; a matter of the grid is led by its community."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


class Visibility(StrEnum):
    """Whether neighbours may see that such a matter exists."""

    PUBLIC = "public"
    PRIVATE = "private"


EMERGENCY_LINES = ("110", "119", "120")


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of matter, as one edition of the catalogue has it.

    ``department`` is the word under which the list of duties finds who is in charge.
    ``emergency`` is the number to call first, or ''. ``keywords`` are texts as residents write
    them; one of several words separated by a space needs all of them. ``source`` says where
    the two limits come from; ``sort`` is the place in the list, from 1. Without ``handle``
    there is no deadline for such a matter.
    """

    code: str
    name_zh: str
    name_en: str
    group_zh: str
    group_en: str
    level: Level
    department: str
    handle: Limit | None
    verify: Limit
    emergency: str
    visibility: Visibility
    keywords: tuple[str, ...]
    source: str
    sort: int

    @property
    def is_public(self) -> bool:
        """Return whether such a matter may be shown to neighbours; an emergency never is."""
        return self.visibility is Visibility.PUBLIC and not self.emergency


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that the words of a report may mean; ``score`` is 1 to 100."""

    code: str
    score: int


THRESHOLD = 40
"""Below this score nothing is suggested; one keyword of two signs just reaches it."""

MOST_SUGGESTIONS = 5

WEIGHTS = {1: 0, 2: 40, 3: 52, 4: 62, 5: 70}
"""Length of a keyword in signs → how far (percent) it alone settles the matter."""

LONG_WEIGHT = 76
NAME_WEIGHT = 80


def suggest(words: str, categories: Sequence[Category]) -> list[Suggestion]:
    """Return the categories that the words of a report suggest, best first, at most five.

    Each keyword found takes away its share of the doubt that is left; a category is suggested
    when enough of the doubt is gone (``THRESHOLD``). Words that fit nothing suggest nothing.
    """
    text = _folded(words)
    scored = [(_score(text, category), category) for category in categories]
    fitting = [(score, category) for score, category in scored if score >= THRESHOLD]
    fitting.sort(key=lambda pair: (-pair[0], pair[1].sort))
    return [Suggestion(category.code, score) for score, category in fitting[:MOST_SUGGESTIONS]]


def _folded(words: str) -> str:
    """Return letters and digits only: width and case folded, no spaces, no punctuation."""
    folded = unicodedata.normalize("NFKC", words).lower()
    return "".join(sign for sign in folded if sign.isalnum())


def _score(text: str, category: Category) -> int:
    doubt = 100.0
    for name in (category.name_zh, category.name_en):
        if _folded(name) in text:
            doubt *= 1 - NAME_WEIGHT / 100
    for keyword in category.keywords:
        parts = [_folded(part) for part in keyword.split()]
        if all(part in text for part in parts):
            weight = WEIGHTS.get(sum(map(len, parts)), LONG_WEIGHT)
            doubt *= 1 - weight / 100
    return round(100 - doubt)


class OrganisationKind(StrEnum):
    """What an organisation is, as far as duties go; the words are those of the people."""

    DISTRICT_OFFICE = "district_office"
    DEPARTMENT = "department"
    STREET_OFFICE = "street_office"
    COMMUNITY = "community"
    PROPERTY_COMPANY = "property_company"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of the list of duties, with the organisation's kind and its own unit."""

    organisation_id: UUID
    kind: OrganisationKind
    unit_id: UUID | None
    category: str = ""
    department: str = ""
    may_lead: bool = True
    may_assist: bool = True


class Where(Protocol):
    """Where a matter lies; a case and a place of the territory both say so."""

    @property
    def district_id(self) -> UUID | None:
        """Return the district."""

    @property
    def street_id(self) -> UUID | None:
        """Return the street."""

    @property
    def community_id(self) -> UUID | None:
        """Return the community."""


LEADS_AT: dict[OrganisationKind, Level] = {
    OrganisationKind.COMMUNITY: Level.COMMUNITY,
    OrganisationKind.STREET_OFFICE: Level.STREET,
    OrganisationKind.DEPARTMENT: Level.DISTRICT,
    OrganisationKind.DISTRICT_OFFICE: Level.DISTRICT,
}
"""At which level an organisation of each kind leads; a company assists, it never leads."""

UPWARD: dict[Level, tuple[Level, ...]] = {
    Level.GRID: (Level.COMMUNITY, Level.STREET, Level.DISTRICT),
    Level.COMMUNITY: (Level.COMMUNITY, Level.STREET, Level.DISTRICT),
    Level.STREET: (Level.STREET, Level.DISTRICT),
    Level.DISTRICT: (Level.DISTRICT,),
}
"""Level of a category → the levels that are asked for a lead, the most local first."""


def units_of(place: Where) -> frozenset[UUID]:
    """Return the units that contain a place: district, street, community, as far as known."""
    units = (place.district_id, place.street_id, place.community_id)
    return frozenset(unit for unit in units if unit is not None)


def lead_candidates(category: Category, duties: Iterable[DutyLine], place: Where) -> list[UUID]:
    """Return which organisations may lead in such a matter at a place, most fitting first.

    An organisation may lead where a duty names the category or its department, where its own
    unit contains the place, and at the level of the category; where nobody there has the duty,
    the next level up is asked. A duty that names the category comes before one that names the
    department; then the order is that of the keys. A community without the duty never leads.
    """
    fitting = [line for line in duties if line.may_lead and _fits(line, category, place)]
    for level in UPWARD[category.level]:
        here = [line for line in fitting if LEADS_AT.get(line.kind) is level]
        if here:
            return _in_order(here)
    return []


def assist_candidates(category: Category, duties: Iterable[DutyLine], place: Where) -> list[UUID]:
    """Return which organisations may assist at a place, of every level; order as for leads."""
    return _in_order(line for line in duties if line.may_assist and _fits(line, category, place))


def _fits(line: DutyLine, category: Category, place: Where) -> bool:
    if line.unit_id not in units_of(place):
        return False
    return line.category == category.code or (
        bool(line.department) and line.department == category.department
    )


def _in_order(lines: Iterable[DutyLine]) -> list[UUID]:
    ordered = sorted(lines, key=lambda line: (not line.category, line.organisation_id))
    return list(dict.fromkeys(line.organisation_id for line in ordered))
