"""Reads the services from the catalogue in force."""

from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext, ngettext

from linli.grid.catalogue import queries as catalogue
from linli.grid.categories.rules import Category
from linli.kernel.calendar.rules import HOURS, Limit
from linli.open311.documents.rules import Document, Row
from linli.open311.offers.rules import ServiceUnknown, keywords, kind_of


def services(*, at: datetime) -> Document:
    """Return the list of services; no statement when warm."""
    edition = catalogue.edition(at)
    rows = _rows(edition.number, get_language() or "")
    return Document("services", rows, item="service")


def definition(service_code: str, *, at: datetime) -> Document:
    """Return the definition of one service: no question is asked beside those of every report.

    Raises:
        ServiceUnknown: the catalogue in force has no such service.
    """
    found = service(service_code, at=at)
    return Document("service_definition", {"service_code": found.code, "attributes": []})


def service(service_code: str, *, at: datetime) -> Category:
    """Return the category that a service is.

    Raises:
        ServiceUnknown: the catalogue in force has no such service.
    """
    found = catalogue.edition(at).by_code.get(service_code)
    if found is None:
        raise ServiceUnknown(service_code=service_code[:60])
    return found


def name(category: Category) -> str:
    """Return the name of a category in the reader's language."""
    return category.name_zh if (get_language() or "").startswith("zh") else category.name_en


@lru_cache(maxsize=16)
def _rows(edition: int, language: str) -> list[Row]:
    """Return the rows of an edition, which never changes, in one language."""
    is_chinese = language.startswith("zh")
    return [
        {
            "service_code": category.code,
            "service_name": name(category),
            "description": _about(category),
            "metadata": False,
            "type": kind_of(category).value,
            "keywords": keywords(category),
            "group": category.group_zh if is_chinese else category.group_en,
        }
        for category in catalogue.categories(edition=edition)
    ]


def _about(category: Category) -> str | None:
    if category.emergency:
        return first_call(category)
    return _within(category.handle) if category.handle else None


def first_call(category: Category) -> str:
    """Return the sentence that comes before any report of an emergency."""
    words = gettext("Danger to life or property: call %(number)s first.")
    return words % {"number": category.emergency}


def _within(limit: Limit) -> str:
    """Return by when a matter of a kind is to be handled, once a unit has it."""
    count = limit.value // 60 if limit.unit in HOURS else limit.value
    sentences = {
        "working_hour": ngettext(
            "To be handled within %(count)s working hour.",
            "To be handled within %(count)s working hours.",
            count,
        ),
        "urgent_hour": ngettext(
            "To be handled within %(count)s hour.", "To be handled within %(count)s hours.", count
        ),
        "working_day": ngettext(
            "To be handled within %(count)s working day.",
            "To be handled within %(count)s working days.",
            count,
        ),
        "calendar_day": ngettext(
            "To be handled within %(count)s day.", "To be handled within %(count)s days.", count
        ),
    }
    return sentences[limit.unit] % {"count": count}
