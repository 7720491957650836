"""What the posts have been told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One entry of a case, or of a document, that one post should know of.

    ``document_id`` is the key of a supervision document, or of a task of a policy document: the
    verb says which.

    No words are stored: the sentence is made from the entry when it is read, in the reader's
    language. States: unread, read (``read_at`` is set).

    Personal data: none.
    """

    post_id = models.UUIDField()
    entry_id = models.BigIntegerField()
    case_id = models.UUIDField(null=True)
    document_id = models.UUIDField(null=True)
    number = models.CharField(max_length=40)
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "notices"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["post_id", "entry_id"], name="message_once_a_post"),
            models.CheckConstraint(
                condition=Q(case_id__isnull=True, document_id__isnull=False)
                | Q(case_id__isnull=False, document_id__isnull=True),
                name="message_about_one_thing",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post_id", "-at", "id"], name="message_inbox")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
