"""Pictures that belong to cases."""

from django.db import models


class Photo(models.Model):
    """A picture of a case, re-encoded by the house and freed of everything but pixels.

    ``kind``: report, before, after, evidence, internal (staff only). ``taken_in`` is the number of the entry it
    came with. States: kept; redacted (a second picture with covered parts, which everybody
    gets); original erased (``file`` and ``thumbnail`` empty, the redacted one is left);
    erased (no file at all). Overlay: hidden from everybody but the desks of the place.

    Personal data: may show persons; erased by grid.photos.services.erase.
    """

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8)
    file = models.CharField(max_length=120, blank=True)
    thumbnail = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    taken_in = models.PositiveIntegerField()
    redacted_file = models.CharField(max_length=120, blank=True, default="", db_default="")
    redacted_thumbnail = models.CharField(max_length=120, blank=True, default="", db_default="")
    redacted_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    is_hidden = models.BooleanField(default=False, db_default=False)

    class Meta:
        app_label = "grid"

    @property
    def shown_file(self) -> str:
        """Return the picture that everybody gets: the redacted one where there is one."""
        return self.redacted_file or self.file

    @property
    def shown_thumbnail(self) -> str:
        """Return the small picture that everybody gets."""
        return self.redacted_thumbnail or self.thumbnail

    @property
    def shown_digest(self) -> str:
        """Return the digest of the picture that everybody gets."""
        return self.redacted_digest or self.digest

    @property
    def has_original(self) -> bool:
        """Return whether the picture as it was sent is still there beside a redacted one."""
        return bool(self.file)
