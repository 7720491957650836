"""What another post found of a demand."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.grid.cases.models import Case


class Judgement(models.Model):
    """A finding of another post: whether a demand was lawfully settled, with its reason.

    ``round`` is how often the case had been reopened then. States: the first of its round
    (``reviews`` is null), its review by the level above (at most one). Which finding stands
    is ``Case.judged``. ``asked_by_id`` is the post that asked, null where the reporter did.
    The reason lies in the payload of ``entry``, an entry of the case's own stream, whose
    details hold every field of this row.

    Personal data: none; the reason is erased with the words of the case.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="judgements")
    round = models.PositiveSmallIntegerField()
    reviews = models.OneToOneField("self", models.PROTECT, null=True, related_name="review")
    finding = models.CharField(max_length=20)
    asked_by_id = models.UUIDField(null=True)
    post_id = models.UUIDField()
    role = models.CharField(max_length=20)
    at = models.DateTimeField()
    entry = models.PositiveIntegerField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "round"],
                condition=Q(reviews__isnull=True),
                name="judgement_first_once",
            )
        ]
