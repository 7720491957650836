"""A desk keeps phrases for itself and for the desks below it."""

from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid.phrases import queries, rules
from linli.grid.phrases.models import Phrase
from linli.grid.phrases.news import PhraseKept, PhraseRemoved
from linli.kernel.common.errors import NotFound, RuleBroken, gettext_noop
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import DESKS, Actor


class TitleTaken(RuleBroken):
    """The organisation keeps another one under this title."""

    code = "grid.title_taken"
    message = gettext_noop("Your desk keeps another one with the title “%(title)s”.")
    hint = gettext_noop("Choose another title, or change the one that is there.")


def keep(
    actor: Actor,
    *,
    phrase_id: UUID,
    title: str,
    text: str,
    moves: list[str],
    categories: list[str],
    stamp: Stamp,
) -> Phrase:
    """Keep a phrase, new under its key or changed.

    Raises:
        Forbidden: the role keeps none. DeskKeepsIt: another organisation keeps it.
        UnknownPlaceholder: its text names something no matter has.
        MessageStandsAlone, LinkMissing, MessageTooLong: it is the text of a message.
        TitleTaken: the organisation keeps another with this title.
    """
    rules.check_may_keep(actor)
    rules.check_phrase(text, moves, queries.sample(actor))
    values: dict[str, object] = {
        "organisation_id": actor.organisation_id,
        "unit_id": actor.unit_id if actor.role in DESKS else None,
        "moves": moves,
        "categories": categories,
        "changed_at": stamp.at,
    }
    try:
        return _kept(actor, phrase_id, values, {"title": title, "text": text}, stamp)
    except IntegrityError:
        raise TitleTaken(title=title) from None


@transaction.atomic
def _kept(
    actor: Actor, phrase_id: UUID, values: dict[str, object], said: dict[str, str], stamp: Stamp
) -> Phrase:
    known = Phrase.objects.select_for_update().filter(pk=phrase_id).first()
    if known is not None:
        rules.check_may_keep(actor, known.organisation_id)
    phrase, _new = Phrase.objects.update_or_create(id=phrase_id, defaults={**values, **said})
    news = PhraseKept(phrase_id=phrase_id, changes=values)
    stream = f"grid.phrase:{phrase_id}"
    journal.record([journal.Line(actor=actor, stream=stream, news=news, stamp=stamp, payload=said)])
    return phrase


@transaction.atomic
def remove(actor: Actor, *, phrase_id: UUID, stamp: Stamp) -> None:
    """Remove a phrase; what was said with it stays.

    Raises:
        NotFound: there is none.
        Forbidden, DeskKeepsIt.
    """
    known = Phrase.objects.select_for_update().filter(pk=phrase_id).first()
    if known is None:
        raise NotFound
    rules.check_may_keep(actor, known.organisation_id)
    known.delete()
    news = PhraseRemoved(phrase_id=phrase_id, changes={})
    stream = f"grid.phrase:{phrase_id}"
    journal.record([journal.Line(actor=actor, stream=stream, news=news, stamp=stamp)])
