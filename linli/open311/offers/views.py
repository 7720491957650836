"""The addresses of the services."""

from django.utils import timezone

from linli.open311.doors.rules import Answer, Asked
from linli.open311.doors.views import door
from linli.open311.offers import queries


def _services(_: Asked) -> Answer:
    """Answer the list of services (E1)."""
    return Answer(queries.services(at=timezone.now()))


def _definition(_: Asked, *, service_code: str) -> Answer:
    """Answer the definition of one service (E2)."""
    return Answer(queries.definition(service_code, at=timezone.now()))


services = door(GET=_services)
definition = door(GET=_definition)
