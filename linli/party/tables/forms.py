"""What every step on an edition brings, and what a filled-in draft of any table is."""

from typing import Any, Protocol

from django import forms


class Filled(Protocol):
    """The form of a table together with its lines, as a view knows it."""

    is_bound: bool
    form: Any
    lines: Any

    def is_valid(self) -> bool:
        """Return whether the form and all its lines can be read."""


class StepForm(forms.Form):
    """A step on an edition as it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
