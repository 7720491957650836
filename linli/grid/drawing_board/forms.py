"""What is asked for a drawing, and for each step on a proposal."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.grid.drawing_board.queries import ProposalPage, kinds
from linli.grid.drawing_board.rules import QUICK_NAMES, WORDINGS, Wording
from linli.grid.redrawings.rules import Move
from linli.grid.redrawings.services import MOST_WHY
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.drawing.rules import Drawn, drawn_of
from linli.kernel.territory.rules import ListedUnit
from linli.ui.errors import one_text
from linli.ui.fields import offer

MOST_DRAWN = 4_000_000
"""Signs of a drawing: some ten units of some thousand corners."""


class ChooseForm(forms.Form):
    """In which community what is drawn."""

    community = forms.TypedChoiceField(label=_("Community"), coerce=UUID)
    kind = forms.ChoiceField(label=_("What is drawn"))

    def __init__(self, *data: Any, communities: list[ListedUnit], **more: Any) -> None:
        super().__init__(*data, **more)
        groups: dict[str, list[tuple[str, str]]] = {}
        for unit in communities:
            groups.setdefault(unit.parent_name, []).append((str(unit.id), unit.name))
        offer(self, "community", list(groups.items()))
        offer(self, "kind", kinds())


class DrawForm(forms.Form):
    """A drawing, and why it is proposed."""

    drawn = forms.CharField(
        label=_("The drawing as GeoJSON"),
        max_length=MOST_DRAWN,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "The map writes it. Without the map: a FeatureCollection; “id” is the key of the unit, "
            "a new one has the property “name”, one that was cut from another also “of”."
        ),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MOST_WHY,
        help_text=_("Whoever decides reads it. Name no private persons."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def why(self) -> str:
        """Return why it is proposed."""
        return str(self.cleaned_data["reason"])

    def drawing(self) -> Drawn:
        """Return what was drawn.

        Raises:
            DrawingUnreadable: it cannot be read.
        """
        return drawn_of(self.cleaned_data["drawn"])


def refused(form: Any, why: LinliError) -> Any:
    """Return a form that was filled in, with what the house refused of it."""
    form.add_error(None, one_text(why))
    return form


def kept(drawing: dict[str, Any], why: str) -> dict[str, str]:
    """Return what a form of a kept drawing begins with."""
    return {"drawn": json.dumps(drawing, ensure_ascii=False), "reason": why}


class StepForm(forms.Form):
    """A step on a proposal, with the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=pgettext_lazy("words of a step", "Remark"),
        max_length=MOST_WHY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, move: Move, version: int) -> None:
        super().__init__(data, auto_id=f"id_{move.value}_%s")
        self.fields["version"].initial = version
        question = WORDINGS[move].question
        if question:
            self.fields["words"].label = gettext(question)
            self.fields["words"].required = move is Move.REFUSE
        else:
            del self.fields["words"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One step as the page of a proposal offers it."""

    move: Move
    wording: Wording
    form: StepForm
    is_open: bool


def offers(page: ProposalPage, bound: dict[Move, StepForm]) -> list[Offer]:
    """Return the steps open to an actor with their forms; ``bound`` are those filled in."""
    return [
        Offer(
            move=move,
            wording=WORDINGS[move],
            form=bound.get(move) or StepForm(move=move, version=page.version),
            is_open=WORDINGS[move].is_open or move in bound,
        )
        for move in page.moves
    ]


def move_of(word: str) -> Move:
    """Return the step that an address names.

    Raises:
        NotFound: there is no such step.
    """
    if word not in {move.value for move in WORDINGS}:
        raise NotFound
    return Move(word)


def only_of(word: str) -> str:
    """Return a quick filter, the first one where the address names none."""
    return word if word in QUICK_NAMES else ""
