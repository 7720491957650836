"""What a view receives once the middleware has done its part, and when it happened."""

import os

from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


class Request(HttpRequest):
    """A request with the actor who makes it and what htmx says about it."""

    actor: Actor
    htmx: HtmxDetails


def stamp() -> Stamp:
    """Return the stamp of what a door lets happen now; only doors call this."""
    now = timezone.now()
    return Stamp(at=now, recorded_at=now, salt=os.urandom(16))
