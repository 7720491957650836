"""Who asked to be forgotten: kept by the key of the matter, so that a restore can do it again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseReporterForgotten
from linli.grid.cases.services import stream_of
from linli.kernel.journal import queries as journal


def forgotten() -> list[tuple[str, datetime]]:
    """Return the key of each matter whose words were erased, and when, oldest first."""
    told = journal.told_by(CaseReporterForgotten.verb)
    return [(stream.partition(":")[2], at) for stream, at in told]


def not_forgotten(keys: Sequence[str]) -> list[UUID]:
    """Return those of the matters that are here and whose words were not erased, in order."""
    done = {key for key, _ in forgotten()}
    there = set(map(str, Case.objects.filter(pk__in=keys).values_list("pk", flat=True)))
    return [UUID(key) for key in dict.fromkeys(keys) if key in there - done]


SAID = ("name", "phone", "email")
"""Fields of a payload by which a person can be known."""


def names(case_id: UUID) -> set[str]:
    """Return by what names those who reported or joined a case can be known in other papers."""
    payloads = map(journal.payload_of, journal.entries(stream_of(case_id)))
    contents = [payload.content for payload in payloads if payload and payload.content]
    return {str(said[name]) for said in contents for name in SAID if said.get(name)}
