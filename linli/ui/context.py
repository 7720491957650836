"""What every page knows without asking for it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from linli.kernel.people.rules import ANONYMOUS, Actor

LARGE_PRINT_COOKIE = "linli_large_print"
SURFACES = {"desk": "desk", "field": "field"}


@dataclass(frozen=True, slots=True)
class Page:
    """The state of the page around its content.

    ``surface``: ``resident``, ``field`` or ``desk``, by the first part of the address.
    ``base``: the base template of that surface, for pages that are the same on all.
    """

    surface: str
    base: str
    demonstration: bool
    large_print: bool
    actor: Actor


def page(request: HttpRequest) -> dict[str, Page]:
    """Return ``page`` for the templates; no statement is sent to the database."""
    surface = SURFACES.get(request.path.split("/")[1], "resident")
    return {
        "page": Page(
            surface=surface,
            base="ui/desk_base.html" if surface == "desk" else "ui/resident_base.html",
            demonstration=settings.DEMONSTRATION,
            large_print=request.COOKIES.get(LARGE_PRINT_COOKIE) == "1",
            actor=getattr(request, "actor", ANONYMOUS),
        )
    }
