"""What tools sent under words of their own, so that a repetition is told from something new."""

from django.db import models


class Sending(models.Model):
    """The first request under a tool's own word (``Idempotency-Key``) that made something.

    ``id`` stands for the tool and its word, ``digest`` for the whole request as it was
    understood; both are keyed, nothing of either can be read or tried out here. ``made``: key of
    what came of it; ``about``: key of the matter it belongs to. States: known, forgotten
    (``digest`` is empty: no repetition is the same any more).

    Personal data: none readable; the digest is erased with the words of its matter by
    sendings.services.forget, and each row after ``DAYS`` by sendings.services.sweep.
    """

    id = models.UUIDField(primary_key=True)
    made = models.UUIDField()
    about = models.UUIDField()
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "kernel"
