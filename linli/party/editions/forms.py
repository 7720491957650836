"""What is asked for a new edition of the standard of composition."""

import copy
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.party.composition.rules import MOST_NAME, MOST_SEATS, SECRETARY, Situation
from linli.ui.fields import DayField

HEADS = ["owners_committee_head", "council_head"]
"""The two posts of which a secretary has to hold one where the article says so."""

WITH, WITHOUT = Situation.WITH_COMPANY.value, Situation.WITHOUT_COMPANY.value


class EditionForm(forms.Form):
    """From when an edition holds, by which document, and what the two situations are called."""

    valid_from = DayField(label=_("Holds from"))
    source = forms.CharField(
        label=_("Source"), max_length=200,
        help_text=_("The document that says so: issuer, number, article."),
    )  # fmt: skip
    with_company = forms.CharField(
        label=_("Name of the rule, with a company"), max_length=MOST_NAME
    )
    without_company = forms.CharField(
        label=_("Name of the rule, without a company"), max_length=MOST_NAME
    )


class SeatForm(forms.Form):
    """One seat; a row without a name is left out."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=MOST_NAME, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=2 * MOST_NAME, required=False)
    least = forms.IntegerField(label=_("At least"), min_value=1, max_value=50, initial=1)
    is_head = forms.BooleanField(
        label=_("At the same time head of the owners' committee or the council"), required=False
    )
    is_secretary = forms.BooleanField(label=_("This is the secretary"), required=False)


Seats = forms.formset_factory(SeatForm, extra=2, max_num=MOST_SEATS)


class Draft:
    """The forms of a new edition, filled from the present one or with what was sent."""

    def __init__(self, content: dict[str, Any], posted: Any = None) -> None:
        self.content = content
        self.edition = EditionForm(
            posted,
            initial={
                "valid_from": timezone.localdate(),
                WITH: content[WITH]["name_zh"],
                WITHOUT: content[WITHOUT]["name_zh"],
            },
        )
        self.seats = {
            word: Seats(
                posted, prefix=word, initial=[_row(seat) for seat in content[word]["seats"]]
            )
            for word in (WITH, WITHOUT)
        }

    @property
    def with_company(self) -> Any:
        """Return the rows of seats where there is a company."""
        return self.seats[WITH]

    @property
    def without_company(self) -> Any:
        """Return the rows of seats where there is none."""
        return self.seats[WITHOUT]

    def is_valid(self) -> bool:
        """Return whether everything was filled in."""
        return self.edition.is_valid() and all(one.is_valid() for one in self.seats.values())

    def adopted(self) -> dict[str, Any]:
        """Return the content of the new edition; terms and sizes stay as they are."""
        said, content = self.edition.cleaned_data, copy.deepcopy(self.content)
        content["source"] = said["source"]
        for word, rows in self.seats.items():
            old = content[word]
            is_same = old["name_zh"] == said[word]
            content[word] = {
                "name_zh": said[word],
                "name_en": old["name_en"] if is_same else said[word],
                "seats": _seats([row for row in rows.cleaned_data if row.get("name_zh")]),
            }
        return content


def _row(seat: dict[str, Any]) -> dict[str, Any]:
    return {
        **seat,
        "least": seat.get("least", 1),
        "is_head": bool(seat.get("posts")),
        "is_secretary": seat["code"] == SECRETARY,
    }


def _seats(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return seats as a standard keeps them; a new one gets the next free code."""
    known = {row["code"] for row in rows}
    free = (f"seat_{n}" for n in range(1, 100) if f"seat_{n}" not in known)
    return [
        {
            "code": _code(row) or next(free),
            "name_zh": row["name_zh"],
            "name_en": row["name_en"] or row["name_zh"],
            "least": row["least"],
            "posts": HEADS if row["is_head"] else [],
        }
        for row in rows
    ]


def _code(row: dict[str, Any]) -> str:
    if row["is_secretary"]:
        return SECRETARY
    return "" if row["code"] == SECRETARY else str(row["code"])
