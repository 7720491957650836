"""The log over all entries, its signed heads, the keys that signed and the witnesses."""

from typing import ClassVar

from django.db import models

from linli.kernel.journal.models import Entry


class Unlogged(models.Model):
    """An entry that is not in the log yet; the row goes in the transaction that appends it.

    A trigger of the database writes it with the entry, whatever program stores the entry.

    Personal data: none.
    """

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )

    class Meta:
        app_label = "kernel"


class Leaf(models.Model):
    """The place of an entry in the log; places begin at 0 and have no gap.

    Never updated, never deleted (a trigger of the database refuses both).

    Personal data: none.
    """

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kernel"


class Node(models.Model):
    """The hash of one complete subtree of level 1 or more; ``last`` is its last leaf.

    Never updated, never deleted (a trigger of the database refuses both).

    Personal data: none.
    """

    last = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    hash = models.BinaryField(max_length=32)
    pk = models.CompositePrimaryKey("last", "level")

    class Meta:
        app_label = "kernel"


class SigningKey(models.Model):
    """The public half of a key that signs heads; the other half is in a file elsewhere.

    States: current (the newest row), retired (every other). ``name`` is the name of the log
    and the same in all rows.

    Personal data: none.
    """

    key_id = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)
    algorithm = models.CharField(max_length=20)
    public_key = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        app_label = "kernel"


class Head(models.Model):
    """What the house signed: so many entries, with this root, at this moment.

    ``note`` is the signed text to the byte. ``predecessor_signature`` stands on the first
    head of a new key, where the old key was at hand to sign it too. Never updated, never
    deleted (a trigger of the database refuses both).

    Personal data: none.
    """

    size = models.BigIntegerField(db_index=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    algorithm = models.CharField(max_length=20)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="heads")
    note = models.TextField()
    signature = models.CharField(max_length=100)
    predecessor_signature = models.CharField(max_length=100, blank=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="head_over_entries")
        ]


class Witness(models.Model):
    """An institution outside the house that signs heads it has seen.

    States: active, retired (``is_active`` false; what it signed stays).

    Personal data: none; the name is that of an institution.
    """

    key_id = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)
    public_key = models.CharField(max_length=64)
    since = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        app_label = "kernel"


class Countersignature(models.Model):
    """Somebody outside the house saw a head: a witness by web, or persons on paper.

    By web ``witness`` and ``signature`` are set; on paper ``signers`` (names as on the sheet)
    and ``kept_at`` (where the sheet lies), entered by ``post_id``. Never updated, never
    deleted (a trigger of the database refuses both).

    Personal data: names of those who signed a paper sheet in their office, which is public.
    """

    head = models.ForeignKey(Head, models.PROTECT, related_name="countersignatures")
    at = models.DateTimeField()
    witness = models.ForeignKey(Witness, models.PROTECT, null=True, related_name="+")
    signature = models.CharField(max_length=100, blank=True)
    signers = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True)
    kept_at = models.CharField(max_length=200, blank=True)
    post_id = models.UUIDField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["head", "witness"], name="countersigned_once"),
            models.CheckConstraint(
                condition=models.Q(witness__isnull=False) ^ models.Q(signed_on__isnull=False),
                name="countersigned_by_web_or_paper",
            ),
        ]
