"""Reads the roll-ups."""

from datetime import date

from django.db.models import Sum

from linli.grid.figures.models import Delta, Total


def counts(first: date, last: date) -> dict[str, int]:
    """Return measure → count over the days from ``first`` to ``last``, both included.

    Folded or not, each count is there once; two statements.
    """
    found: dict[str, int] = {}
    for table in (Total, Delta):
        days = table.objects.filter(on__gte=first, on__lte=last)
        for measure, count in days.values_list("measure").annotate(Sum("count")).order_by():
            found[measure] = found.get(measure, 0) + count
    return found
