"""What every page knows without asking for it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from linli.kernel.people.rules import ANONYMOUS, Actor
from linli.ui.ways import AT_A_DESK

LARGE_PRINT_COOKIE = "linli_large_print"
SURFACES = {"desk": "desk", "field": "field"}


@dataclass(frozen=True, slots=True)
class Page:
    """The state of the page around its content.

    ``surface``: ``resident``, ``field`` or ``desk``, by the first part of the address.
    ``base``: the template under pages that are the same on all surfaces; whoever works at a
    desk finds them there.
    """

    surface: str
    base: str
    demonstration: bool
    large_print: bool
    actor: Actor


def page(request: HttpRequest) -> dict[str, Page]:
    """Return ``page`` for the templates; no statement is sent to the database."""
    surface = SURFACES.get(request.path.split("/")[1], "resident")
    actor = getattr(request, "actor", ANONYMOUS)
    is_desk = surface == "desk" or (surface == "resident" and actor.role in AT_A_DESK)
    return {
        "page": Page(
            surface=surface,
            base="ui/desk_base.html" if is_desk else "ui/resident_base.html",
            demonstration=settings.DEMONSTRATION,
            large_print=request.COOKIES.get(LARGE_PRINT_COOKIE) == "1",
            actor=actor,
        )
    }
