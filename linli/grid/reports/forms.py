"""The pages of the report, one form each, and the draft that travels between them."""

import json
import secrets
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.grid.clocks import queries as clocks
from linli.grid.photos.forms import PhotosField
from linli.grid.photos.rules import PhotoKind, Stored
from linli.grid.reports.rules import Draft, FormTooOld, NothingSaid, PointUnreadable, Spot
from linli.kernel.common import text
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import phone_number
from linli.kernel.places.rules import How, Place
from linli.ui.errors import one_text

SALT = "linli.report"
DRAFT_SECONDS = 24 * 60 * 60
"""A draft is good for a day; photos of reports that were never sent are swept after that."""

ADDRESS_MOST = 200
NAME_MOST = 80


def new_token() -> str:
    """Return a fresh capability: 128 random bits, as text for an address."""
    return secrets.token_urlsafe(16)


def packed(draft: Draft) -> str:
    """Return a draft as one signed text for a hidden input."""
    plain = json.loads(json.dumps(asdict(draft), default=str))
    return signing.dumps(plain, salt=SALT, compress=True)


def unpacked(words: str) -> Draft:
    """Return the draft in a hidden input.

    Raises:
        FormTooOld: it is older than a day, or not what the house has signed.
    """
    try:
        plain = signing.loads(words, salt=SALT, max_age=DRAFT_SECONDS)
    except signing.BadSignature:
        raise FormTooOld from None
    return Draft(
        token=plain["token"],
        words=plain["words"],
        photos=tuple(_stored(photo) for photo in plain["photos"]),
        spot=_spot(plain["spot"]) if plain["spot"] else None,
        address=plain["address"],
    )


def _stored(plain: dict[str, Any]) -> Stored:
    return Stored(**plain | {"id": UUID(plain["id"]), "kind": PhotoKind(plain["kind"])})


def _spot(plain: dict[str, Any]) -> Spot:
    place = plain["place"]
    keys = {name: UUID(key) if key else None for name, key in place.items() if name.endswith("_id")}
    return Spot(
        place=Place(**keys, how=How(place["how"]), distance_m=place["distance_m"]),
        path=tuple(plain["path"]),
        lon_e6=plain["lon_e6"],
        lat_e6=plain["lat_e6"],
    )


class Words(forms.CharField):
    """Text as people type it: without control characters, counted in characters."""

    def __init__(self, *, most: int | None = None, **more: Any) -> None:
        self.most = most
        super().__init__(strip=False, required=more.pop("required", False), **more)

    def clean(self, value: Any) -> str:
        """Return the cleaned text.

        Raises:
            ValidationError: it is too long, in the words of the rule.
        """
        most = self.most or clocks.current(timezone.now()).values.text_max
        try:
            return str(super().clean(text.clean(str(value or ""), most=most)))
        except text.TextTooLong as refused:
            raise ValidationError(one_text(refused)) from refused


class WhatForm(forms.Form):
    """The first page: photos and words."""

    photos = PhotosField(kind=PhotoKind.REPORT, required=False)
    drop_photos = forms.BooleanField(label=_("Take the earlier photos out"), required=False)
    words = Words(
        label=_("What is the matter?"),
        help_text=_("What do you see, since when? No names, no plate numbers."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["photos"].widget.attrs["data-photos"] = "previews"

    def check_something_said(self, draft: Draft) -> None:
        """Refuse a page without words and without photos, old or new.

        Raises:
            NothingSaid: there is nothing.
        """
        kept = () if self.cleaned_data["drop_photos"] else draft.photos
        if not (self.cleaned_data["words"] or self.cleaned_data["photos"] or kept):
            raise NothingSaid


class PlaceForm(forms.Form):
    """The second page: where; by a pin, a unit from the list, or words."""

    q = Words(
        label=_("Compound or building"),
        help_text=_("Name, pinyin or its initials, or the code on the door plate."),
        most=60,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "enterkeyhint": "search",
                "hx-get": reverse_lazy("grid:report_places"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#hits",
            }
        ),
    )
    unit = forms.UUIDField(required=False)
    lon = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    address = Words(
        label=_("Where exactly"),
        help_text=_("For example: behind building 3, beside the gate."),
        most=ADDRESS_MOST,
        widget=forms.TextInput,
    )

    def is_search(self, *, pressed: bool) -> bool:
        """Return whether the list is wanted: something is typed, and nothing else says where."""
        said = self.cleaned_data
        elsewhere = said["unit"] or said["lon"] or said["lat"] or said["address"]
        return bool(said["q"]) and not said["unit"] and (pressed or not elsewhere)

    def point(self) -> tuple[float, float] | None:
        """Return the pin as (lon, lat) in degrees, or None where none was set.

        Raises:
            PointUnreadable: one of the two is missing or no number.
        """
        lon, lat = self.cleaned_data["lon"], self.cleaned_data["lat"]
        if not lon and not lat:
            return None
        try:
            return float(lon), float(lat)
        except ValueError:
            raise PointUnreadable from None


class SendForm(forms.Form):
    """The last page: the kind of matter, and how to reach the reporter."""

    category = forms.CharField(required=False, max_length=12)
    asked = forms.CharField(required=False, max_length=12)
    phone = Words(
        label=_("Telephone"),
        help_text=_("To call you back, and to find your matter again if the link is lost."),
        most=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = Words(
        label=_("How we may address you"),
        most=NAME_MOST,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_phone(self) -> str:
        """Return the digits of the number, or nothing."""
        return _phone(self.cleaned_data["phone"])


class ReopenForm(forms.Form):
    """Why the matter is not settled."""

    words = Words(
        label=_("What is not settled?"),
        required=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindForm(forms.Form):
    """The two things that bring a lost link back."""

    number = Words(
        label=_("Number of the matter"),
        help_text=_("For example 20261123-000123."),
        required=True,
        most=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = Words(
        label=_("Telephone you left with the report"),
        required=True,
        most=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        """Return the number with half-width digits."""
        return text.half_width(self.cleaned_data["number"]).replace(" ", "")

    def clean_phone(self) -> str:
        """Return the digits of the number."""
        return _phone(self.cleaned_data["phone"])


def _phone(typed: str) -> str:
    try:
        return phone_number(text.half_width(typed))
    except LinliError as refused:
        raise ValidationError(one_text(refused)) from refused
