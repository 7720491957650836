"""What every step on an edition brings."""

from django import forms


class StepForm(forms.Form):
    """A step on an edition as it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
