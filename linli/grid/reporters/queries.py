"""Who asked to be forgotten: kept by the key of the matter, so that a restore can do it again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseReporterForgotten
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
