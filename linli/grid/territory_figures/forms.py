"""Which days, and which level, figures are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.territory_figures.rules import LEVELS
from linli.kernel.territory.rules import LABELS, Kind
from linli.ui.fields import DayField, offer


class DaysForm(forms.Form):
    """First and last day, both included, and the level of the units."""

    first = DayField(label=_("From"))
    last = DayField(label=_("Up to and including"))
    level = forms.TypedChoiceField(label=_("By"), coerce=Kind)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "level", [(level.value, gettext(LABELS[level])) for level in LEVELS])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("first") and found.get("last") and found["last"] < found["first"]:
            self.add_error("last", gettext("The last day comes before the first one."))
        return found


def days_form(asked: Any, today: date) -> DaysForm:
    """Return the form as it was sent, or for the year before this one."""
    if asked:
        return DaysForm(asked)
    year = today.year - 1
    return DaysForm(
        {"first": f"{year}-01-01", "last": f"{year}-12-31", "level": Kind.COMMUNITY.value}
    )
