"""The steps of a panel on the page of a case: their words, their forms, which are open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext

from linli.kernel.common.errors import NotFound

MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Wording:
    """How a step reads: ``name`` over its form and on its button, ``done`` once it is taken."""

    name: str
    done: str


Move = TypeVar("Move", bound=StrEnum)


class Panel(Protocol):
    """What a panel shows, as of one version of its case."""

    @property
    def version(self) -> int:
        """Return the version of the case that was looked at."""


PanelT = TypeVar("PanelT", bound=Panel)


class PanelForm(forms.Form, Generic[PanelT]):
    """A step that needs nothing but the version of the case that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *data: Any, panel: PanelT, **more: Any) -> None:
        super().__init__(*data, **more)
        self.panel = panel
        self.fields["version"].initial = panel.version


@dataclass(frozen=True, slots=True)
class Offer(Generic[Move, PanelT]):
    """One step as the panel offers it; ``is_open``: its form stands open, not under its name."""

    move: Move
    name: str
    form: PanelForm[PanelT]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Steps(Generic[Move, PanelT]):
    """Every step a person takes in a panel, the most usual first, with its words and its form.

    Of ``open_at_once`` the form stands open; the others are folded under their name.
    """

    wordings: Mapping[Move, Wording]
    forms: Mapping[Move, type[PanelForm[PanelT]]]
    open_at_once: frozenset[Move]

    def named(self, word: str) -> Move:
        """Return the step that an address names.

        Raises:
            NotFound: there is no such step.
        """
        for move in self.forms:
            if move.value == word:
                return move
        raise NotFound

    def offers(
        self, panel: PanelT, line_id: UUID, moves: Collection[Move]
    ) -> list[Offer[Move, PanelT]]:
        """Return the steps open on one line of a panel, with their forms."""
        return [
            Offer(
                move=move,
                name=gettext(wording.name),
                form=self.forms[move](panel=panel, auto_id=f"id_{line_id}_{move.value}_%s"),
                is_open=move in self.open_at_once,
            )
            for move, wording in self.wordings.items()
            if move in moves
        ]
