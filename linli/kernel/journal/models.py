"""The record of what happened, its erasable payloads, and what has not been read yet."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from linli.kernel.journal.rules import Seal


class Entry(models.Model):
    """One change of one thing: who, from which post, when, what; chained within its stream.

    Never updated, never deleted (a trigger of the database refuses both). ``facts`` hold
    no words of persons: those lie in the Payload, for which ``commitment`` stands.

    Personal data: none; actor and facts carry keys only.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    facts = models.JSONField()
    actor = models.JSONField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    algorithm = models.CharField(max_length=20)
    commitment = models.CharField(max_length=128, blank=True)
    previous = models.CharField(max_length=128, blank=True)
    digest = models.CharField(max_length=128)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["stream", "number"], name="entry_place_in_stream")
        ]
        indexes: ClassVar[list[models.Index]] = [
            BrinIndex(fields=["recorded_at"], autosummarize=True, name="entry_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number} {self.verb}"

    def sealed(self) -> Seal:
        """Return what the digest of this entry was taken over."""
        return Seal(
            stream=self.stream,
            number=self.number,
            verb=self.verb,
            facts=self.facts,
            actor=self.actor,
            at=self.at,
            recorded_at=self.recorded_at,
            commitment=self.commitment,
            previous=self.previous,
            algorithm=self.algorithm,
        )


class Payload(models.Model):
    """The words of persons that belong to an entry, and the salt of their commitment.

    States: kept, erased (``content`` and ``salt`` are null, ``erased_at`` is set).

    Personal data: free text, names, telephone numbers; erased by journal.services.erase.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="payload")
    content = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"


class Unread(models.Model):
    """An entry that one reader has still to read; the row goes when it has been read.

    States: waiting, failed and waiting for the next try (``tries`` > 0).

    Personal data: none.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    reader = models.CharField(max_length=80)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    fault = models.TextField(blank=True)

    class Meta:
        app_label = "kernel"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at", "id"], name="unread_next")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "reader"], name="unread_once")
        ]
