"""What the cases of a replay say, to be compared with what the city recorded."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from linli.grid.cases.models import Case


def grids_by_key(keys: Sequence[str]) -> dict[str, UUID | None]:
    """Return request key → the grid its case lies in; one statement."""
    rows = Case.objects.filter(request_key__in=keys).values_list("request_key", "grid_id")
    return {key: grid for key, grid in rows if key}


def late_by_key(keys: Sequence[str]) -> dict[str, bool]:
    """Return request key → whether its handled case missed its deadline; one statement."""
    handled = Case.objects.filter(request_key__in=keys, done_at__isnull=False)
    rows = handled.values_list("request_key", "done_at", "handle_due_at")
    return {key: due is not None and done > due for key, done, due in rows if key and done}


def ended_late() -> tuple[int, int]:
    """Return how many handled cases missed their deadline, and of how many that had one."""
    handled = Case.objects.filter(handle_due_at__isnull=False, done_at__isnull=False)
    return handled.filter(done_at__gt=F("handle_due_at")).count(), handled.count()
