"""The catalogue as one file: how it is written, and what it is refused for."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from linli.grid.categories.rules import EMERGENCY_LINES, Category, Level, Visibility
from linli.grid.suggestions.rules import folded
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.territory.rules import RowFault

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
            if all(folded(part) for keyword in kept for part in re.split(r"[/\s]", keyword)):
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
