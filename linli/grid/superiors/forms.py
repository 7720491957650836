"""What each step towards a superior asks for, the filters of the list, a new platform."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.cases.rules import GROUNDS, Ground, Satisfied
from linli.grid.external.rules import RESULT_NAMES, Act, Result
from linli.grid.followups.rules import SATISFIED_NAMES
from linli.grid.platforms.rules import KIND_NAMES, PlatformKind
from linli.grid.superiors.queries import ONLY, Filters
from linli.grid.words.forms import WordsField
from linli.kernel.common.text import clean
from linli.ui.errors import joined
from linli.ui.fields import offer


class MomentField(forms.DateTimeField):
    """A day and a time of the district's own clock, as the browser's own field gives it."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **more)


class ActForm(forms.Form):
    """A step that asks for nothing more."""


class WordsForm(ActForm):
    """A step with the superior's own words, where there are some."""

    words = WordsField(label=_("Words of the superior"), required=False)


class RefuseForm(ActForm):
    """One of the lawful grounds, and words for the superior."""

    ground = forms.TypedChoiceField(label=_("Ground"), coerce=Ground, widget=forms.RadioSelect)
    words = WordsField(label=_("Words to the superior"))

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(
            self,
            "ground",
            [
                (ground.value, joined(gettext(why), gettext(where)))
                for ground, (why, where) in GROUNDS.items()
            ],
        )


class AskForm(ActForm):
    """Until when, and why."""

    until = MomentField(label=_("More time until"))
    words = WordsField(label=_("Reason"), help_text=_("The superior decides by it."))


class GrantForm(WordsForm):
    """The superior's new deadline."""

    due_at = MomentField(label=_("New deadline of the superior"))

    field_order = ["due_at", "words"]


class ReplyForm(ActForm):
    """The result and the words, drafted by the house and changed by a person."""

    result = forms.TypedChoiceField(label=_("Result"), coerce=Result)
    words = WordsField(
        label=_("Text of the reply"),
        rows=14,
        help_text=_("Drafted from the record; read and change it. Name no persons."),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        named = [(each.value, gettext(name)) for each, name in RESULT_NAMES.items()]
        offer(self, "result", named)


class FollowUpForm(WordsForm):
    """What the superior heard from the caller: two questions."""

    settled = forms.TypedChoiceField(
        label=_("Settled?"),
        coerce=lambda word: word == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    satisfied = forms.TypedChoiceField(
        label=_("Satisfied?"), coerce=Satisfied, widget=forms.RadioSelect
    )

    field_order = ["settled", "satisfied", "words"]

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        named = [(word, gettext(name)) for word, name in SATISFIED_NAMES.items()]
        offer(self, "satisfied", named)


class SendBackForm(ActForm):
    """Why the superior sent it back, and its new deadline."""

    due_at = MomentField(label=_("New deadline of the superior"))
    words = WordsField(label=_("Words of the superior"))


FORMS: dict[Act, type[ActForm]] = {
    Act.REGISTER: ActForm,
    Act.REFUSE: RefuseForm,
    Act.ASK: AskForm,
    Act.GRANT: GrantForm,
    Act.DENY: WordsForm,
    Act.REPLY: ReplyForm,
    Act.FOLLOW_UP: FollowUpForm,
    Act.SEND_BACK: SendBackForm,
}


class FiltersForm(forms.Form):
    """The filters of the list as the address of the page has them; nonsense is left out."""

    only = forms.ChoiceField(required=False, choices=[(word, word) for word in ONLY])
    platform = forms.SlugField(required=False, max_length=16)
    words = forms.CharField(required=False, max_length=50)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        found = self.cleaned_data
        return Filters(
            only=found.get("only") or "waiting",
            platform=found.get("platform", ""),
            words=clean(found.get("words", ""), most=50),
        )


def filters_of(asked: QueryDict) -> Filters:
    """Return the filters that an address asks for."""
    return FiltersForm(asked).filters()


class PlatformForm(forms.Form):
    """A superior's platform: its word in addresses, its name, its kind."""

    name = forms.CharField(label=_("Name of the platform"), max_length=60)
    code = forms.CharField(
        label=_("Word in addresses"),
        max_length=16,
        help_text=_("2 to 16 small letters, digits, hyphens; for example 12345."),
    )
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=PlatformKind)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        named = [(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()]
        offer(self, "kind", named)


def result_of(word: str) -> Result | None:
    """Return the result that an address asks a draft for, or None for the usual one."""
    return Result(word) if word in set(Result) else None
