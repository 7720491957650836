"""The address of the discovery document."""

from django.utils.translation import gettext

from linli.open311.discovery import rules
from linli.open311.doors.rules import Answer, Asked
from linli.open311.doors.views import door


def _discovery(asked: Asked) -> Answer:
    """Answer where the endpoints are (E0)."""
    base = asked.root + asked.path[: asked.path.index("/open311") + len("/open311")]
    return Answer(
        rules.discovery(
            base,
            contact=gettext("The district's office for matters of residents."),
            key_service=gettext("The desk of the district issues keys on request."),
        )
    )


discovery = door(GET=_discovery)
