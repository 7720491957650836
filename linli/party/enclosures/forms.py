"""The field through which the files of a document come in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.party.enclosures.rules import MOST, Sent, TooManyEnclosures
from linli.ui.errors import one_text

ACCEPT = ".pdf,.docx,.xlsx,.txt,image/*"
"""What the browser offers to choose; the content decides."""


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files that were sent under the name."""
        return files.getlist(name)


class EnclosuresField(forms.FileField):
    """Files, read and counted; ``clean`` returns a list of ``Sent``.

    What they contain is checked when they are stored.
    """

    def __init__(self, **more: Any) -> None:
        widget = FilesInput(attrs={"accept": ACCEPT, "multiple": True})
        more.setdefault("help_text", _("PDF, Word, Excel, plain text or pictures."))
        super().__init__(widget=widget, required=False, **more)

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        """Return what was sent, each with a fresh key.

        Raises:
            ValidationError: there are too many.
        """
        found = data if isinstance(data, list) else [data] if data else []
        try:
            return sent(found)
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused


def sent(found: Sequence[UploadedFile]) -> list[Sent]:
    """Return files as somebody sent them, each with a fresh key.

    Raises:
        TooManyEnclosures: more than a step takes.
    """
    if len(found) > MOST:
        raise TooManyEnclosures(count=len(found), most=MOST)
    return [Sent(ids.new(), one.name or "", one.read()) for one in found]
