"""What a category says, which one a resident's words suggest, and who may lead in it.

The three rules are ours (decision 0008); that a community is never made the lead outside its
own list of duties is article 17 of Beijing's ordinance on swift response (governance rules, H8).
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.people.rules import Placed
from linli.kernel.territory.rules import RowFault


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
    them; of words separated by a space all are needed, of those by a ``/`` one. ``source`` says where
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
    said = _folded(words)
    scored = sorted(
        (-_score(said, category), category.sort, category.code) for category in categories
    )
    fitting = [Suggestion(code, -lost) for lost, _, code in scored if -lost >= THRESHOLD]
    return fitting[:MOST_SUGGESTIONS]


def _folded(words: str) -> str:
    """Return letters and digits only: width and case folded, no spaces, no punctuation."""
    folded = unicodedata.normalize("NFKC", words).lower()
    return "".join(sign for sign in folded if sign.isalnum())


def _score(said: str, category: Category) -> int:
    doubt = 100.0
    for name in (category.name_zh, category.name_en):
        if _folded(name) in said:
            doubt *= 1 - NAME_WEIGHT / 100
    for keyword in category.keywords:
        doubt *= 1 - _weight(said, keyword) / 100
    return round(100 - doubt)


@lru_cache(maxsize=8192)
def _parts(keyword: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a keyword, folded: of each group one is needed."""
    return tuple(tuple(map(_folded, part.split("/"))) for part in keyword.split())


def _weight(said: str, keyword: str) -> int:
    """Return how far one keyword settles the matter, percent; 0 where it is not all there."""
    found = [max((len(w) for w in part if w in said), default=0) for part in _parts(keyword)]
    if not all(found):
        return 0
    return WEIGHTS.get(sum(found) + (len(found) == 1), LONG_WEIGHT)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of the list of duties, with the organisation's kind and its own unit."""

    organisation_id: UUID
    kind: str
    unit_id: UUID | None
    category: str = ""
    department: str = ""
    may_lead: bool = True
    may_assist: bool = True


LEADS_AT: dict[str, Level] = {
    "community": Level.COMMUNITY,
    "street_office": Level.STREET,
    "department": Level.DISTRICT,
    "district_office": Level.DISTRICT,
}
"""At which level an organisation of each kind leads; a company assists, it never leads."""

UPWARD: dict[Level, tuple[Level, ...]] = {
    Level.GRID: (Level.COMMUNITY, Level.STREET, Level.DISTRICT),
    Level.COMMUNITY: (Level.COMMUNITY, Level.STREET, Level.DISTRICT),
    Level.STREET: (Level.STREET, Level.DISTRICT),
    Level.DISTRICT: (Level.DISTRICT,),
}
"""Level of a category → the levels that are asked for a lead, the most local first."""


def units_of(place: Placed) -> frozenset[UUID]:
    """Return the units that contain a place: district, street, community, as far as known."""
    units = (place.district_id, place.street_id, place.community_id)
    return frozenset(unit for unit in units if unit is not None)


def lead_candidates(
    category: Category,
    duties: Iterable[DutyLine],
    place: Placed,
    *,
    every_level: bool = False,
) -> list[UUID]:
    """Return which organisations may lead in such a matter at a place, most fitting first.

    An organisation may lead where a duty names the category or its department, where its own
    unit contains the place, and at the level of the category; where nobody there has the duty,
    the next level up is asked. A duty that names the category comes before one that names the
    department; then the order is that of the keys. A community without the duty never leads.
    ``every_level``: name the levels above too, for the desk above that decides after returns.
    """
    fitting = [line for line in duties if line.may_lead and _fits(line, category, place)]
    if every_level:
        levels = UPWARD[category.level]
        return _in_order(line for line in fitting if LEADS_AT.get(line.kind) in levels)
    for level in UPWARD[category.level]:
        here = [line for line in fitting if LEADS_AT.get(line.kind) is level]
        if here:
            return _in_order(here)
    return []


def assist_candidates(category: Category, duties: Iterable[DutyLine], place: Placed) -> list[UUID]:
    """Return which organisations may assist at a place, of every level; order as for leads."""
    return _in_order(line for line in duties if line.may_assist and _fits(line, category, place))


def _fits(line: DutyLine, category: Category, place: Placed) -> bool:
    if line.unit_id not in units_of(place):
        return False
    return category.code == line.category or category.department == line.department


def _in_order(lines: Iterable[DutyLine]) -> list[UUID]:
    ordered = sorted(lines, key=lambda line: (not line.category, line.organisation_id))
    return list(dict.fromkeys(line.organisation_id for line in ordered))


FORMAT = "linli-catalogue-1"

LENGTHS = {
    "code": 12,
    "name_zh": 60,
    "name_en": 80,
    "group_zh": 40,
    "group_en": 60,
    "department": 40,
    "source": 200,
}
"""Texts of a category that must be there → their most signs."""

MOST_KEYWORDS, KEYWORD_SIGNS = 30, 200
LONGEST_LIMIT = 100_000  # minutes or days; what is longer is a slip of the pen

ORDER = tuple(field.name for field in fields(Category) if field.name != "sort")
FIELDS = frozenset(ORDER)


class NotACatalogue(InputRefused):
    """The file is not a catalogue of ours."""

    code = "grid.not_a_catalogue"
    message = gettext_noop("This file is not a catalogue in the form %(form)s.")
    hint = gettext_noop("Export the catalogue in force and change that file.")


class FieldsDiffer(InputRefused):
    """A category lacks fields, or has fields that nobody knows."""

    code = "grid.category_fields_differ"
    message = gettext_noop("Fields that are missing or not known: %(fields)s.")
    hint = gettext_noop("Give every category the same fields as in the exported file.")


class FieldUnreadable(InputRefused):
    """A field of a category has another form than it needs."""

    code = "grid.category_field_unreadable"
    message = gettext_noop("The field “%(field)s” is empty or does not have the form it needs.")
    hint = gettext_noop("docs/reference/catalogue.md says how each field is written.")


class CodeTwice(InputRefused):
    """Two categories have the same code."""

    code = "grid.category_code_twice"
    message = gettext_noop("The code “%(category)s” stands in the file twice.")
    hint = gettext_noop("Give each category a code of its own.")


class CatalogueRefused(InputRefused):
    """Some rows cannot be used, so that nothing was adopted; ``faults`` has each of them."""

    code = "grid.catalogue_refused"
    message = gettext_noop("%(count)s categories cannot be used; nothing was adopted.")
    hint = gettext_noop("Correct these rows and bring in the whole file again.")

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A catalogue as one file: where it comes from, and its categories in their order."""

    source: str
    categories: tuple[Category, ...]


def read_catalogue(content: bytes) -> CatalogueFile:
    """Return what a catalogue file says; row numbers of faults count the categories from 1.

    Raises:
        NotACatalogue: the file as a whole has another form.
        CatalogueRefused: some categories cannot be used; it names them all.
    """
    rows, source = _opened(content)
    found: dict[str, Category] = {}
    faults = []
    for number, row in enumerate(rows, start=1):
        try:
            category = _read_row(row, number)
            if category.code in found:
                raise CodeTwice(category=category.code)
            found[category.code] = category
        except InputRefused as error:
            faults.append(RowFault(number, error))
    if faults:
        raise CatalogueRefused(faults)
    return CatalogueFile(source, tuple(found.values()))


def _opened(content: bytes) -> tuple[list[object], str]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise NotACatalogue(form=FORMAT) from None
    match told:
        case {"format": form, "source": str() as source, "categories": [_, *_] as rows}:
            if form == FORMAT and 0 < len(source) <= LENGTHS["source"]:
                return rows, text.clean(source, most=LENGTHS["source"])
    raise NotACatalogue(form=FORMAT)


def _read_row(row: object, sort: int) -> Category:
    if not isinstance(row, dict):
        raise FieldsDiffer(fields=sorted(FIELDS))
    if differing := FIELDS ^ row.keys():
        raise FieldsDiffer(fields=sorted(differing))
    words = {name: _text(row, name, most=most) for name, most in LENGTHS.items()}
    if not re.fullmatch(r"[A-Z0-9-]+", words["code"]):
        raise FieldUnreadable(field="code")
    if not re.fullmatch(r"[a-z_]+", words["department"]):
        raise FieldUnreadable(field="department")
    return Category(
        **words,
        level=Level(_choice(row, "level", tuple(Level))),
        handle=None if row["handle"] is None else _limit(row, "handle"),
        verify=_limit(row, "verify"),
        emergency=_choice(row, "emergency", ("", *EMERGENCY_LINES)),
        visibility=Visibility(_choice(row, "visibility", tuple(Visibility))),
        keywords=_keywords(row),
        sort=sort,
    )


def _text(row: dict[str, object], field: str, *, most: int) -> str:
    value = row[field]
    if isinstance(value, str) and (kept := text.clean(value, most=most)):
        return kept
    raise FieldUnreadable(field=field)


def _choice(row: dict[str, object], field: str, possible: Sequence[str]) -> str:
    value = row[field]
    if isinstance(value, str) and value in possible:
        return value
    raise FieldUnreadable(field=field)


def _limit(row: dict[str, object], field: str) -> Limit:
    match row[field]:
        case [int() as value, str() as unit] if value is not True and unit in set(Unit):
            if 0 < value <= LONGEST_LIMIT:
                return Limit(value, Unit(unit))
    raise FieldUnreadable(field=field)


def _keywords(row: dict[str, object]) -> tuple[str, ...]:
    match row["keywords"]:
        case list() as keywords if len(keywords) <= MOST_KEYWORDS:
            kept = tuple(_text({"keywords": k}, "keywords", most=KEYWORD_SIGNS) for k in keywords)
            if all(_folded(part) for keyword in kept for part in re.split(r"[/\s]", keyword)):
                return kept
    raise FieldUnreadable(field="keywords")


def write_catalogue(file: CatalogueFile) -> bytes:
    """Return a catalogue as its file, one category a line; ``read_catalogue`` takes it back."""
    head = f'  "format": {_json(FORMAT)},\n  "source": {_json(file.source)},\n'
    lines = ",\n".join(f"    {_json(_written(category))}" for category in file.categories)
    return f'{{\n{head}  "categories": [\n{lines}\n  ]\n}}\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _written(category: Category) -> dict[str, object]:
    values = {name: getattr(category, name) for name in ORDER}
    for name in ("handle", "verify"):
        limit = values[name]
        values[name] = None if limit is None else [limit.value, limit.unit]
    return values
