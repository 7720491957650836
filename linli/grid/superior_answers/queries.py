"""Reads which answers of a superior the records of cases have already."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.grid.cases.services import stream_of
from linli.grid.external.news import SuperiorFollowedUp, SuperiorSentBack
from linli.grid.external.rules import Act
from linli.grid.superior_answers.rules import Recorded
from linli.kernel.journal.models import Entry
from linli.kernel.journal.queries import payload_of

ACTS = {SuperiorFollowedUp.verb: Act.FOLLOW_UP, SuperiorSentBack.verb: Act.SEND_BACK}


def recorded(case_ids: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
    """Return case → the superior's answers in its record, oldest first; one statement."""
    streams = {stream_of(case_id): case_id for case_id in case_ids}
    entries = Entry.objects.filter(stream__in=streams, verb__in=ACTS).select_related("payload")
    found: dict[UUID, list[Recorded]] = {}
    for entry in entries.order_by("stream", "number"):
        found.setdefault(streams[entry.stream], []).append(_recorded(entry))
    return found


def _recorded(entry: Entry) -> Recorded:
    said = entry.facts["external"]["set"]
    payload = payload_of(entry)
    content = payload.content if payload else {}
    at = said.get("followed_at") or said.get("received_at")
    return Recorded(
        act=ACTS[entry.verb],
        words=str((content or {}).get("text", "")) if content is not None else None,
        at=_moment(at),
        settled=said.get("settled"),
        satisfied=said.get("satisfied") or "",
        due_at=_moment(said.get("due_at")),
    )


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
