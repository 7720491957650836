"""What is asked about what a compound is like."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.compounds.models import Attributes
from linli.kernel.compounds.rules import ESTATE_NAMES, MOST_SOURCE, Estate, Values
from linli.ui.fields import DayField, offer

SPARE = {"yes": True, "no": False, "": None}
SPARE_WORDS = {True: "yes", False: "no", None: ""}


class AttributesForm(forms.Form):
    """Kind of estate, households and the rest, of a day and by a source; empty is not known."""

    estate = forms.ChoiceField(label=_("Kind of estate"), required=False)
    households = forms.IntegerField(label=_("Households"), required=False)
    buildings = forms.IntegerField(label=_("Buildings"), required=False)
    built_in = forms.IntegerField(label=_("Built in"), required=False)
    lifts = forms.IntegerField(label=_("Lifts"), required=False)
    spare = forms.ChoiceField(
        label=_("Spare room"), required=False,
        help_text=_("A room that the district or the owners can give to a hall or a station."),
        choices=[
            ("", _("not known")),
            ("yes", pgettext_lazy("spare room", "yes")),
            ("no", pgettext_lazy("spare room", "no")),
        ],
    )  # fmt: skip
    spare_m2 = forms.IntegerField(label=_("Spare room in m²"), required=False)
    as_of = DayField(label=_("As found on"))
    source = forms.CharField(
        label=pgettext_lazy("of values", "Source"), max_length=MOST_SOURCE,
        help_text=_("Ledger, survey or office, and its day. Name no private persons."),
    )  # fmt: skip

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        names = [(one.value, gettext(name)) for one, name in ESTATE_NAMES.items()]
        offer(self, "estate", [("", gettext("not known")), *names])

    def values(self) -> Values:
        """Return what was filled in."""
        said = dict(self.cleaned_data)
        estate, spare = said.pop("estate"), said.pop("spare")
        return Values(
            estate=Estate(estate) if estate else None, has_spare_room=SPARE[spare], **said
        )


def form_of(known: Attributes | None, posted: Any) -> AttributesForm:
    """Return the form, filled in with what is known so that only what changed is typed."""
    if posted:
        return AttributesForm(posted)
    names = ("estate", "households", "buildings", "built_in", "lifts", "spare_m2")
    initial = {name: getattr(known, name) for name in names} if known else {}
    return AttributesForm(
        initial=initial | {"spare": SPARE_WORDS[known.has_spare_room if known else None]}
    )
