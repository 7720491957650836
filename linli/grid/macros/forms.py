"""What is asked for a macro: a title, and up to six steps."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.categories.rules import Category
from linli.grid.macros import rules
from linli.grid.macros.models import Macro
from linli.grid.macros.rules import ACTION_NAMES, MOST_STEPS, Action, MacroStep
from linli.grid.macros.services import Chosen
from linli.grid.phrases.forms import category_choices
from linli.grid.phrases.rules import check_text
from linli.kernel.common import text
from linli.kernel.common.errors import LinliError, NotFound
from linli.ui.errors import one_text

Choices = list[tuple[str, str]]


class StepForm(forms.Form):
    """One step; without an action it is left out."""

    action = forms.ChoiceField(label=_("What is done"), required=False)
    category = forms.ChoiceField(label=_("Category, for taking in"), required=False)
    lead = forms.ChoiceField(label=_("Unit, for giving out"), required=False)
    words = forms.CharField(
        label=_("Words"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *data: Any, known: tuple[Category, ...], offices: Choices, **more: Any
    ) -> None:
        super().__init__(*data, **more)
        fields: dict[str, Any] = self.fields
        named = [(str(action), gettext(name)) for action, name in ACTION_NAMES.items()]
        fields["action"].choices = [("", gettext("no more step")), *named]
        fields["category"].choices = [("", "—"), *category_choices(known)]
        fields["lead"].choices = [("", gettext("the unit that fits best")), *offices]

    def step(self) -> MacroStep | None:
        """Return the step, or None where no action is chosen."""
        said = self.cleaned_data
        if not said["action"]:
            return None
        return MacroStep(
            action=Action(said["action"]),
            category=said["category"],
            lead_id=UUID(said["lead"]) if said["lead"] else None,
            words=text.clean(said["words"], most=1000),
        )


class MacroForm(forms.Form):
    """The title, with the forms of the steps in ``rows``."""

    title = forms.CharField(label=_("Title"), max_length=60)

    def __init__(self, data: Any = None, *, macro: Macro | None = None, **lists: Any) -> None:
        super().__init__(data, initial={"title": macro.title} if macro else None)
        kept = macro.steps if macro else []
        self.rows = [
            StepForm(data, prefix=str(n), initial=kept[n] if n < len(kept) else None, **lists)
            for n in range(MOST_STEPS)
        ]

    def clean(self) -> dict[str, Any]:
        """Add ``steps``, in their order.

        Raises:
            ValidationError: the rules refuse one of them, in their words.
        """
        said: dict[str, Any] = super().clean() or {}
        if not all(row.is_valid() for row in self.rows):
            raise ValidationError(gettext("One of the steps cannot be read."))
        steps = [step for row in self.rows if (step := row.step())]
        try:
            rules.check_steps(steps)
            for step in steps:
                check_text(step.words)
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused
        return said | {"steps": steps}


def chosen(values: Iterable[str]) -> list[Chosen]:
    """Return the cases from ``key:version``; what is neither is left out."""
    found = []
    for value in values:
        key, _colon, version = value.partition(":")
        try:
            found.append(Chosen(UUID(key), int(version)))
        except ValueError:
            continue
    return found


def key_of(words: str) -> UUID:
    """Return the key that a form named.

    Raises:
        NotFound: it is none.
    """
    try:
        return UUID(words)
    except ValueError:
        raise NotFound from None
