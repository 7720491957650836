"""What is asked for a plan, and for moving a piece."""

from typing import Any
from uuid import UUID

import shapely
from django import forms
from django.utils.translation import gettext_lazy as _

from linli.grid.plan_adoptions.rules import MOST_PREFIX
from linli.grid.plan_pages.queries import grounds
from linli.grid.plan_runs.rules import BANDS, Asked, Level, RoadsUnreadable
from linli.grid.wishes.rules import MOST_HOUSEHOLDS, Band, BandRefused, Weights
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.ui.errors import one_text
from linli.ui.fields import offer

MOST_ROADS_BYTES = 5_000_000
LEVEL_NAMES = {Level.GRID: _("Grids in communities"), Level.MICRO_GRID: _("Micro-grids in grids")}
LINES = {"LineString", "MultiLineString"}


def households(label: Any, initial: int) -> forms.IntegerField:
    """Return a field for a number of households."""
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_HOUSEHOLDS, initial=initial)


def weight(label: Any, initial: float) -> forms.FloatField:
    """Return a field for a weight."""
    return forms.FloatField(label=label, min_value=0, max_value=100, initial=initial)


class PlanForm(forms.Form):
    """The places, the band, the weights, and main roads where there are some."""

    level = forms.TypedChoiceField(
        label=_("What is planned"), coerce=Level, choices=list(LEVEL_NAMES.items())
    )
    places = forms.MultipleChoiceField(
        label=_("Communities"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one community.")},
    )  # fmt: skip
    least = households(_("Households at least"), BANDS[Level.GRID].least)
    target = households(_("Households at best"), BANDS[Level.GRID].target)
    most = households(_("Households at most"), BANDS[Level.GRID].most)
    balance = weight(_("Equal size"), Weights().balance)
    compact = weight(_("Compact shape"), Weights().compact)
    whole = weight(_("Compounds stay whole"), Weights().whole)
    roads = weight(_("Main roads are borders"), Weights().roads)
    keep = weight(_("Change as little as possible"), Weights().keep)
    road_file = forms.FileField(
        label=_("Main roads"), required=False,
        help_text=_("A GeoJSON file with lines, up to 5 MB. Without it roads do not count."),
    )  # fmt: skip

    def __init__(self, *data: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*data, **more)
        self.grouped = grounds(actor)
        offer(
            self,
            "places",
            [
                (street.name, [(str(each.id), each.name) for each in inside])
                for street, inside in self.grouped
                if inside
            ],
        )

    def clean(self) -> dict[str, Any]:
        """Put the band together; for micro-grids the usual one where it was left as for grids."""
        found: dict[str, Any] = super().clean() or {}
        if {"least", "most", "target", "level"} <= found.keys():
            band = (found["least"], found["most"], found["target"])
            usual = BANDS[Level.GRID]
            if found["level"] is Level.MICRO_GRID and band == (*_bounds(usual),):
                band = _bounds(BANDS[Level.MICRO_GRID])
            try:
                found["band"] = Band(*band)
            except BandRefused as refused:
                self.add_error("least", one_text(refused))
        return found

    def clean_road_file(self) -> bytes:
        """Return the lines of the file as WKB, or nothing."""
        file = self.cleaned_data["road_file"]
        try:
            return read_roads(file.read(MOST_ROADS_BYTES + 1)) if file else b""
        except RoadsUnreadable as refused:
            raise forms.ValidationError(one_text(refused)) from refused

    def asked(self) -> Asked:
        """Return what was asked for."""
        said = self.cleaned_data
        names = ("balance", "compact", "whole", "roads", "keep")
        chosen = [UUID(each) for each in said["places"]]
        if said["level"] is Level.MICRO_GRID:
            chosen = [g.id for key in chosen for g in territory.children(key, [Kind.GRID])]
        return Asked(
            level=said["level"],
            ground_ids=tuple(chosen),
            band=said["band"],
            weights=Weights(**{name: said[name] for name in names}),
            roads=said["road_file"],
        )


def _bounds(band: Band) -> tuple[int, int, int]:
    return band.least, band.most, band.target


def read_roads(content: bytes) -> bytes:
    """Return the lines of a GeoJSON file as WKB.

    Raises:
        RoadsUnreadable: it is none, is too large, or has no lines.
    """
    try:
        found = shapely.from_geojson(content) if len(content) <= MOST_ROADS_BYTES else None
    except shapely.errors.GEOSException as broken:
        raise RoadsUnreadable from broken
    parts = [] if found is None else shapely.get_parts(shapely.get_parts(found)).tolist()
    lines = [part for part in parts if part.geom_type in LINES]
    if not lines:
        raise RoadsUnreadable
    return bytes(shapely.to_wkb(shapely.union_all(shapely.force_2d(lines))))


class MoveForm(forms.Form):
    """What is moved, and to which grid."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AdoptForm(forms.Form):
    """From which day a plan is the territory, and what its new codes begin with."""

    on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    codes = forms.CharField(
        label=_("New codes begin with"), required=False, max_length=MOST_PREFIX,
        help_text=_("Three figures follow. Without it only grids that go on keep their code."),
    )  # fmt: skip
