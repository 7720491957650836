"""What is asked for a note."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.carried.forms import CarryingForm
from linli.grid.files.forms import FilesField
from linli.grid.notes.queries import Panel
from linli.grid.notes.rules import KIND_NAMES, Kind
from linli.grid.notes.services import Leaving
from linli.grid.photos.forms import PhotosField
from linli.grid.photos.rules import PhotoKind
from linli.kernel.common import text

MOST_WORDS = 2000


class WordsForm(forms.Form):
    """Words that the reporter adds to her matter."""

    words = forms.CharField(
        label=_("What do you want to add?"),
        help_text=_("The desk and the unit that handles it read it; neighbours do not."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_words(self) -> str:
        """Return the words without control characters."""
        return text.clean(self.cleaned_data["words"], most=MOST_WORDS)


class NoteForm(CarryingForm, WordsForm):
    """Words of staff, for whom, and which unit should look at them."""

    kind = forms.TypedChoiceField(label=_("Who reads it"), coerce=Kind)
    mentioned = forms.TypedChoiceField(
        label=_("Draw the attention of"), coerce=UUID, required=False, empty_value=None
    )

    photos = PhotosField(kind=PhotoKind.EVIDENCE, label=_("Photos"), required=False)
    attached = FilesField(required=False)

    def __init__(self, *data: Any, panel: Panel, **more: Any) -> None:
        super().__init__(*data, **{"auto_id": "id_note_%s", **more})
        fields: dict[str, Any] = self.fields
        fields["words"].label = gettext("Note")
        fields["words"].help_text = gettext("Name no persons.")
        fields["words"].widget.attrs["rows"] = 2
        fields["kind"].choices = [(kind.value, gettext(KIND_NAMES[kind])) for kind in panel.kinds]
        offices = [(str(office), name) for office, name in panel.mentions]
        fields["mentioned"].choices = [("", gettext("nobody in particular")), *offices]

    def leaving(self, case_id: UUID, key: UUID) -> Leaving:
        """Return what was filled in as the note that is left."""
        said = self.cleaned_data
        return Leaving(
            case_id=case_id,
            key=key,
            kind=said["kind"],
            words=said["words"],
            mentioned_id=said["mentioned"],
            pictures=said["photos"],
            attached=said["attached"],
            carried=said["carried"],
        )


def panel_form(panel: Panel | None) -> NoteForm | None:
    """Return the empty form of a panel, or None where no note can be left."""
    return NoteForm(panel=panel) if panel else None
