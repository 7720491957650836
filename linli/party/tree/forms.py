"""The filters of the register of Party organisations."""

from django import forms

from linli.kernel.common.text import clean
from linli.party.branches.rules import BASE_NAMES, KIND_NAMES
from linli.party.tree.queries import Filters
from linli.party.tree.rules import QUICK_NAMES


class FiltersForm(forms.Form):
    """The filters as the address has them; nonsense is left out."""

    only = forms.ChoiceField(required=False, choices=[(word, word) for word in QUICK_NAMES])
    street = forms.UUIDField(required=False)
    kind = forms.ChoiceField(required=False, choices=[(k.value, n) for k, n in KIND_NAMES.items()])
    base = forms.ChoiceField(required=False, choices=[(b.value, n) for b, n in BASE_NAMES.items()])
    words = forms.CharField(required=False, max_length=60)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        found = self.cleaned_data
        return Filters(
            only=found.get("only", ""),
            street=found.get("street"),
            kind=found.get("kind", ""),
            base=found.get("base", ""),
            words=clean(found.get("words", ""), most=60),
        )
