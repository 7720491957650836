"""What is asked after closing: of the reporter herself, and of a post that follows a case up."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.cases.rules import Satisfied
from linli.grid.followups import rules
from linli.grid.followups.queries import MessageText, Panel
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.steps.services import Step
from linli.kernel.common import text
from linli.kernel.common.errors import LinliError
from linli.ui.errors import one_text

MOST_WORDS = 1000


def _names(table: dict[str, str], *, empty: str = "") -> list[tuple[str, str]]:
    named = [(str(word), gettext(name)) for word, name in table.items()]
    return [("", gettext(empty)), *named] if empty else named


class RateForm(forms.Form):
    """Two questions that are not the same: is it settled, and are you satisfied."""

    settled = forms.TypedChoiceField(
        label=_("Is the matter settled?"),
        choices=[("yes", _("Yes, it is settled")), ("no", _("No, it is not settled"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    satisfied = forms.TypedChoiceField(
        label=_("Are you satisfied with how it was handled?"),
        choices=[(word.value, _(rules.SATISFIED_NAMES[word.value])) for word in Satisfied],
        coerce=Satisfied,
        widget=forms.RadioSelect,
    )


class FollowUpForm(forms.Form):
    """How she was asked, what came of it, her two answers, her words."""

    how = forms.TypedChoiceField(label=_("How"), coerce=How)
    text = forms.ChoiceField(label=_("Text of the message"), required=False)
    outcome = forms.TypedChoiceField(label=_("What came of it"), coerce=Outcome)
    settled = forms.TypedChoiceField(
        label=_("Is the matter settled?"), coerce=Settled, required=False, empty_value=None
    )
    satisfied = forms.TypedChoiceField(
        label=_("Is she satisfied with how it was handled?"),
        coerce=Satisfied,
        required=False,
        empty_value=None,
    )
    words = forms.CharField(
        label=_("Her words"),
        required=False,
        max_length=MOST_WORDS,
        help_text=_("She can read them too; the unit that leads cannot."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reopens = forms.BooleanField(
        label=_("Not settled: reopen at once, with her words as the reason"), required=False
    )

    def __init__(
        self, *data: Any, panel: Panel, texts: Sequence[MessageText] = (), **more: Any
    ) -> None:
        super().__init__(*data, **{"auto_id": "id_follow_up_%s", **more})
        self.texts = {text.key: text.text for text in texts}
        fields: dict[str, Any] = self.fields
        able = {How.PHONE: panel.has_phone, How.VISIT: True, How.MESSAGE: panel.may_message}
        fields["how"].choices = _names({how: rules.HOW_NAMES[how] for how in How if able[how]})
        fields["how"].help_text = panel.by_message if panel.may_message else ""
        said = [word for word in rules.SAID if panel.may_message or word is not Outcome.ASKED]
        fields["outcome"].choices = _names({word: rules.OUTCOME_NAMES[word] for word in said})
        fields["settled"].choices = _names(rules.SETTLED_NAMES, empty=rules.NO_ANSWER_YET)
        fields["satisfied"].choices = _names(rules.SATISFIED_NAMES, empty=rules.NO_ANSWER_YET)
        fields["text"].choices = [
            ("", gettext("the usual one")),
            *((text.key, text.title) for text in texts),
        ]
        if not (panel.may_message and texts):
            del fields["text"]
        if not panel.may_reopen:
            del fields["reopens"]

    def clean_words(self) -> str:
        """Return the words without control characters."""
        return text.clean(self.cleaned_data["words"], most=MOST_WORDS)

    def clean(self) -> dict[str, Any]:
        """Add ``heard``, the attempt as the rules know it.

        Raises:
            ValidationError: answers and outcome do not fit each other, in the words of the rule.
        """
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        heard = Heard(said["how"], said["outcome"], said["settled"], said["satisfied"])
        try:
            rules.check_heard(heard)
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused
        return said | {"heard": heard}

    def asked(self, case_id: UUID, key: UUID) -> dict[str, Any]:
        """Return what the service is told."""
        said = self.cleaned_data
        return {
            "step": Step(case_id=case_id, words=said["words"]),
            "key": key,
            "heard": said["heard"],
            "reopens": said.get("reopens", False),
            "text": self.texts.get(said.get("text", ""), "") if said["how"] is How.MESSAGE else "",
        }


def panel_form(panel: Panel | None, texts: Sequence[MessageText] = ()) -> FollowUpForm | None:
    """Return the empty form of a panel, or None where nothing can be followed up."""
    if panel is None or panel.refusal is not None:
        return None
    first = How.PHONE if panel.has_phone else How.VISIT
    start = {"how": first, "outcome": Outcome.REACHED}
    return FollowUpForm(panel=panel, texts=texts, initial=start)
