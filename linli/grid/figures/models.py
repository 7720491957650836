"""Roll-ups: what is counted while it happens, and the totals it is folded into."""

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """A count on one day, in one grid, in one category; ``bin`` is how long handling took.

    Street and community are kept beside the grid because a matter may lie in none, and
    because a grid may one day belong to another community.

    Personal data: none.
    """

    on = models.DateField()
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    grid_id = models.UUIDField(null=True)
    category_code = models.CharField(max_length=12, blank=True)
    measure = models.CharField(max_length=12)
    bin = models.SmallIntegerField(default=0, db_default=0)
    count = models.IntegerField()

    class Meta:
        abstract = True


class Delta(Tally):
    """What an entry of a case adds, written in the entry's own transaction.

    Only inserted, and removed when the worker folds it into a Total; so no two cases ever
    wait for each other's counters.

    Personal data: none.
    """

    class Meta:
        app_label = "grid"


class Total(Tally):
    """How often something happened on one day, in one grid, in one category.

    Personal data: none.
    """

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=[
                    *("on", "measure", "street_id", "community_id", "grid_id"),
                    *("category_code", "bin"),
                ],
                nulls_distinct=False,
                name="total_once",
            )
        ]
