"""What is asked for a change of a unit, sort by sort."""

from collections.abc import Callable
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.territory.rules import LABELS, STYLES, Kind, label
from linli.kernel.territory_changes.rules import (
    SORT_NAMES,
    Abolition,
    Change,
    Establishment,
    Merger,
    Paper,
    Part,
    Recoding,
    Rename,
    Sort,
    Split,
    Stage,
    Transfer,
)
from linli.kernel.unit_codes.rules import SYSTEM_NAMES
from linli.ui.errors import one_text
from linli.ui.fields import DayField, offer
from linli.ui.territory.queries import UnitPage

MOST_PARTS = 4
NEW = "new"
Keys = Callable[[], UUID]


class ChangeForm(forms.Form):
    """What every change says: its day, and the document it rests on."""

    on = DayField(
        label=_("Takes force on"),
        help_text=_("Past, today or to come; up to today it is carried out at once."),
    )
    number = forms.CharField(label=_("Number of the document"), max_length=80)
    issuer = forms.CharField(label=_("Issued by"), max_length=120)

    def __init__(self, *data: Any, unit: UnitPage, **more: Any) -> None:
        super().__init__(*data, **more)
        self.unit = unit
        self.fields["on"].initial = timezone.localdate()
        self.prepare()
        paper = [self.fields.pop(name) for name in ("on", "number", "issuer")]
        self.fields |= dict(zip(("on", "number", "issuer"), paper, strict=True))

    def prepare(self) -> None:
        """Fill in what there is to choose from."""

    def paper(self) -> Paper:
        """Return the document that was named."""
        return Paper(number=self.cleaned_data["number"], issuer=self.cleaned_data["issuer"])

    def change(self, keys: Keys) -> Change:
        """Return the change that was filled in."""
        raise NotImplementedError

    def refused(self, why: LinliError) -> Self:
        """Return the form with what the house refused of it."""
        self.add_error(None, one_text(why))
        return self


def _styles(kind: Kind) -> list[tuple[str, str]]:
    return [(style.value, gettext(label(kind, style))) for style in STYLES.get(kind, ())]


class RenameForm(ChangeForm):
    """Another name, and another style where the kind has several."""

    name = forms.CharField(label=_("New name"), max_length=120)
    style = forms.ChoiceField(label=_("Is called a"), required=False)

    def prepare(self) -> None:
        """Offer the styles of the kind."""
        self.fields["name"].initial = self.unit.line.name
        styles = _styles(self.unit.line.kind)
        if styles:
            offer(self, "style", styles)
            self.fields["style"].initial = self.unit.line.style
        else:
            del self.fields["style"]

    def change(self, keys: Keys) -> Change:
        """Return the rename."""
        said = self.cleaned_data
        return Rename(unit_id=self.unit.line.id, name=said["name"], style=said.get("style", ""))


class MergerForm(ChangeForm):
    """The units that become one with this one, and what the one is called."""

    others = forms.TypedMultipleChoiceField(
        label=_("Merged with"), coerce=UUID, widget=forms.CheckboxSelectMultiple,
        help_text=_("Units of the same one above. One from elsewhere is transferred here first."),
    )  # fmt: skip
    goes_on = forms.ChoiceField(label=_("What goes on"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name afterwards"), max_length=120)

    def prepare(self) -> None:
        """Offer the neighbours in the list."""
        line = self.unit.line
        siblings = [(str(each.id), each.name) for each in self.unit.siblings]
        offer(self, "others", siblings)
        this = (str(line.id), gettext("%(name)s takes the others in") % {"name": line.name})
        takes = gettext("%(name)s is the one that takes them in")
        others = [(key, takes % {"name": name}) for key, name in siblings]
        offer(self, "goes_on", [this, (NEW, gettext("A new unit takes their place")), *others])
        self.fields["goes_on"].initial = str(line.id)
        self.fields["name"].initial = line.name

    def clean(self) -> dict[str, Any]:
        """Refuse that a unit takes in the others that is not among them."""
        found: dict[str, Any] = super().clean() or {}
        units = {NEW, str(self.unit.line.id), *map(str, found.get("others", []))}
        if found.get("goes_on", NEW) not in units:
            self.add_error("goes_on", gettext("Tick that unit above too, or choose another."))
        return found

    def change(self, keys: Keys) -> Change:
        """Return the merger."""
        said = self.cleaned_data
        into = keys() if said["goes_on"] == NEW else UUID(said["goes_on"])
        part = Part(id=into, name=said["name"], style=self.unit.line.style)
        return Merger(units=(self.unit.line.id, *said["others"]), into=part)


class SplitForm(ChangeForm):
    """The names of the parts, and which part each unit below goes to."""

    lives_on = forms.BooleanField(
        label=_("The first part is the old unit, made smaller"), required=False, initial=True
    )
    field_names: ClassVar[list[str]] = [f"name_{n}" for n in range(1, MOST_PARTS + 1)]

    def prepare(self) -> None:
        """Ask for up to four names, and a part for each unit below."""
        for n, name in enumerate(self.field_names, start=1):
            label = gettext("Name of part %(number)s") % {"number": n}
            self.fields[name] = forms.CharField(label=label, max_length=120, required=n <= 2)
        self.fields["name_1"].initial = self.unit.line.name
        parts = [
            (str(n), gettext("part %(number)s") % {"number": n}) for n in range(1, MOST_PARTS + 1)
        ]
        for each in self.unit.parts:
            by_outline = [("", gettext("by its outline"))] if each.kind is Kind.COMPOUND else []
            self.fields[f"part_{each.id}"] = forms.ChoiceField(
                label=each.name, choices=[*by_outline, *parts], required=not by_outline
            )

    def change(self, keys: Keys) -> Change:
        """Return the split."""
        said = self.cleaned_data
        parts = []
        for n, name in enumerate(self.field_names, start=1):
            if not said[name]:
                continue
            takes = tuple(each.id for each in self.unit.parts if said[f"part_{each.id}"] == str(n))
            key = self.unit.line.id if n == 1 and said["lives_on"] else keys()
            parts.append(Part(id=key, name=said[name], style=self.unit.line.style, takes=takes))
        return Split(unit_id=self.unit.line.id, parts=tuple(parts))


class TransferForm(ChangeForm):
    """The unit above that it goes to."""

    parent = forms.TypedChoiceField(label=_("Goes to"), coerce=UUID)

    def prepare(self) -> None:
        """Offer the other units of the level above."""
        offer(self, "parent", [(str(each.id), each.name) for each in self.unit.parents])

    def change(self, keys: Keys) -> Change:
        """Return the transfer."""
        return Transfer(unit_id=self.unit.line.id, parent_id=self.cleaned_data["parent"])


class EstablishmentForm(ChangeForm):
    """A unit below this one that is founded."""

    kind = forms.TypedChoiceField(label=_("What it is"), coerce=Kind)
    name = forms.CharField(label=pgettext_lazy("of a unit", "Name"), max_length=120)
    households = forms.IntegerField(label=_("Households"), required=False, min_value=0)

    def prepare(self) -> None:
        """Offer the kinds that can be below this one."""
        offer(self, "kind", [(kind.value, gettext(LABELS[kind])) for kind in self.unit.kinds_below])

    def change(self, keys: Keys) -> Change:
        """Return the establishment."""
        said = self.cleaned_data
        part = Part(id=keys(), name=said["name"], households=said["households"])
        return Establishment(kind=said["kind"], parent_id=self.unit.line.id, unit=part)


class AbolitionForm(ChangeForm):
    """Whether what is below ends too."""

    with_parts = forms.BooleanField(label=_("Everything below it ends too"), required=False)

    def change(self, keys: Keys) -> Change:
        """Return the abolition."""
        return Abolition(unit_id=self.unit.line.id, with_parts=self.cleaned_data["with_parts"])


class RecodingForm(ChangeForm):
    """A code in one system."""

    system = forms.ChoiceField(label=_("Which code"))
    code = forms.CharField(
        label=pgettext_lazy("of a unit", "Code"), max_length=40, required=False,
        help_text=_("Empty ends the code it has there."),
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer the systems."""
        offer(self, "system", [(system, gettext(name)) for system, name in SYSTEM_NAMES.items()])

    def change(self, keys: Keys) -> Change:
        """Return the change of the code."""
        said = self.cleaned_data
        return Recoding(unit_id=self.unit.line.id, system=said["system"], code=said["code"].strip())


FORMS: dict[Sort, type[ChangeForm]] = {
    Sort.RENAME: RenameForm,
    Sort.MERGER: MergerForm,
    Sort.SPLIT: SplitForm,
    Sort.TRANSFER: TransferForm,
    Sort.ESTABLISHMENT: EstablishmentForm,
    Sort.RECODING: RecodingForm,
    Sort.ABOLITION: AbolitionForm,
}
"""Sort → the form that asks for it; an adjustment of a boundary is drawn on the map."""


class FiltersForm(forms.Form):
    """The filters of the list of changes as the address has them; nonsense is left out."""

    sort = forms.ChoiceField(
        required=False, choices=[(sort.value, name) for sort, name in SORT_NAMES.items()]
    )
    stage = forms.CharField(required=False, max_length=12)
    words = forms.CharField(required=False, max_length=60)

    def asked(self) -> dict[str, str]:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def form_of(sort: str, unit: UnitPage, posted: Any) -> ChangeForm:
    """Return the form of a sort of change that is open to a unit, with what was sent.

    Raises:
        NotFound: there is no such sort, or it is not open to the unit.
    """
    open_sorts = {each.value for each, _ in unit.sorts}
    if sort not in open_sorts:
        raise NotFound
    return FORMS[Sort(sort)](posted, unit=unit)


def name_of(form: ChangeForm) -> str:
    """Return the translated name of the sort that a form asks for."""
    return next(gettext(SORT_NAMES[sort]) for sort, kind in FORMS.items() if kind is type(form))


def decided(stage: str) -> str:
    """Return what is said once a change is decided, or was tried again."""
    if stage == Stage.IN_FORCE:
        return gettext("The change is in force.")
    return gettext("The change waits for its day.")
