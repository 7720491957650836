"""Counts are witnessed inside the entry's transaction and folded by the worker."""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from linli.grid.cases import queries as cases
from linli.grid.figures.models import Delta, Total
from linli.grid.figures.rules import counted
from linli.kernel.journal.news import Told

Where = tuple[UUID | None, str]


def witness(told: list[Told]) -> None:
    """Write what these entries count for; one statement, two where a case must be looked up."""
    counting = [(entry, found) for entry in told if (found := counted(entry.verb, entry.facts))]
    if not counting:
        return
    where = _where(told, {str(entry.facts["case"]) for entry, _ in counting})
    Delta.objects.bulk_create(
        [
            Delta(
                on=timezone.localdate(entry.at),
                community_id=where[str(entry.facts["case"])][0],
                category_code=where[str(entry.facts["case"])][1],
                measure=measure.value,
                count=count,
            )
            for entry, (measure, count) in counting
        ],
        batch_size=2000,
    )


def _where(told: list[Told], wanted: set[str]) -> dict[str, Where]:
    """Return where each case lies and what it is, from its first entry or from its row."""
    found: dict[str, Where] = {}
    for entry in told:
        case, changes = str(entry.facts.get("case")), entry.facts.get("set")
        if case not in wanted or not isinstance(changes, dict):
            continue
        if entry.number == 1:
            community = changes.get("community_id")
            found[case] = (UUID(community) if community else None, "")
        if case in found and changes.get("category_code"):
            found[case] = (found[case][0], str(changes["category_code"]))
    missing = [UUID(case) for case in wanted - found.keys()]
    return found | (cases.where(missing) if missing else {})


FOLD = f"""
WITH taken AS (DELETE FROM {Delta._meta.db_table} RETURNING *)
INSERT INTO {Total._meta.db_table} AS total ("on", community_id, category_code, measure, count)
SELECT "on", community_id, category_code, measure, sum(count) FROM taken
GROUP BY "on", community_id, category_code, measure
ON CONFLICT ("on", measure, community_id, category_code)
DO UPDATE SET count = total.count + EXCLUDED.count
"""


@transaction.atomic
def fold() -> None:
    """Move the deltas that are there into the totals; one statement, safe to run at any time."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
