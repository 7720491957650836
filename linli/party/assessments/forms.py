"""What is asked for one item of an assessment, and to end it."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.party.assessments.queries import AssessmentPage, ItemLine
from linli.party.assessments.rules import RESULT_NAMES, Result
from linli.party.enclosures.forms import EnclosuresField
from linli.party.register.forms import WordsField
from linli.ui.fields import offer


class FoundForm(forms.Form):
    """What was found of one item, with its evidence."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.TypedChoiceField(label=_("Result"), coerce=Result, widget=forms.RadioSelect)
    words = WordsField(
        label=pgettext_lazy("of a finding", "Evidence or reason"), rows=2, required=False,
        help_text=_("Name no private persons."),
    )  # fmt: skip
    enclosed = EnclosuresField(label=_("Files"))

    def __init__(
        self, sent: Any = None, files: Any = None, *, line: ItemLine, version: int
    ) -> None:
        super().__init__(sent, files, auto_id=f"id_{line.item.key}_%s")
        offer(self, "result", [(one.value, gettext(name)) for one, name in RESULT_NAMES.items()])
        self.fields["version"].initial = version
        self.fields["result"].initial = line.result or None


class FinishForm(forms.Form):
    """The version of the assessment that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(FinishForm):
    """Why an assessment is taken back."""

    words = WordsField(label=_("Reason"))


class TargetForm(forms.Form):
    """What is to be assessed: a unit, or an organisation."""

    unit = forms.UUIDField(required=False)
    organisation = forms.UUIDField(required=False)


def item_forms(page: AssessmentPage, bound: dict[str, FoundForm]) -> list[dict[str, object]]:
    """Return each item with its form, the first one without a result open."""
    first = next((line.item.key for line in page.items if not line.result), "")
    return [
        {
            "line": line,
            "form": bound.get(line.item.key) or FoundForm(line=line, version=page.version),
            "is_open": line.item.key in bound or (line.item.key == first and not bound),
        }
        for line in page.items
    ]
