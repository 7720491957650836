"""What is asked for when files are attached."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.grid.files.forms import FilesField
from linli.grid.words.forms import WordsField


class AttachForm(forms.Form):
    """The files, a remark, and whether the reporter may read them too."""

    attached = FilesField()
    words = WordsField(label=_("Remark"), required=False, rows=2)
    is_shared = forms.BooleanField(label=_("The reporter may read it too"), required=False)
