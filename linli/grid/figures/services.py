"""Counts are witnessed inside the entry's transaction and folded by the worker."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from linli.grid.cases import queries as cases
from linli.grid.figures.models import Delta, Total
from linli.grid.figures.queries import KEY, deltas, recounted
from linli.grid.figures.rules import KNOWN, is_counted
from linli.kernel.journal.news import Told


def witness(told: list[Told]) -> Iterable[Delta]:
    """Return what these entries count for, not yet stored; asks for cases that began before."""
    counting = {str(one.facts["case"]) for one in told if is_counted(one.verb, one.facts)}
    if not counting:
        return ()
    begun = {str(one.facts["case"]) for one in told if one.number == 1 and "case" in one.facts}
    missing = [UUID(case) for case in counting - begun]
    known = cases.fields(missing, KNOWN) if missing else {}
    mine = [one for one in told if str(one.facts.get("case")) in counting]
    return deltas(mine, known)


COLUMNS = '"on", street_id, community_id, grid_id, category_code, measure, bin'
FOLD = f"""
WITH taken AS (DELETE FROM {Delta._meta.db_table} RETURNING *)
INSERT INTO {Total._meta.db_table} AS total ({COLUMNS}, count)
SELECT {COLUMNS}, sum(count) FROM taken
GROUP BY {COLUMNS}
ON CONFLICT ("on", measure, street_id, community_id, grid_id, category_code, bin)
DO UPDATE SET count = total.count + EXCLUDED.count
"""


@transaction.atomic
def fold() -> None:
    """Move the deltas that are there into the totals; one statement, safe to run at any time."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)


@transaction.atomic
def recount() -> int:
    """Count everything anew from the journal in place of what is kept; return how many counts.

    Changes of cases wait meanwhile. Needed after an upgrade that counts something new.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Delta._meta.db_table}, {Total._meta.db_table}")
    Delta.objects.all().delete()
    Total.objects.all().delete()
    found = recounted()
    totals = [
        Total(count=count, **dict(zip(KEY, key, strict=True))) for key, count in found.items()
    ]
    Total.objects.bulk_create(totals, batch_size=2000)
    return len(totals)
