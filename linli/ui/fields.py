"""Fields of a form that exists, as what they are."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms

from linli.kernel.common.errors import LinliError
from linli.ui.errors import one_text

Field = TypeVar("Field", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[Field]) -> Field:
    """Return a field of a form as the kind of field it is.

    Raises:
        TypeError: it is of another kind.
    """
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return field


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Let a field of a form offer these choices: pairs of value and name, or groups of them."""
    field_of(form, name, forms.ChoiceField).choices = choices


class DayField(forms.DateField):
    """A day, chosen from a calendar."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **more)


Filled = TypeVar("Filled", bound=forms.BaseForm)


def refused(form: Filled, why: LinliError) -> Filled:
    """Return a form that was filled in, with what the house refused of it."""
    form.add_error(None, one_text(why))
    return form
