"""What is asked to keep a name, to look at one, to erase one."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.party.holders.queries import NamesPage
from linli.party.holders.rules import (
    BY_HAND,
    MOST_NAME,
    PURPOSE_NAMES,
    REASON_NAMES,
    WHY_NAMES,
    Purpose,
    Reason,
    Why,
)
from linli.party.holders.services import NewHolder
from linli.ui.fields import DayField, offer


class NameForm(forms.Form):
    """The name of one who holds a seat, with her consent."""

    seat = forms.ChoiceField(label=_("Seat"))
    name = forms.CharField(
        label=_("Name"), max_length=MOST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    purpose = forms.TypedChoiceField(label=_("Consented for"), coerce=Purpose)
    consented_on = DayField(label=_("Consented on"))
    has_consent = forms.BooleanField(
        label=_("She agreed in writing, for this purpose alone, and knows that she can withdraw.")
    )

    def __init__(self, *data: Any, found: NamesPage, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "seat", found.seats)
        offer(
            self, "purpose", [(each.value, gettext(name)) for each, name in PURPOSE_NAMES.items()]
        )

    def new(self, key: UUID, organisation_id: UUID) -> NewHolder:
        """Return what was filled in."""
        return NewHolder(id=key, organisation_id=organisation_id, **self.cleaned_data)


class RevealForm(forms.Form):
    """Why a name is looked at."""

    reason = forms.TypedChoiceField(
        label=_("Reason"), coerce=Reason,
        choices=[("", "—"), *((each.value, _(name)) for each, name in REASON_NAMES.items())],
    )  # fmt: skip


class EraseForm(forms.Form):
    """Why a name is erased."""

    why = forms.TypedChoiceField(
        label=_("Reason"),
        coerce=Why,
        choices=[(each.value, _(WHY_NAMES[each])) for each in BY_HAND],
    )
