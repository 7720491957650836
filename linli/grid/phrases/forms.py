"""What is asked for a phrase."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.categories import queries as category_names
from linli.grid.categories.rules import Category
from linli.grid.moves.rules import MOVE_NAMES, Move
from linli.grid.phrases import rules
from linli.grid.phrases.models import Phrase
from linli.kernel.common import text
from linli.kernel.common.errors import LinliError
from linli.ui.errors import one_text

NOTE = "note"
SPOKEN = (
    Move.DECLINE, Move.DISPATCH, Move.DONE, Move.VERIFY, Move.REWORK, Move.GIVE_BACK,
    Move.ASK_SUSPENSION, Move.ASK_EXTENSION, Move.GRANT, Move.REFUSE, Move.RESUME, Move.REOPEN,
)  # fmt: skip
"""Steps that have words."""


def move_choices() -> list[tuple[str, str]]:
    """Return the steps that have words, the note and the message, in the reader's language."""
    named = [(move.value, gettext(MOVE_NAMES[move])) for move in SPOKEN]
    return [*named, (NOTE, gettext("Note")), (rules.MESSAGE, gettext("message after closing"))]


def category_choices(categories: tuple[Category, ...]) -> list[tuple[str, str]]:
    """Return code and name of each category in the reader's language."""
    return [(each.code, category_names.name(each)) for each in categories]


class PhraseForm(forms.Form):
    """Title, text, and where it is offered."""

    title = forms.CharField(label=_("Title"), max_length=60)
    text = forms.CharField(
        label=_("Text"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    moves = forms.MultipleChoiceField(
        label=_("For which steps"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("For which categories"), required=False, help_text=_("None chosen: for all."),
    )  # fmt: skip

    def __init__(
        self, *data: Any, known: tuple[Category, ...], sample: Mapping[str, str], **more: Any
    ) -> None:
        super().__init__(*data, **more)
        self.sample = sample
        fields: dict[str, Any] = self.fields
        fields["text"].help_text = gettext(
            "Placeholders: %(marks)s. In a message after closing only: %(in_message)s."
        ) % {"marks": _marks(rules.PLACEHOLDERS), "in_message": _marks(rules.IN_MESSAGE)}
        fields["moves"].choices = move_choices()
        fields["categories"].choices = category_choices(known)

    def clean_text(self) -> str:
        """Return the text without control characters."""
        return text.clean(self.cleaned_data["text"], most=1000)

    def clean(self) -> dict[str, Any]:
        """Refuse a text that does not fit where it is offered, in the words of the rule."""
        said: dict[str, Any] = super().clean() or {}
        if "text" in said:
            try:
                rules.check_phrase(said["text"], said.get("moves", []), self.sample)
            except LinliError as refused:
                self.add_error("text", one_text(refused))
        return said

    @property
    def size(self) -> rules.Measured | None:
        """Return how long the message is that is being written, or None where it is none."""
        written = str(self["text"].value() or "")
        is_message = rules.MESSAGE in (self["moves"].value() or [])
        return rules.measured(written, self.sample) if is_message and written else None


def _marks(known: Mapping[str, str]) -> str:
    return "、".join(f"{{{{{word}}}}} {gettext(name)}" for word, name in known.items())


def by_move(kept: list[Phrase], offered: list[Move]) -> dict[str, list[Phrase]]:
    """Return for the note and each offered step with words the phrases that fit it, if any."""
    fitting = {
        move.value: [each for each in kept if rules.fits(each.moves, move.value)]
        for move in offered
        if move in SPOKEN
    }
    fitting[NOTE] = [each for each in kept if rules.fits(each.moves, NOTE)]
    return {word: found for word, found in fitting.items() if found}
