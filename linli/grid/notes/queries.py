"""Which notes can be left on a case, and what of the reporter nobody has read yet."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.notes import rules
from linli.grid.notes.models import Note
from linli.grid.notes.rules import NOTED, Kind
from linli.kernel.journal import queries as journal
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor

UNHEARD = Q(
    pk__in=Note.objects.filter(kind=Kind.REPORTER, heard_at__isnull=True).values("case"),
    stage__in=[stage.value for stage in NOTED],
)
"""Cases whose reporter added something that nobody has read or answered."""


def unheard(case_id: UUID) -> QuerySet[Note]:
    """Return what the reporter added to a case and nobody has read, oldest first."""
    notes = Note.objects.filter(case=case_id, kind=Kind.REPORTER.value, heard_at__isnull=True)
    return notes.order_by("entry")


def on_case(case: Case) -> list[UUID]:
    """Return the organisations that have a part in a case: lead first, each once."""
    held = [case.lead_id, *case.assist_ids, case.coordinator_id, case.first_receiver_id]
    return list(dict.fromkeys(office for office in held if office))


@dataclass(frozen=True, slots=True)
class Left:
    """A note that was left before: by which entry of which case, in which words."""

    case_id: UUID
    entry: int
    words: str


def left(key: UUID) -> Left | None:
    """Return the note with a key, or None; two statements at most."""
    note = Note.objects.filter(pk=key).values_list("case_id", "entry").first()
    if note is None:
        return None
    case_id, entry = note
    payload = journal.payload_of(journal.entries(stream_of(case_id))[entry - 1])
    content = (payload.content if payload else None) or {}
    return Left(case_id, entry, str(content.get("text", "")))


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a case offers for notes.

    ``mentions``: key and name of each unit that can be mentioned. ``unheard``: how many words
    of the reporter nobody has read; ``may_hear``: whether the actor may say that she has.
    """

    kinds: list[Kind]
    mentions: list[tuple[UUID, str]]
    unheard: int
    may_hear: bool


def panel(actor: Actor, case: Case, *, is_heard: bool = False) -> Panel | None:
    """Return what an actor may leave on a case, or None where nothing; two statements.

    ``is_heard``: the caller knows that everything the reporter added was read.
    """
    kinds = rules.kinds_for(actor, case)
    if not kinds:
        return None
    offices = on_case(case)
    names = people.organisation_names(set(offices))
    return Panel(
        kinds=kinds,
        mentions=[(office, names[office]) for office in offices if office in names],
        unheard=0 if is_heard else unheard(case.pk).count(),
        may_hear=Kind.PUBLIC in kinds,
    )
