"""The field through which pictures come in."""

import math
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.grid.clocks import queries as clocks
from linli.grid.photos import services as photos
from linli.grid.photos.rules import PhotoKind, PicturesTooLarge, TooManyPictures
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.ui.errors import one_text


class PhotosInput(forms.FileInput):
    """A file input that takes several pictures; a telephone offers its camera."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files that were sent under the name."""
        return files.getlist(name)


class PhotosField(forms.FileField):
    """Pictures of one kind, read and counted; ``clean`` returns a list of ``photos.Sent``.

    What they contain is checked when they are stored.
    """

    def __init__(self, *, kind: PhotoKind, most: int | None = None, **more: Any) -> None:
        self.kind, self.most = kind, most
        several = {} if most == 1 else {"multiple": True}
        attrs = {"accept": "image/*", **several}
        more.setdefault("label", _("Photos"))
        super().__init__(widget=PhotosInput(attrs=attrs), **more)

    def clean(self, data: Any, initial: Any = None) -> list[photos.Sent]:
        """Return what was sent, each with a fresh key.

        Raises:
            ValidationError: too many or too large, in the words of the rule.
        """
        files = data if isinstance(data, list) else [data] if data else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            return sent(files, self.kind, most=self.most)
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused


def sent(
    files: Sequence[UploadedFile], kind: PhotoKind, *, most: int | None = None
) -> list[photos.Sent]:
    """Return files as somebody sent them, each with a fresh key, counted and not too large.

    Raises:
        TooManyPictures, PictureTooLarge, PicturesTooLarge.
    """
    policy = clocks.current(timezone.now()).values
    allowed = most or policy.photos_max
    if len(files) > allowed:
        raise TooManyPictures(count=len(files), most=allowed)
    for file in files:
        photos.check_size(file.name or "", file.size or 0, most_mb=policy.photo_max_mb)
    total_mb = math.ceil(sum(file.size or 0 for file in files) / (1024 * 1024))
    if total_mb > policy.photos_total_mb:
        raise PicturesTooLarge(mb=total_mb, most_mb=policy.photos_total_mb)
    return [
        photos.Sent(id=ids.new(), kind=kind, name=file.name or "", content=file.read())
        for file in files
    ]
