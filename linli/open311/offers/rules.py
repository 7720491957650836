"""What a service of GeoReport v2 is here: one category of the catalogue in force."""

from enum import StrEnum

from linli.grid.categories.rules import Category
from linli.kernel.common.errors import NotFound, gettext_noop


class ServiceUnknown(NotFound):
    """The catalogue in force has no such service."""

    code = "open311.service_unknown"
    message = gettext_noop("There is no service “%(service_code)s”.")
    hint = gettext_noop("Take a service_code from the list of services.")


class Kind(StrEnum):
    """What comes back for a report: its number at once, or a token for it."""

    REALTIME = "realtime"
    BATCH = "batch"


def kind_of(category: Category) -> Kind:
    """Return ``batch`` for matters that are nobody else's: their number comes by a token."""
    return Kind.REALTIME if category.is_public else Kind.BATCH


PRIVATE = "private"
"""Keyword by which FixMyStreet knows that a report of this service is not to be shown."""


def keywords(category: Category) -> str:
    """Return the words under which residents look for a service, with commas."""
    words = [word.replace(",", " ") for word in category.keywords]
    return ",".join(words if category.is_public else [PRIVATE, *words])
