"""Which letters are due, and what became of those about a case."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from linli.grid.followups.rules import Contact
from linli.notices.channels import queries as channels
from linli.notices.channels.rules import WAY_NAMES
from linli.notices.letters import rules
from linli.notices.letters.models import UNDER_WAY_WORDS, Letter
from linli.notices.letters.rules import State
from linli.ui.moments import moment

MOST_AT_ONCE = 30
"""So many that even where each channel of each letter lets one wait, no claim ends meanwhile."""


def due(*, at: datetime, most: int = MOST_AT_ONCE) -> list[int]:
    """Return the keys of the letters to be sent at ``at``, longest due first; none at night."""
    if rules.is_quiet(timezone.localtime(at)):
        return []
    found = Letter.objects.filter(state__in=UNDER_WAY_WORDS, next_try_at__lte=at)
    return list(found.order_by("next_try_at", "pk").values_list("pk", flat=True)[:most])


def notice(contact: Contact) -> str:
    """Return what becomes of a message to somebody, in the reader's language."""
    if not channels.configured():
        return gettext(rules.NO_CHANNELS)
    reaching = channels.reaching(contact)
    if not reaching:
        return gettext(rules.NOT_REACHED)
    return gettext(rules.LEAVES) % {"way": gettext(WAY_NAMES[reaching[0].way])}


def told(case_id: UUID) -> list[str]:
    """Return what became of the letters about a case, in the reader's language, oldest first."""
    return [_told(letter) for letter in Letter.objects.filter(case_id=case_id).order_by("pk")]


def _told(letter: Letter) -> str:
    state = State(letter.state)
    is_again = state is State.WAITING and letter.tries > 0
    said = gettext(rules.TRIED_AGAIN if is_again else rules.SENTENCES[state]) % {
        "at": moment(letter.at),
        "next": moment(letter.next_try_at),
        "ended": moment(letter.ended_at) if letter.ended_at else "",
        "tries": letter.tries,
        "reason": gettext(rules.REASON_NAMES[letter.reason]) if letter.reason else "",
        "way": gettext(WAY_NAMES[letter.way]) if letter.way else "",
    }
    return f"{said} {gettext(rules.PERHAPS_TWICE)}" if letter.was_cut else said
