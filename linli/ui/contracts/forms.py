"""What is asked for a property contract."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.contracts.rules import (
    DISMISSAL_DAYS,
    FORM_NAMES,
    GROUND_NAMES,
    REFUSAL_DAYS,
    Form,
    Ground,
    Terms,
)
from linli.ui.contracts.queries import ContractsPage
from linli.ui.fields import DayField, offer


class ContractForm(forms.Form):
    """Who serves from when to when, for how much, and how long before the end one says so."""

    form = forms.TypedChoiceField(label=_("Form"), coerce=Form)
    organisation = forms.TypedChoiceField(
        label=_("Who serves"), coerce=UUID, empty_value=None, required=False,
        help_text=_("Stays empty where owners manage themselves."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the contract"), max_length=60, required=False)
    starts_on = DayField(label=_("First day"))
    until = DayField(
        label=_("Last day"), required=False, help_text=_("Stays empty for one without an end.")
    )
    fee = forms.DecimalField(
        label=_("Fee in yuan for 1 m² and month"), required=False, max_digits=7, decimal_places=2,
        min_value=Decimal(0),
    )  # fmt: skip
    dismissal_days = forms.IntegerField(
        label=_("Notice of the owners, days"), initial=DISMISSAL_DAYS,
        help_text=_("60 days, unless the contract says otherwise (Civil Code, art. 946)."),
    )  # fmt: skip
    refusal_days = forms.IntegerField(
        label=_("Notice of whoever will not renew, days"), initial=REFUSAL_DAYS,
        help_text=_("90 days, unless the contract says otherwise (Civil Code, art. 947)."),
    )  # fmt: skip

    def __init__(self, *data: Any, page: ContractsPage, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "form", [(one.value, gettext(name)) for one, name in FORM_NAMES.items()])
        names = [(str(each.pk), each.name) for each in page.organisations]
        offer(self, "organisation", [("", "—"), *names])

    def terms(self) -> Terms:
        """Return what was filled in; the fee in whole fen."""
        said = dict(self.cleaned_data)
        fee = said.pop("fee")
        return Terms(
            organisation_id=said.pop("organisation"),
            fee_fen=None if fee is None else int(fee * 100),
            **said,
        )


class EndForm(forms.Form):
    """On which day a contract ends, and why."""

    last_on = DayField(label=_("Last day in force"))
    ground = forms.TypedChoiceField(label=pgettext_lazy("of an end", "Reason"), coerce=Ground)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        chosen = [ground for ground in Ground if ground is not Ground.REPLACED]
        offer(self, "ground", [(one.value, gettext(GROUND_NAMES[one])) for one in chosen])
