"""Reads an update as another program sends it; name and telephone of its writer are not kept."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from linli.grid.clocks.rules import PolicyValues
from linli.kernel.common import text
from linli.open311.doors import rules as doors
from linli.open311.doors.rules import ArgumentMissing, ArgumentUnreadable, Asked
from linli.open311.requests.forms import Faults, more_words, pictures
from linli.open311.updates.rules import STATUS_THERE, WORDS
from linli.open311.updates.services import Update

NEEDED = ("service_request_id", "update_id", "status", "updated_datetime", "description")


def update(asked: Asked, *, policy: PolicyValues) -> Update:
    """Return what an update says.

    Raises:
        Refused: one or several arguments are missing or cannot be read.
    """
    faults = Faults()
    faults.found += [ArgumentMissing(name=name) for name in NEEDED if not asked.one(name)]
    faults.check()
    status = faults.read(lambda: _status(asked.one("status")))
    faults.read(lambda: doors.moment("updated_datetime", asked.one("updated_datetime")))
    words = faults.read(lambda: text.clean(asked.one("description"), most=policy.text_max))
    sent = faults.read(lambda: pictures(asked, policy))
    faults.check()
    return Update(
        number=asked.one("service_request_id"),
        update_id=asked.one("update_id"),
        status=status or "",
        words="\n".join(filter(None, [words, *more_words(asked), _status_line(status or "")])),
        pictures=tuple(sent or ()),
    )


def _status(words: str) -> str:
    if words.lower() not in WORDS:
        raise ArgumentUnreadable(name="status", value=words[:60], possible=", ".join(WORDS).upper())
    return words.lower()


def _status_line(status: str) -> str:
    """Return how the matter stands there, in the district's language whoever sends it."""
    if status in {"", "unchanged"}:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(STATUS_THERE) % {"status": status}
