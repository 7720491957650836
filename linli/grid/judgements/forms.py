"""What is asked of whoever asks for a judgement, judges, or asks for a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.judgements.queries import Panel
from linli.grid.judgements.rules import FINDINGS, Finding
from linli.kernel.common import text

MOST_WORDS = 2000
NAMED = "%s · %s"


class ReasonForm(forms.Form):
    """Why; those concerned read it."""

    words = forms.CharField(
        label=_("Reason"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_words(self) -> str:
        """Return the words without control characters."""
        return text.clean(self.cleaned_data["words"], most=MOST_WORDS)


class AskForm(ReasonForm):
    """Why another post should judge."""


class JudgeForm(ReasonForm):
    """What was found, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    finding = forms.TypedChoiceField(label=_("Finding"), coerce=Finding, widget=forms.RadioSelect)

    field_order = ["version", "finding", "words"]

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        fields: dict[str, Any] = self.fields
        fields["finding"].choices = [
            (finding.value, NAMED % (gettext(name), gettext(meaning)))
            for finding, (name, meaning) in FINDINGS.items()
        ]
        fields["words"].help_text = gettext("The reporter reads it; name no persons.")


class ReviewForm(ReasonForm):
    """Why the level above should look at it again."""

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["words"].label = gettext("What is wrong with the judgement?")


def panel_form(panel: Panel | None, version: int) -> ReasonForm | None:
    """Return the empty form of a panel, or None where the actor does nothing now."""
    if panel is not None and panel.may_judge:
        return JudgeForm(initial={"version": version}, auto_id="id_judge_%s")
    if panel is not None and panel.may_ask:
        return AskForm(auto_id="id_ask_judgement_%s")
    return None
