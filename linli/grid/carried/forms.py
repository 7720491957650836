"""The hidden field in which a form carries what was chosen before it is sent."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.grid.carried import services
from linli.grid.carried.rules import NOTHING, Carried, CarriedGone
from linli.grid.files import forms as files
from linli.grid.files.rules import Form, StoredFile
from linli.grid.photos import forms as photos
from linli.grid.photos.rules import PhotoKind, Stored
from linli.ui.errors import one_text

SALT = "linli.carried"
CARRIED_SECONDS = 24 * 60 * 60
"""Good for a day, like the draft of a report; the store is swept after that."""


def packed(carried: Carried) -> str:
    """Return what is carried as one signed text for a hidden input; empty for nothing."""
    if not carried:
        return ""
    return signing.dumps(json.loads(json.dumps(asdict(carried), default=str)), salt=SALT)


def unpacked(words: str) -> Carried:
    """Return what a hidden input carries.

    Raises:
        CarriedGone: it is older than a day, or not what the house has signed.
    """
    if not words:
        return NOTHING
    try:
        plain = signing.loads(words, salt=SALT, max_age=CARRIED_SECONDS)
    except signing.BadSignature:
        raise CarriedGone from None
    return Carried(
        tuple(
            Stored(**one | {"id": UUID(one["id"]), "kind": PhotoKind(one["kind"])})
            for one in plain["pictures"]
        ),
        tuple(
            StoredFile(**one | {"id": UUID(one["id"]), "form": Form(one["form"])})
            for one in plain["files"]
        ),
    )


class CarriedField(forms.CharField):
    """What a form carries; ``clean`` returns a ``Carried``."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> Carried:
        """Return what the house signed.

        Raises:
            ValidationError: it is too old, or nothing of ours, in the words of the rule.
        """
        try:
            return unpacked(str(value or ""))
        except CarriedGone as gone:
            raise ValidationError(one_text(gone)) from gone


class CarryingForm(forms.Form):
    """A form with photos or files that can be shown once more without losing them."""

    carried = CarriedField()
    leaves_out = forms.BooleanField(label=_("Leave them out again"), required=False)

    field_order = ["version", "words", "kind", "mentioned", "leaves_out", "photos", "attached"]

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        try:
            found = unpacked(str(self["carried"].value() or ""))
        except CarriedGone:
            found = NOTHING
        if found:
            self.fields["leaves_out"].help_text = told(found)
        else:
            del self.fields["leaves_out"]

    def clean_carried(self) -> Carried:
        """Return what is carried and wanted."""
        wanted: Carried = self.cleaned_data["carried"]
        return NOTHING if self.data.get("leaves_out") else wanted


def told(carried: Carried) -> str:
    """Return in the reader's language what a form carries."""
    names = "、".join(one.name for one in carried.files)
    count, number = len(carried.pictures), len(carried.files)
    parts = [
        ngettext("%(count)s photo is kept.", "%(count)s photos are kept.", count) % {"count": count}
        if count
        else "",
        ngettext("A file is kept: %(names)s.", "Files are kept: %(names)s.", number)
        % {"names": names}
        if number
        else "",
    ]
    return " ".join(part for part in parts if part)


def carried_on(
    form: type[forms.Form], typed: QueryDict, sent: MultiValueDict[str, Any], *, at: datetime
) -> str:
    """Store what was chosen in a form that is to be shown again; return what it carries then.

    Raises:
        LinliError: one of them is refused; nothing is stored.
    """
    if not issubclass(form, CarryingForm):
        return ""
    kept = NOTHING if typed.get("leaves_out") else unpacked(typed.get("carried", ""))
    chosen: Any = form.base_fields["photos"]
    pictures = photos.sent(sent.getlist("photos"), chosen.kind)
    attached = files.sent(sent.getlist("attached"))
    return packed(services.store(pictures, attached, carried=kept, at=at))
