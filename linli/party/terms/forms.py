"""How a day is asked for."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **more)
