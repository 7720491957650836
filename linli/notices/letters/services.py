"""Letters are written, claimed by one worker, handed over to a channel, and settled.

A letter is claimed in one transaction and settled in another; between them no lock is held
while a gateway answers. A worker that is killed between them leaves a claim that ends after
``LEASE``: the letter then goes out once more, and its row says so. None is lost.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from linli.grid.followups import queries as followups
from linli.grid.followups import services as follow_up_services
from linli.grid.followups.queries import Asked
from linli.grid.invitations import services as invitations
from linli.grid.phrases.rules import USUAL, filled
from linli.kernel.journal.rules import Stamp
from linli.notices.channels import queries as channels
from linli.notices.channels import services as channel_services
from linli.notices.channels.rules import Fault
from linli.notices.letters import rules
from linli.notices.letters.models import UNDER_WAY_WORDS, Letter
from linli.notices.letters.rules import MOST_TRIES, UNDER_WAY, After, Reason, State


def _waking(at: datetime) -> datetime:
    return rules.waking(timezone.localtime(at))


@transaction.atomic
def write(*, entry_id: int, follow_up_id: UUID, at: datetime) -> None:
    """Write the letter that a follow-up by message asks for; the same entry twice is one letter.

    Where no channel reaches the reporter none is written: who asked has read so before.
    """
    asked = followups.asked(follow_up_id)
    if not channels.reaching(asked.contact):
        return
    letter = Letter(
        entry_id=entry_id,
        follow_up_id=follow_up_id,
        case_id=asked.case_id,
        at=at,
        state=State.WAITING.value,
        next_try_at=_waking(at),
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


def send(letter_id: int, *, stamp: Stamp) -> bool:
    """Try a letter that is due, and return whether it found its end.

    One that another worker has, or that is not due any more, is left alone.
    """
    letter = _claim(letter_id, at=stamp.at)
    if letter is None:
        return False
    asked = followups.asked(letter.follow_up_id)
    if not asked.is_open:
        return _settle(letter, After(State.NOT_NEEDED), way="", stamp=stamp)
    if letter.tries > MOST_TRIES:
        reason, way = Reason.CUT_OFF, ""
    else:
        reason, way = _hand_over(letter, asked, at=stamp.at)
    return _settle(letter, rules.after(reason, tries=letter.tries), way=way, stamp=stamp)


@transaction.atomic
def _claim(letter_id: int, *, at: datetime) -> Letter | None:
    """Take a letter for one worker, or return None; a try counts before it is made."""
    free = Letter.objects.select_for_update(skip_locked=True)
    due = free.filter(pk=letter_id, state__in=UNDER_WAY_WORDS, next_try_at__lte=at)
    letter = due.first()
    if letter is None:
        return None
    letter.was_cut = letter.was_cut or letter.state == State.SENDING
    letter.state = State.SENDING.value
    letter.tries += 1
    letter.next_try_at = at + rules.LEASE
    letter.save(update_fields=["was_cut", "state", "tries", "next_try_at"])
    return letter


def _hand_over(letter: Letter, asked: Asked, *, at: datetime) -> tuple[Reason, str]:
    """Offer a letter to each channel that reaches her; return why none took it, or which did."""
    reason = Reason.NO_CHANNEL
    for channel in channels.reaching(asked.contact):
        title, text = _words(letter, asked, at=at)
        address = channel.address_to(asked.contact)
        fault = channel_services.hand_over(address, title=title, text=text)
        if fault is Fault.NONE:
            return Reason.NONE, channel.way.value
        reason = Reason(fault.value)
    return reason, ""


def _words(letter: Letter, asked: Asked, *, at: datetime) -> tuple[str, str]:
    """Return title and text, with a link to a page where one answers and reads nothing else."""
    token = rules.link_token(settings.SECRET_KEY, letter.follow_up_id)
    invitations.invite(case_id=asked.case_id, key=letter.follow_up_id, token=token, at=at)
    link = settings.ADDRESS + reverse("grid:verdict", args=[token])
    said = {"number": asked.number, "link": link, "desk": asked.desk}
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(rules.TITLE) % said, filled(asked.text or gettext(USUAL), said)


@transaction.atomic
def _settle(letter: Letter, after: After, *, way: str, stamp: Stamp) -> bool:
    """Keep what a try left, in the letter and, where it is the end, in the record of the case.

    Nothing is kept where the claim had ended and another worker has the letter now.
    """
    held = Letter.objects.select_for_update().get(pk=letter.pk)
    if (held.state, held.tries) != (State.SENDING, letter.tries):
        return False
    is_end = after.state not in UNDER_WAY
    if after.state is State.SENT:
        follow_up_services.message_sent(case_id=letter.case_id, stamp=stamp)
    elif after.state is State.GIVEN_UP:
        follow_up_services.message_undelivered(
            case_id=letter.case_id, follow_up_id=letter.follow_up_id, stamp=stamp
        )
    letter.state, letter.reason, letter.way = after.state.value, after.reason.value, way
    letter.ended_at = stamp.at if is_end else None
    if not is_end:
        letter.next_try_at = _waking(stamp.at + after.pause)
    letter.save(update_fields=["state", "reason", "way", "ended_at", "next_try_at"])
    return is_end
