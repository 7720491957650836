"""The filters of a queue, as an address has them."""

from uuid import UUID

from django import forms

from linli.grid.queues.queries import BESIDE, ONLY, Filters
from linli.grid.stages.rules import STAGE_NAMES, Stage
from linli.kernel.common.text import clean

UNIT = r"^(street|community|grid|micro_grid|compound):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class FiltersForm(forms.Form):
    """The filters of the queue as the address of the page has them; nonsense is left out."""

    only = forms.ChoiceField(required=False, choices=[(word, word) for word in (*ONLY, *BESIDE)])
    stage = forms.ChoiceField(
        required=False, choices=[(stage.value, STAGE_NAMES[stage]) for stage in Stage]
    )
    category = forms.CharField(required=False, max_length=12)
    unit = forms.RegexField(UNIT, required=False)
    lead = forms.UUIDField(required=False)
    words = forms.CharField(required=False, max_length=60)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        found = self.cleaned_data
        kind, _colon, unit = found.get("unit", "").partition(":")
        return Filters(
            stage=found.get("stage", ""),
            category=found.get("category", ""),
            unit_kind=kind,
            unit_id=UUID(unit) if unit else None,
            lead_id=found.get("lead"),
            only=found.get("only", ""),
            words=clean(found.get("words", ""), most=60),
        )
