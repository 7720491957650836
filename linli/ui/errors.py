"""A situation the house knows, told to a reader: page, fragment or JSON, in her language."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext, pgettext

from linli.kernel.common.errors import LinliError, Term, gettext_noop
from linli.ui import moments

OUR_WORDS = (
    gettext_noop("This field is required."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Enter a valid date."),
)
"""Sentences of Django's forms that our catalogue says in our own words."""


class Unreadable(LinliError):
    """The server could not read the request at all (HTTP 400)."""

    code = "ui.unreadable"
    message = gettext_noop("This request could not be read.")
    hint = gettext_noop("Go back, load the page again and send it once more.")
    http_status = 400


class PageTooOld(LinliError):
    """The form was opened too long ago, or cookies are switched off (HTTP 403)."""

    code = "ui.page_too_old"
    message = gettext_noop("This page was open for too long and can no longer be sent.")
    hint = gettext_noop("Load the page again. Allow cookies for this site if it happens again.")
    http_status = 403


class OurFault(LinliError):
    """Something broke on our side (HTTP 500)."""

    code = "ui.our_fault"
    message = gettext_noop("Something on our side does not work.")
    hint = gettext_noop("Nothing was changed. Try again in a minute, or call your community.")
    http_status = 500


def words(error: LinliError) -> tuple[str, str]:
    """Return what is so and what to do, translated, with the facts put in."""
    facts = {name: fact_words(fact) for name, fact in error.facts.items()}
    return _translated(error.message, facts), _translated(error.hint, facts)


def one_text(error: LinliError) -> str:
    """Return what is so and what to do as one text, translated."""
    return joined(*words(error))


def joined(first: str, second: str) -> str:
    """Return two sentences as one text; Chinese leaves no space between them."""
    if not (first and second):
        return first or second
    both = {"first": first, "second": second}
    return pgettext("two sentences", "%(first)s %(second)s") % both


def fact_words(fact: object) -> str:
    """Return a fact as the reader would say it: codes translated, moments and lists in her form."""
    if isinstance(fact, Enum):
        return gettext(str(fact.value))
    if isinstance(fact, Term):
        return gettext(str(fact))
    if isinstance(fact, datetime):
        return moments.moment(fact)
    if isinstance(fact, date):
        return moments.day(fact)
    if isinstance(fact, Iterable) and not isinstance(fact, str):
        return pgettext("between the items of a list", ", ").join(map(fact_words, fact))
    return str(fact)


def answer(request: HttpRequest, error: LinliError) -> HttpResponse:
    """Return the error in the form the request asks for, with its HTTP status.

    The page of our own fault is drawn without the request: what broke may be behind it.
    """
    message, hint = words(error)
    facts = {"code": error.code, "message": message, "hint": hint}
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(facts, status=error.http_status)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return _fragment(facts, error.http_status)
    asked = None if isinstance(error, OurFault) else request
    body = render_to_string("ui/error.html", facts, asked)
    return HttpResponse(body, status=error.http_status)


def _fragment(facts: dict[str, str], status: int) -> HttpResponse:
    """Return a notice that htmx puts above the page, so that what was typed stays."""
    body = render_to_string("ui/pieces/failure.html", facts)
    headers = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"}
    return HttpResponse(body, status=status, headers=headers)


def _translated(source: str, facts: dict[str, str]) -> str:
    return gettext(source) % facts if source else ""
