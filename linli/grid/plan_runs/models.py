"""What is stored of a plan of grids: what was asked for, and its parts place by place."""

from typing import ClassVar

from django.db import models

from linli.grid.plan_runs.rules import Level, Stage


class PlanRun(models.Model):
    """One run of the planner.

    ``wishes``: band and weights. ``roads``: WKB of main roads, degrees, or empty. ``heard_at``:
    when its worker last told of it. ``starts``: how often it was begun. States: waiting, at_work,
    ended, stopped; ``is_stopping`` asks the worker to stop. The place is the unit of the post
    that asked, so that posts above and in it see the run. Personal data: none (keys only).
    """

    id = models.UUIDField(primary_key=True)
    level = models.CharField(max_length=16)
    stage = models.CharField(max_length=16)
    wishes = models.JSONField()
    roads = models.BinaryField(default=b"", db_default=b"")
    district_id = models.UUIDField(null=True)
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    starts = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_stopping = models.BooleanField(default=False, db_default=False)

    class Meta:
        app_label = "grid"
        verbose_name = "plan run"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="planrun_level_known",
                condition=models.Q(level__in=[level.value for level in Level]),
            ),
            models.CheckConstraint(
                name="planrun_stage_known",
                condition=models.Q(stage__in=[stage.value for stage in Stage]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-asked_at"], name="planrun_asked_at"),
        ]

    @property
    def grid_id(self) -> None:
        """Return no grid: nobody plans from a post over one grid."""


class PlanPart(models.Model):
    """The plan of one place: a community, or a grid for micro-grids.

    ``pieces``: for each its key, its compound's key, its present grid's key or '', households,
    block of main roads. ``cells``: WKB of a collection, the ground of each piece, degrees.
    ``scale``: metres of a degree of longitude and latitude here. ``present``, ``preview``,
    ``plan``, ``edited``: group of each piece with figures, empty while there is none.
    Personal data: none.
    """

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey("kernel.Unit", on_delete=models.PROTECT, related_name="+")
    pieces = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    cells = models.BinaryField(default=b"", db_default=b"")
    scale = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    present = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    preview = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    plan = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    edited = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    adopted_on = models.DateField(null=True)

    class Meta:
        app_label = "grid"
        verbose_name = "part of a plan"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "unit"], name="planpart_once"),
        ]
