"""What a view receives once the middleware has done its part, and when it happened."""

import os
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor

Path = ParamSpec("Path")

DEVICE_COOKIE = "linli_device"
DEVICE_DAYS = 365


class Request(HttpRequest):
    """A request with the actor who makes it and what htmx says about it.

    ``device`` is there in views behind ``with_device`` only.
    """

    actor: Actor
    htmx: HtmxDetails
    device: str


def with_device(
    view: Callable[Concatenate[Request, Path], HttpResponse],
) -> Callable[Concatenate[Request, Path], HttpResponse]:
    """Let a view know the browser it answers by a random word in a signed cookie, for a year.

    The word says nothing about the person; attempts are counted under a digest of it.
    """

    @wraps(view)
    def handle(request: Request, /, *args: Path.args, **more: Path.kwargs) -> HttpResponse:
        known = request.get_signed_cookie(DEVICE_COOKIE, default="", salt=DEVICE_COOKIE)
        request.device = known or secrets.token_urlsafe(16)
        response = view(request, *args, **more)
        if not known:
            response.set_signed_cookie(
                DEVICE_COOKIE,
                request.device,
                salt=DEVICE_COOKIE,
                max_age=DEVICE_DAYS * 24 * 60 * 60,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return handle


def address(request: HttpRequest) -> str:
    """Return the network address a request comes from.

    Behind a proxy of our own (``LINLI_PROXY=1``) it is the last one the proxy wrote down;
    everything before it can be made up by the sender.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def stamp() -> Stamp:
    """Return the stamp of what a door lets happen now; only doors call this."""
    now = timezone.now()
    return Stamp(at=now, recorded_at=now, salt=os.urandom(16))
