"""What witnesses and the district desk send about a head."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SizesForm(forms.Form):
    """Two sizes of the log between which somebody wants a proof."""

    old = forms.IntegerField(min_value=1, label=_("Entries then"))
    new = forms.IntegerField(min_value=1, label=_("Entries now"))


class SignatureForm(forms.Form):
    """The signature of a witness over a head."""

    signature = forms.CharField(
        max_length=200,
        label=_("Signature (Base64)"),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )


class PaperForm(forms.Form):
    """A sheet that was signed by hand."""

    signers = forms.CharField(max_length=200, label=_("Who signed, as on the sheet"))
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kept_at = forms.CharField(max_length=200, label=_("Where the sheet is kept"))
