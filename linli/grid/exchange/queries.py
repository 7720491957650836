"""What a superior's interface is told: what changed since it last asked."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.exchange.rules import MOST_CHANGES
from linli.grid.external.models import External
from linli.grid.external.news import SuperiorAsked, SuperiorRefused
from linli.grid.external.rules import Result
from linli.grid.platforms.models import Platform
from linli.grid.superiors.queries import visible
from linli.kernel.journal.models import Entry
from linli.kernel.journal.queries import payload_of
from linli.kernel.people.rules import Actor

MOMENTS = (
    "received_at",
    "register_by",
    "due_at",
    "registered_at",
    "refused_at",
    "asked_until",
    "replied_at",
    "followed_at",
)


def changes(actor: Actor, platform: Platform, *, since: int, most: int) -> dict[str, object]:
    """Return the matters of a platform that changed after a count, the earliest change first.

    Every matter stands as it is now; asking again with the same count does no harm.
    """
    limit = max(1, min(most, MOST_CHANGES))
    found = visible(actor).filter(platform=platform, turn__gt=since)
    rows = list(found.select_related("case", "reply").order_by("turn")[: limit + 1])
    shown = rows[:limit]
    words = _words(shown)
    return {
        "changes": [_change(each, words.get(each.case_id, {})) for each in shown],
        "next": shown[-1].turn if shown else since,
        "more": len(rows) > limit,
    }


def _words(rows: Sequence[External]) -> dict[UUID, dict[str, str]]:
    """Return case → verb → the last words said to the superior with it; one statement."""
    streams = {stream_of(each.case_id): each.case_id for each in rows}
    verbs = [SuperiorAsked.verb, SuperiorRefused.verb]
    entries = Entry.objects.filter(stream__in=streams, verb__in=verbs).select_related("payload")
    found: dict[UUID, dict[str, str]] = {}
    for entry in entries.order_by("stream", "number"):
        payload = payload_of(entry)
        content = (payload.content if payload else None) or {}
        found.setdefault(streams[entry.stream], {})[entry.verb] = str(content.get("text", ""))
    return found


def _change(each: External, words: Mapping[str, str]) -> dict[str, object]:
    moments = {
        name: timezone.localtime(at).isoformat() if (at := getattr(each, name)) else None
        for name in MOMENTS
    }
    content = (each.reply.content if each.reply and each.result else None) or {}
    return {
        "number": each.number,
        "case": each.case.number,
        "stage": each.case.stage,
        "state": each.state,
        **moments,
        "extension": each.extension,
        "extension_words": words.get(SuperiorAsked.verb, ""),
        "refusal": each.ground,
        "refusal_words": words.get(SuperiorRefused.verb, ""),
        "result": each.result,
        "is_settled": each.result == Result.SETTLED if each.result else None,
        "reply": str(content.get("text", "")),
        "sent_back": each.sent_back,
        "turn": each.turn,
    }


def is_answered(case_id: UUID, key: str) -> bool:
    """Return whether an answer with this key was recorded for a case before; one statement."""
    said = {"external__set__answer_key": key}
    entries = Entry.objects.filter(stream=stream_of(case_id))
    return entries.filter(**{f"facts__{path}": value for path, value in said.items()}).exists()


def numbers(case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return key → number of cases; one statement."""
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "number"))
