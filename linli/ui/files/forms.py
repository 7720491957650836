"""What the pages of files ask for: a file, how a map is meant, what goes out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.common import points
from linli.kernel.common.errors import LinliError
from linli.kernel.ledgers.rules import LEDGER_NAMES
from linli.kernel.map_files.rules import Wanted
from linli.kernel.map_readings.rules import FORM_NAMES, Form
from linli.kernel.map_readings.solver import check_size
from linli.kernel.map_writings.rules import Encoding, Export
from linli.kernel.territory.rules import LABELS, Kind
from linli.ui.errors import one_text
from linli.ui.fields import offer

MAP = "map"
DATUMS = (
    (points.CGCS2000, "CGCS2000（EPSG:4490）"),
    (points.WGS84, "WGS 84（EPSG:4326）"),
    (points.GCJ02, "GCJ-02"),
    (points.BD09, "BD-09"),
)


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of unit with their names, the largest first."""
    return [(kind.value, capfirst(gettext(LABELS[kind]))) for kind in Kind]


class FileForm(forms.Form):
    """A map or a ledger."""

    what = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Map: GeoJSON, zipped Shapefile, GeoPackage or KML, up to 50 MB. "
            "Ledger: Excel (.xlsx) or CSV, up to 10 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.zip,.gpkg,.kml,.kmz,.xlsx,.csv"}),
    )

    def __init__(self, *sent: Any, **more: Any) -> None:
        super().__init__(*sent, **more)
        ledgers = [(ledger.value, gettext(name)) for ledger, name in LEDGER_NAMES.items()]
        offer(self, "what", [(MAP, gettext("Map with outlines")), *ledgers])

    def clean_file(self) -> UploadedFile:
        """Return the file, which still lies on disk.

        Raises:
            ValidationError: it is too large, in the words of the rule.
        """
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_size(file.size or 0)
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused
        return file


class MapForm(forms.Form):
    """How a map is meant; nothing is chosen for the person who declares."""

    kind = forms.ChoiceField(label=_("Kind of unit"), required=False)
    layer = forms.ChoiceField(label=_("Layer"), required=False)
    datum = forms.ChoiceField(
        label=_("Datum of the coordinates"),
        required=False,
        widget=forms.RadioSelect,
        choices=DATUMS,
        help_text=_(
            "Whoever drew the map knows. A wrong one moves everything by 500 to 1,200 metres."
        ),
    )
    overrules = forms.BooleanField(
        label=_("What the file itself says of its datum is wrong; I know it."), required=False
    )

    def __init__(self, asked: Any, *, layers: Sequence[str]) -> None:
        super().__init__(asked)
        offer(self, "kind", [("", "—"), *kinds()])
        offer(self, "layer", [("", "—"), *((each, each) for each in layers)])
        self.fields["layer"].required = len(layers) > 1
        if len(layers) < 2:
            self.fields["layer"].widget = forms.HiddenInput()


def wanted(asked: Any) -> Wanted | None:
    """Return how a map is meant, as far as an address says it; None before a kind is chosen."""
    kind = asked.get("kind", "")
    if kind not in {each.value for each in Kind}:
        return None
    datum = asked.get("datum", "")
    return Wanted(Kind(kind), datum, asked.get("layer", ""), overrules="overrules" in asked)


class ExportForm(forms.Form):
    """What goes out as a map."""

    kind = forms.MultipleChoiceField(
        label=_("Kinds of unit"), widget=forms.CheckboxSelectMultiple, initial=[Kind.COMPOUND.value]
    )
    form = forms.ChoiceField(
        label=_("Form"), choices=[(form.value, name) for form, name in FORM_NAMES.items()]
    )
    datum = forms.ChoiceField(label=_("Datum"), choices=DATUMS)
    encoding = forms.ChoiceField(
        label=_("Encoding of a Shapefile"),
        choices=[(each.value, each.value) for each in Encoding],
        required=False,
    )

    def __init__(self, *asked: Any) -> None:
        super().__init__(*asked)
        offer(self, "kind", kinds())

    def export(self) -> Export:
        """Return what was asked for."""
        said = self.cleaned_data
        return Export(
            kinds=[Kind(kind) for kind in said["kind"]],
            form=Form(said["form"]),
            datum=said["datum"],
            encoding=Encoding(said["encoding"] or Encoding.UTF8),
        )
