"""The case, the one who reported it, and the neighbours who joined."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.grid.moves.rules import OPEN, STAGE_NAMES, Stage
from linli.kernel.journal.rules import Places

OPEN_WORDS = sorted(stage.value for stage in OPEN)


class Case(models.Model):
    """A matter on its way to a verdict; equal at all times to the fold of its entries.

    States (``stage``): reported, registered, dispatched, in_hand, done, verified, closed,
    declined, merged. Overlays: suspended (``stands_since`` is set), supervised, late
    (``level`` > 0). No words of persons are kept here: they lie in the payloads of its
    entries (``words`` points at the one it was reported with).

    Personal data: none; unit keys down to the building, never the flat.
    """

    places: Places | None = None
    """Where the next entry goes: asked for when the row is held, used up by one change."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20, unique=True, verbose_name="编号")
    stage = models.CharField(
        max_length=12, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    source = models.CharField(max_length=12)
    version = models.PositiveIntegerField()

    category_code = models.CharField(max_length=12, blank=True)
    suggested_code = models.CharField(max_length=12, blank=True)
    edition = models.PositiveIntegerField(default=0)
    is_public = models.BooleanField(default=False)
    is_emergency = models.BooleanField(default=False)

    district_id = models.UUIDField()
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    grid_id = models.UUIDField(null=True)
    micro_grid_id = models.UUIDField(null=True)
    compound_id = models.UUIDField(null=True)
    building_id = models.UUIDField(null=True)
    located = models.CharField(max_length=8)

    coordinator_id = models.UUIDField(null=True)
    lead_id = models.UUIDField(null=True)
    first_receiver_id = models.UUIDField(null=True)
    assist_ids = ArrayField(models.UUIDField(), default=list)
    handler_post_id = models.UUIDField(null=True)
    handler_person_id = models.UUIDField(null=True)
    setter_role = models.CharField(max_length=20, blank=True)
    setter_post_id = models.UUIDField(null=True)

    reported_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    policy = models.PositiveIntegerField(default=0)
    clock = models.CharField(max_length=8, blank=True)
    clock_started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    limit_value = models.PositiveIntegerField(default=0)
    limit_unit = models.CharField(max_length=16, blank=True)
    stands_since = models.DateTimeField(null=True)
    handle_due_at = models.DateTimeField(null=True)
    watch_at = models.DateTimeField(null=True)
    is_warned = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    was_late = models.BooleanField(default=False)

    pending = models.CharField(max_length=12, blank=True)
    pending_by_id = models.UUIDField(null=True)
    disputed = models.CharField(max_length=4, blank=True, default="", db_default="")
    is_supervised = models.BooleanField(default=False)
    is_on_site = models.BooleanField(default=False)
    is_sampled = models.BooleanField(default=False)
    returns = models.PositiveSmallIntegerField(default=0)
    reopens = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    joined = models.PositiveIntegerField(default=0)
    ground = models.CharField(max_length=20, blank=True)
    merged_into_id = models.UUIDField(null=True)
    split_from_id = models.UUIDField(null=True)
    settled = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=12, blank=True)
    rated_at = models.DateTimeField(null=True)
    was_unsettled = models.BooleanField(default=False)
    judged = models.CharField(max_length=20, blank=True, default="", db_default="")

    request_key = models.CharField(max_length=80, null=True, unique=True)
    request_digest = models.CharField(max_length=64, blank=True)
    words = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage if s.value]), name="case_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=OPEN_WORDS) | Q(due_at__isnull=True), name="case_clock_ends"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                F("due_at").asc(nulls_last=True),
                F("reported_at").desc(),
                F("id"),
                condition=Q(stage__in=OPEN_WORDS) | ~Q(pending=""),
                name="case_waits",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(stage__in=OPEN_WORDS) | ~Q(pending=""),
                name="case_listed",
            ),
            models.Index(
                fields=["changed_at", "id"],
                condition=Q(stage__in=OPEN_WORDS) | ~Q(pending=""),
                name="case_stirred",
            ),
            models.Index(
                fields=["watch_at"], condition=Q(watch_at__isnull=False), name="case_watch"
            ),
            models.Index(fields=["community_id", "stage", "due_at"], name="case_community"),
            models.Index(fields=["lead_id", "stage", "due_at"], name="case_lead"),
            models.Index(fields=["compound_id", "closed_at"], name="case_compound"),
            models.Index(fields=["category_code", "reported_at"], name="case_category"),
            models.Index(fields=["reported_at", "id"], name="case_reported"),
            models.Index(
                fields=["closed_at"],
                condition=Q(stage=Stage.CLOSED.value, rated_at__isnull=True),
                name="case_unrated",
            ),
            models.Index(fields=["changed_at"], name="case_changed"),
        ]

    def __str__(self) -> str:
        return self.number


class Reporter(models.Model):
    """The one who reported a case, or a neighbour who joined it, and the link she holds.

    ``token`` is the SHA-256 of the capability that opens the case; the capability itself is
    never stored. Name and telephone lie in ``words``, the payload of the entry she came with.
    States: holding a link, forgotten (``words`` erased).

    Personal data: token; erased by grid.reporters.services.forget.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reporters")
    token = models.CharField(max_length=64, unique=True)
    words = models.ForeignKey("kernel.Payload", models.PROTECT, related_name="+", db_index=False)
    is_first = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        app_label = "grid"
