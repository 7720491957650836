"""What is asked for an area: its name, its units, the day."""

from collections.abc import Sequence
from typing import Any, Self
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.common.errors import LinliError
from linli.kernel.territory.rules import ListedUnit
from linli.ui.errors import one_text
from linli.ui.fields import DayField, field_of


class MembersForm(forms.Form):
    """Which units an area consists of from a day on."""

    on = DayField(label=_("From"))
    units = forms.TypedMultipleChoiceField(
        label=_("Units of the area"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *data: Any, units: Sequence[ListedUnit], **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["on"].initial = timezone.localdate()
        chosen = field_of(self, "units", forms.TypedMultipleChoiceField)
        chosen.choices = [(str(unit.id), f"{unit.parent_name} {unit.name}") for unit in units]

    def refused(self, why: LinliError) -> Self:
        """Return the form with what the house refused of it."""
        self.add_error(None, one_text(why))
        return self


class AreaForm(MembersForm):
    """A new area: its name, its day, its first units."""

    name = forms.CharField(label=pgettext_lazy("of an area", "Name"), max_length=60)

    field_order = ("name", "on", "units")


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=pgettext_lazy("of an area", "Name"), max_length=60)


class EndForm(forms.Form):
    """The first day on which the area is no longer there."""

    on = DayField(label=_("Ends on"))
