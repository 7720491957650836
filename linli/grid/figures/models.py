"""Roll-ups: what is counted while it happens, and the totals it is folded into."""

from typing import ClassVar

from django.db import models


class Delta(models.Model):
    """One count that an entry of a case adds, written in the entry's own transaction.

    Only inserted, and removed when the worker folds it into a Total; so no two cases ever
    wait for each other's counters.

    Personal data: none.
    """

    on = models.DateField()
    community_id = models.UUIDField(null=True)
    category_code = models.CharField(max_length=12, blank=True)
    measure = models.CharField(max_length=12)
    count = models.SmallIntegerField()

    class Meta:
        app_label = "grid"


class Total(models.Model):
    """How often something happened on one day, in one community, in one category.

    Personal data: none.
    """

    on = models.DateField()
    community_id = models.UUIDField(null=True)
    category_code = models.CharField(max_length=12, blank=True)
    measure = models.CharField(max_length=12)
    count = models.IntegerField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["on", "measure", "community_id", "category_code"],
                nulls_distinct=False,
                name="total_once",
            )
        ]
