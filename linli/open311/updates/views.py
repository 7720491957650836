"""The address of the updates."""

from django.utils import timezone

from linli.open311.doors import rules as doors
from linli.open311.doors.rules import Answer, Asked
from linli.open311.doors.views import door
from linli.open311.requests import queries as requests
from linli.open311.requests.views import links
from linli.open311.updates import forms, queries, services
from linli.ui.requests import stamp


def _updates(asked: Asked) -> Answer:
    """Answer what happened to matters in a span of time, oldest first."""
    at = timezone.now()
    page = doors.page(asked.one("page"), asked.one("page_size"))
    document, has_next = queries.updates(
        doors.span(asked.one("start_date"), asked.one("end_date"), at=at),
        page=page,
        mine=requests.mine(asked, at=at),
        root=asked.root,
    )
    return Answer(document, links(asked, page, has_next=has_next))


def _update(asked: Asked) -> Answer:
    """Take an update in; the answer names it as it is called here."""
    receipt = services.receive(
        asked.sender, read=lambda policy: forms.update(asked, policy=policy), stamp=stamp()
    )
    return Answer(queries.receipt(receipt), {"Cache-Control": "no-store"})


updates = door(GET=_updates, POST=_update)
