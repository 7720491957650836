"""What is asked for each step on a case, for a caller's report, and for the filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.carried.forms import CarryingForm
from linli.grid.cases.rules import GROUNDS, Ground
from linli.grid.categories.forms import category_choices
from linli.grid.desk import queries
from linli.grid.desk.queries import CaseDesk, Option
from linli.grid.desk.rules import FIRST, WORDINGS, Wording
from linli.grid.desk.services import CALLS, Chosen
from linli.grid.files.forms import FilesField
from linli.grid.moves.rules import Move
from linli.grid.photos.forms import PhotosField
from linli.grid.photos.rules import PhotoKind
from linli.grid.words.forms import WordsField
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common import ids
from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import Actor
from linli.ui.errors import joined
from linli.ui.fields import offer

MOST_MORE_DAYS = 60

Choices = list[tuple[str, Any]]


def _names(options: Iterable[Option]) -> Choices:
    return [(str(option.id), option.name) for option in options]


class StepForm(forms.Form):
    """A step that needs nothing but the version of the case that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *data: Any, actor: Actor, desk: CaseDesk, **more: Any) -> None:
        super().__init__(*data, **more)
        self.actor, self.desk = actor, desk
        self.fields["version"].initial = desk.page.line.version


class ReasonForm(StepForm):
    """A step that needs a reason."""

    words = WordsField(
        label=_("Reason"), help_text=_("One sentence; the reporter can read it too.")
    )


class NoteForm(StepForm):
    """A step with room for a note."""

    words = WordsField(label=_("Remark"), required=False, rows=2)


class RegisterForm(StepForm):
    """The category decides who leads, how long it may take, and who sees it."""

    category = forms.ChoiceField(label=_("Category"))

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        field, page = self.fields["category"], self.desk.page
        offer(self, "category", category_choices(self.desk.categories))
        field.initial = page.category_code or page.suggested_code
        if page.suggested_code and not page.category_code:
            field.help_text = gettext("The suggestion comes from the words of the report.")


class DeclineForm(StepForm):
    """One of the six lawful grounds, and words for the reporter."""

    ground = forms.TypedChoiceField(label=_("Ground"), coerce=Ground, widget=forms.RadioSelect)
    words = WordsField(
        label=_("Words to the reporter"), help_text=_("Say why, and where to turn instead.")
    )

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


class DispatchForm(StepForm):
    """The unit that leads, those that assist, a note for them."""

    lead = forms.TypedChoiceField(label=_("Leads"), coerce=UUID)
    assists = forms.TypedMultipleChoiceField(
        label=_("Assist"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = WordsField(label=_("Remark to the unit"), required=False, rows=2)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "lead", _names(self.desk.leads))
        offer(self, "assists", _names(self.desk.assists))


class DoneForm(CarryingForm, StepForm):
    """What was done, with pictures and files."""

    words = WordsField(
        label=_("What was done"), help_text=_("The reporter reads it; name no persons.")
    )
    photos = PhotosField(kind=PhotoKind.AFTER, label=_("Photos of the result"), required=False)
    attached = FilesField(required=False)


class ReworkForm(CarryingForm, ReasonForm):
    """What is still wrong, with pictures."""

    photos = PhotosField(kind=PhotoKind.EVIDENCE, label=_("Photos"), required=False)
    attached = FilesField(required=False)


class GrantForm(NoteForm):
    """How much longer, where more time was asked for."""

    days = forms.IntegerField(
        label=_("Working days more"),
        required=False,
        min_value=1,
        max_value=MOST_MORE_DAYS,
        help_text=_("Empty: as much time as at the beginning."),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        if self.desk.page.line.pending != "extend":
            del self.fields["days"]

    def clean(self) -> dict[str, Any]:
        """Add ``extra``, the limit that is granted, or None for the usual one."""
        found: dict[str, Any] = super().clean() or {}
        days = found.get("days")
        return found | {"extra": Limit(days, Unit.WORKING_DAY) if days else None}


class MergeForm(NoteForm):
    """The matter that goes on."""

    other = forms.CharField(label=_("Number of the matter that goes on"), max_length=40)

    field_order = ["version", "other", "words"]

    def clean_other(self) -> UUID:
        """Return the key of the other case.

        Raises:
            ValidationError: the actor sees no such case.
        """
        try:
            return queries.other_case(self.actor, self.cleaned_data["other"])
        except NotFound as missing:
            words_ = gettext("You see no matter with this number.")
            raise ValidationError(words_) from missing


class SplitForm(StepForm):
    """The part that becomes a matter of its own, and why."""

    part = WordsField(label=_("What the other matter is about"))
    category = forms.ChoiceField(label=_("Category of the other matter"), required=False)
    words = WordsField(label=_("Reason"), rows=2)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        choices = category_choices(self.desk.categories)
        offer(self, "category", choices)

    def clean(self) -> dict[str, Any]:
        """Add the key of the new case."""
        return (super().clean() or {}) | {"new_id": ids.new()}


FORMS: dict[Move, type[StepForm]] = {
    **dict.fromkeys(CALLS, ReasonForm),
    Move.REGISTER: RegisterForm,
    Move.DECLINE: DeclineForm,
    Move.DISPATCH: DispatchForm,
    Move.ACCEPT: StepForm,
    Move.DONE: DoneForm,
    Move.VERIFY: NoteForm,
    Move.REWORK: ReworkForm,
    Move.CLOSE: StepForm,
    Move.GRANT: GrantForm,
    Move.RESUME: NoteForm,
    Move.MERGE: MergeForm,
    Move.SPLIT: SplitForm,
}
"""Move → the form that asks for it; what is not named here needs a reason."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One step as the page of a case offers it."""

    move: Move
    wording: Wording
    form: StepForm
    is_open: bool


def offers(actor: Actor, desk: CaseDesk, bound: Mapping[Move, StepForm]) -> list[Offer]:
    """Return the steps open to an actor with their forms; ``bound`` are those already filled in."""
    return [
        Offer(
            move=move,
            wording=WORDINGS[move],
            form=bound.get(move)
            or FORMS[move](actor=actor, desk=desk, auto_id=f"id_{move.value}_%s"),
            is_open=move in FIRST or move in bound,
        )
        for move in desk.offered
    ]


def move_of(word: str) -> Move:
    """Return the move that an address names.

    Raises:
        NotFound: there is no such step at a desk.
    """
    if word not in {move.value for move in FORMS}:
        raise NotFound
    return Move(word)


def chosen(values: Iterable[str]) -> list[Chosen]:
    """Return the cases of a batch from ``key:version``; what is neither is left out."""
    found = []
    for value in values:
        key, _colon, version = value.partition(":")
        try:
            found.append(Chosen(UUID(key), int(version)))
        except ValueError:
            continue
    return found


def filled(move: Move, actor: Actor, desk: CaseDesk, data: Any, files: Any) -> StepForm:
    """Return the form of a move with what was sent."""
    ids_ = f"id_{move.value}_%s"
    return FORMS[move](data, files, actor=actor, desk=desk, auto_id=ids_)


def version_of(data: Mapping[str, str]) -> int:
    """Return the version that a form without fields carries; 0, which none has, for nonsense."""
    words_ = data.get("version", "")
    return int(words_) if words_.isdecimal() else 0
