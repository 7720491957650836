"""What a view receives once the middleware has done its part."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from linli.kernel.people.rules import Actor


class Request(HttpRequest):
    """A request with the actor who makes it and what htmx says about it."""

    actor: Actor
    htmx: HtmxDetails
