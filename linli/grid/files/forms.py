"""The field through which attachments come in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.grid.clocks import queries as clocks
from linli.grid.files import services as files
from linli.grid.files.rules import ACCEPT, TooManyFiles
from linli.grid.photos.forms import PhotosInput
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.ui.errors import one_text


class FilesField(forms.FileField):
    """Attachments, read and counted; ``clean`` returns a list of ``files.SentFile``.

    What they contain is checked when they are stored.
    """

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Attachments"))
        more.setdefault("help_text", _("PDF, Word, Excel, plain text or pictures."))
        super().__init__(widget=PhotosInput(attrs={"accept": ACCEPT, "multiple": True}), **more)

    def clean(self, data: Any, initial: Any = None) -> list[files.SentFile]:
        """Return what was sent, each with a fresh key.

        Raises:
            ValidationError: too many or too large, in the words of the rule.
        """
        found = data if isinstance(data, list) else [data] if data else []
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            return sent(found)
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused


def sent(found: Sequence[UploadedFile]) -> list[files.SentFile]:
    """Return files as somebody sent them, each with a fresh key, counted and not too large.

    Raises:
        TooManyFiles, AttachmentTooLarge.
    """
    policy = clocks.current(timezone.now()).values
    if len(found) > policy.files_max:
        raise TooManyFiles(count=len(found), most=policy.files_max)
    for one in found:
        files.check_size(one.name or "", one.size or 0, most_mb=policy.file_max_mb)
    return [files.SentFile(ids.new(), one.name or "", one.read()) for one in found]
