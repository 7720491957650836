"""Which phrases a post finds, and what stands for their placeholders."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from linli.grid.followups.queries import MessageText
from linli.grid.phrases import rules
from linli.grid.phrases.models import Phrase
from linli.grid.showing.queries import CaseLine
from linli.kernel.common.errors import NotFound
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.ui import moments


def kept_for(actor: Actor) -> Q:
    """Return the condition for what an actor's organisation or a desk above her keeps.

    One statement, for the line of units above her.
    """
    line = territory.line(actor.unit_id) if actor.unit_id else []
    return Q(organisation_id=actor.organisation_id) | Q(unit_id__in=line)


def of_actor(actor: Actor, kept: Q | None = None) -> list[Phrase]:
    """Return the phrases an actor may use, by title; two statements.

    ``kept``: what ``kept_for`` says, where the caller has asked already.
    """
    if actor.organisation_id is None:
        return []
    return list(Phrase.objects.filter(kept or kept_for(actor)).order_by("title", "pk"))


def offered(actor: Actor, category_code: str, kept: Q | None = None) -> list[Phrase]:
    """Return the phrases that fit a category, by title; two statements, as ``of_actor``."""
    return [each for each in of_actor(actor, kept) if rules.fits(each.categories, category_code)]


def one(actor: Actor, phrase_id: UUID) -> Phrase:
    """Return a phrase that the actor may use.

    Raises:
        NotFound: there is none for her.
    """
    found = [phrase for phrase in of_actor(actor) if phrase.pk == phrase_id]
    if not found:
        raise NotFound
    return found[0]


def sample(actor: Actor) -> dict[str, str]:
    """Return values as long as those of a message that the actor's desk has sent; one statement."""
    house = settings.ADDRESS or "https://linli.example.gov.cn"
    names = people.organisation_names({actor.organisation_id}) if actor.organisation_id else {}
    name = next(iter(names.values()), "")
    return {"number": "20261123-000123", "link": f"{house}/v/abcdefghijkl/", "desk": name}


def messages(actor: Actor) -> list[MessageText]:
    """Return the texts that the actor's desk keeps for messages, by title; two statements."""
    return for_messages(of_actor(actor))


def for_messages(kept: Sequence[Phrase]) -> list[MessageText]:
    """Return those of some phrases that are texts of messages."""
    return [
        MessageText(str(each.pk), each.title, each.text)
        for each in kept
        if rules.MESSAGE in each.moves
    ]


def values_of(line: CaseLine) -> dict[str, str]:
    """Return what stands for each placeholder on a matter."""
    due = line.deadline.due_at
    return {
        "number": line.number,
        "category": line.title,
        "due": moments.moment(due) if due else "",
        "lead": line.lead,
        "place": "".join(line.place[-2:]),
    }


def put_in(actor: Actor, words: str, phrase_id: str, line: CaseLine) -> str:
    """Return typed words with a chosen phrase behind them, its placeholders filled in.

    ``phrase_id`` as a form sent it; where nothing was chosen the words stay as they are.

    Raises:
        NotFound: there is no such phrase for the actor.
    """
    if not phrase_id:
        return words
    try:
        phrase = one(actor, UUID(phrase_id))
    except ValueError:
        raise NotFound from None
    return rules.joined(words, rules.filled(phrase.text, values_of(line)))
