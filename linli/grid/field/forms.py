"""What an officer says of a matter she found and settled on the spot."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.categories.forms import category_choices
from linli.grid.categories.rules import Category
from linli.grid.field import queries, services
from linli.grid.field.services import Spot
from linli.grid.photos.forms import PhotosField
from linli.grid.photos.rules import PhotoKind
from linli.grid.words.forms import WordsField, said
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor
from linli.kernel.territory.rules import ListedUnit
from linli.ui.fields import offer
from linli.ui.requests import Request


class SettleForm(forms.Form):
    """Both pictures, the place, what it was and what was done."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
    before = PhotosField(kind=PhotoKind.BEFORE, label=_("Photo before"), most=1)
    after = PhotosField(kind=PhotoKind.AFTER, label=_("Photo after"), most=1)
    compound = forms.TypedChoiceField(label=_("Compound"), coerce=UUID)
    building = forms.TypedChoiceField(
        label=_("Building"), coerce=UUID, required=False, empty_value=None
    )
    address = forms.CharField(label=_("Where exactly"), required=False, max_length=120)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Category"))
    text = WordsField(
        label=_("What it was and what you did"), help_text=_("No names, no plate numbers.")
    )

    def __init__(
        self, *data: Any, actor: Actor, categories: Iterable[Category], **more: Any
    ) -> None:
        super().__init__(*data, **more)
        self.actor = actor
        choose = [("", gettext("Choose a compound"))]
        compounds = choose + _named(queries.compounds(actor))
        offer(self, "compound", compounds)
        offer(self, "building", self._buildings())
        offer(self, "category", category_choices(categories))
        for name in ("before", "after"):
            self.fields[name].widget.attrs |= {"capture": "environment", "data-photos": f"p-{name}"}

    def _buildings(self) -> list[tuple[str, str]]:
        """Return the buildings of the compound that is chosen so far."""
        compound = compound_of(str(self["compound"].value() or ""))
        nowhere = [("", gettext("Outside, not at a building"))]
        return nowhere + _named(queries.buildings(self.actor, compound))

    def clean(self) -> dict[str, Any]:
        """Add ``spot`` and ``place``.

        Raises:
            ValidationError: the place is not in the officer's grid.
        """
        found: dict[str, Any] = super().clean() or {}
        unit_id = found.get("building") or found.get("compound")
        if unit_id is None:
            return found
        spot = Spot(unit_id, lon=found.get("lon"), lat=found.get("lat"))
        try:
            return found | {"spot": spot, "place": services.place_of(self.actor, spot)}
        except LinliError as refused:
            raise said(refused) from refused


def _named(units: Iterable[ListedUnit]) -> list[tuple[str, str]]:
    return [(str(unit.id), unit.name) for unit in units]


def compound_of(words: str) -> UUID | None:
    """Return the key that words are, or None."""
    try:
        return UUID(words)
    except ValueError:
        return None


def settle_form(request: Request, categories: Iterable[Category]) -> SettleForm:
    """Return the form: empty, with a compound just chosen, or sent."""
    if request.method == "POST" and "show_buildings" not in request.POST:
        return SettleForm(request.POST, request.FILES, actor=request.actor, categories=categories)
    typed = request.POST or request.GET
    initial = {name: typed[name] for name in typed}
    return SettleForm(initial=initial, actor=request.actor, categories=categories)
