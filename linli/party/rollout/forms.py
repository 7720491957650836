"""What is asked for a plan, and for the targets of a street."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from linli.party.relations.rules import DECIDED, ORDER, RELATION_NAMES, Relation
from linli.party.rollout.queries import Plan
from linli.party.rollout.rules import MOST_WAVES, Wave, wave_of
from linli.party.rollout.services import NewPlan
from linli.ui.fields import DayField, offer

USUAL = {Relation.EQUAL: 1, Relation.LARGER: 2, Relation.SMALLER: 2, Relation.CROSSING: 2}
"""Kind → wave as the article has it: the equal ones first; crossing ones with the others."""


class PlanForm(forms.Form):
    """A plan: its name, what decided it, the days of up to three waves, a wave for each kind."""

    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    source = forms.CharField(label=_("Decided by"), max_length=200)
    begins_1 = DayField(label=_("Wave 1 begins"))
    ends_1 = DayField(label=_("Wave 1 ends"))
    begins_2 = DayField(label=_("Wave 2 begins"), required=False)
    ends_2 = DayField(label=_("Wave 2 ends"), required=False)
    begins_3 = DayField(label=_("Wave 3 begins"), required=False)
    ends_3 = DayField(label=_("Wave 3 ends"), required=False)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        for kind in ORDER:
            is_optional = kind not in DECIDED
            name = gettext(RELATION_NAMES[kind]).capitalize()
            self.fields[kind.value] = forms.ChoiceField(label=name, required=not is_optional)
            none = [("", gettext("in no wave"))] if is_optional else []
            numbers = [(str(number), str(number)) for number in range(1, MOST_WAVES + 1)]
            offer(self, kind.value, [*none, *numbers])

    def waves(self) -> list[Wave]:
        """Return the waves whose days are filled in, in order."""
        said = self.cleaned_data
        return [
            Wave(
                frozenset(kind for kind in ORDER if said[kind.value] == str(number)),
                said[f"begins_{number}"],
                said[f"ends_{number}"],
            )
            for number in range(1, MOST_WAVES + 1)
            if said[f"begins_{number}"] and said[f"ends_{number}"]
        ]

    def plan(self, key: UUID) -> NewPlan:
        """Return what was filled in."""
        said = self.cleaned_data
        return NewPlan(key, said["name"], said["source"], self.waves())


def plan_form(plan: Plan | None, posted: Any) -> PlanForm:
    """Return the form with what was sent, with the plan in force, or as the article has it."""
    waves: Sequence[Wave] = plan.waves if plan else ()
    initial: dict[str, object] = {kind.value: number for kind, number in USUAL.items()}
    if plan:
        initial |= {"name": plan.name, "source": plan.source}
        initial |= {kind.value: wave_of(kind, waves) or "" for kind in ORDER}
    for number, wave in enumerate(waves, start=1):
        initial |= {f"begins_{number}": wave.begins_on, f"ends_{number}": wave.ends_on}
    return PlanForm(posted, initial=initial)


class TargetsForm(forms.Form):
    """How many organisations a street is to found, month by month."""

    def __init__(self, *data: Any, months: Sequence[date], **more: Any) -> None:
        super().__init__(*data, **more)
        self.months = months
        for month in months:
            label = dateformat.format(month, pgettext("a month", "M Y"))
            self.fields[month.isoformat()] = forms.IntegerField(
                label=label, min_value=0, max_value=9999, required=False
            )

    def targets(self) -> dict[date, int]:
        """Return the first day of each month and what is wanted in it."""
        return {month: self.cleaned_data[month.isoformat()] or 0 for month in self.months}


def targets_form(plan: Plan, street_id: UUID, posted: Any) -> TargetsForm:
    """Return the form with what was sent, or with the targets in force."""
    known = {
        month.isoformat(): count
        for (street, month), count in plan.targets.items()
        if street == street_id
    }
    return TargetsForm(posted, months=plan.months, initial=known)
