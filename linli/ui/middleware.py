"""What is done for every request: headers, language, actor, errors. One function each."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from linli.kernel.common.errors import InputRefused, LinliError, gettext_noop
from linli.kernel.people import queries as people
from linli.kernel.people.models import Person
from linli.kernel.people.rules import ANONYMOUS, Actor
from linli.ui.errors import answer

LARGEST_MB = 64
"""Megabytes of one request: all files that a form takes at once, and room for the rest."""


class SentTooMuch(InputRefused):
    """A request is larger than anything the pages send."""

    code = "ui.sent_too_much"
    message = gettext_noop("What was sent has more than %(most_mb)s MB.")
    hint = gettext_noop("Send fewer or smaller files.")
    http_status = 413


Handler = Callable[[HttpRequest], HttpResponseBase]

POST_KEY = "post_id"
"""The session's key for the post chosen by a person who holds several."""

HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    ),
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "X-Frame-Options": "DENY",
}


def security_headers(get_response: Handler) -> Handler:
    """Add the headers that keep foreign scripts, styles and frames out; what a view set stays."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return handle


def machines(get_response: Handler) -> Handler:
    """Answer programs at once: session, cookies, form tokens and language are for persons.

    Such a door knows whom it lets in by a key, speaks its own form and answers every error
    itself (``settings.MACHINE_DOORS``).
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.MACHINE_DOORS):
            return get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        answered: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        if isinstance(answered, HttpResponse):
            answered.headers.setdefault("Content-Length", str(len(answered.content)))
        return answered

    return handle


def language_of_cookie(get_response: Handler) -> Handler:
    """Speak the language of the cookie, else the browser's, else the district's (zh-hans)."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response

    return handle


def bounded(get_response: Handler) -> Handler:
    """Refuse a request that is too large before anything of it is read."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > LARGEST_MB * 1024 * 1024:
            return answer(request, SentTooMuch(most_mb=LARGEST_MB))
        return get_response(request)

    return handle


def actor(get_response: Handler) -> Handler:
    """Set ``request.actor``: the post a signed-in person acts from, else nobody in particular."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        request.actor = _actor_of(request)  # type: ignore[attr-defined]  # ui.requests.Request
        return get_response(request)

    return handle


def errors(get_response: Handler) -> "Errors":
    """Turn every situation the house knows into a page, a fragment or JSON, in one place."""
    return Errors(get_response)


class Errors:
    """The handler of ``errors``; Django calls ``process_exception`` when a view raises."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Return the answer to a ``LinliError``; anything else is Django's to handle."""
        return answer(request, raised) if isinstance(raised, LinliError) else None


def _actor_of(request: HttpRequest) -> Actor:
    if not isinstance(request.user, Person):
        return ANONYMOUS
    chosen = request.session.get(POST_KEY)
    return people.actor_for(request.user, UUID(chosen) if chosen else None, on=timezone.localdate())
