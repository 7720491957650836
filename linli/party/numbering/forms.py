"""What is asked for the code of an office."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """An office and its code."""

    organisation = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(label=_("Document code"), max_length=12)
