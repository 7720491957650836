"""What is asked for a draft, for each step on a document, and for the filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.calendar import queries as calendar
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.common.text import clean
from linli.kernel.people.models import Organisation
from linli.party.deadlines.rules import close_of
from linli.party.enclosures.forms import EnclosuresField
from linli.party.enclosures.rules import stem_of
from linli.party.moves.rules import SOURCE_NAMES, STAGE_NAMES, Move, Source, Stage
from linli.party.orders.rules import MOST_TEXT, MOST_TITLE, Order
from linli.party.papers.queries import Drafting, PaperPage
from linli.party.papers.rules import FIRST, WORDINGS, Wording
from linli.party.register.queries import Filters
from linli.party.register.rules import QUICK_NAMES
from linli.party.supervision.models import Supervision
from linli.ui.errors import one_text
from linli.ui.fields import DayField, field_of, offer

MOST_ATTACHMENTS = 10


class WordsField(forms.CharField):
    """Words of an office, made storable."""

    def __init__(self, *, rows: int = 3, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "maxlength": MOST_TEXT})
        super().__init__(widget=widget, **more)

    def clean(self, value: Any) -> str:
        """Return the words without control characters.

        Raises:
            ValidationError: nothing is said, or too much.
        """
        try:
            return str(super().clean(clean(value or "", most=MOST_TEXT)))
        except LinliError as refused:
            raise ValidationError(one_text(refused)) from refused


class OfficesField(forms.TypedMultipleChoiceField):
    """Offices to choose from, each with a box to tick."""

    def __init__(self, **more: Any) -> None:
        super().__init__(coerce=UUID, widget=forms.CheckboxSelectMultiple, **more)

    def offer(self, offices: Iterable[Organisation]) -> None:
        """Set the offices to choose from."""
        self.choices = [(str(office.pk), office.name) for office in offices]


def closing(day: date) -> datetime:
    """Return the moment at which a day's business closes."""
    return close_of(day, calendar.calendar())


class DraftForm(forms.Form):
    """What a document asks of whom by when."""

    title = forms.CharField(label=_("Title"), max_length=MOST_TITLE)
    source = forms.TypedChoiceField(label=pgettext_lazy("of a document", "Source"), coerce=Source)
    text = WordsField(
        label=_("Requirement"), rows=6,
        help_text=_("What has to be done; one paragraph a line. Name no private persons."),
    )  # fmt: skip
    to = OfficesField(
        label=_("Addressed to"), help_text=_("These offices have to give feedback."),
        error_messages={"required": _("Choose at least one office that has to answer.")},
    )  # fmt: skip
    due = DayField(label=_("Feedback due"), help_text=_("By the close of business of this day."))
    copies = OfficesField(label=_("Copies to"), required=False)
    attachments = WordsField(
        label=_("Enclosed papers"), required=False, rows=2, help_text=_("One name a line.")
    )
    enclosed = EnclosuresField(label=_("Files to enclose"))

    def __init__(self, *data: Any, drafting: Drafting, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(
            self, "source", [(source.value, gettext(name)) for source, name in SOURCE_NAMES.items()]
        )
        field_of(self, "to", OfficesField).offer(drafting.addressable)
        field_of(self, "copies", OfficesField).offer(drafting.reachable)

    def order(self) -> Order:
        """Return what was filled in."""
        said = self.cleaned_data
        names = [line.strip() for line in said["attachments"].split("\n") if line.strip()]
        names += [stem for one in said["enclosed"] if (stem := stem_of(one.name)) not in names]
        return Order(
            source=said["source"],
            title=clean(said["title"], most=MOST_TITLE),
            text=said["text"],
            to_ids=tuple(said["to"]),
            copy_ids=tuple(said["copies"]),
            due_at=closing(said["due"]),
            attachments=tuple(names[:MOST_ATTACHMENTS]),
        )


def new_form(drafting: Drafting, source: str, posted: Any, files: Any = None) -> DraftForm:
    """Return the form of a new draft, filled in as far as the subject says it."""
    if posted:
        return DraftForm(posted, files, drafting=drafting)
    words = {"title": drafting.title, "label": drafting.label}
    initial = {
        "title": gettext("Supervision of %(title)s (%(label)s) with a deadline") % words,
        "source": source if source in {one.value for one in Source} else "",
        "to": [str(drafting.lead_id)],
        "due": drafting.usual_day,
    }
    return DraftForm(initial=initial, drafting=drafting)


def begun(number: str) -> str:
    """Return what is said once a draft is kept, or a document issued as ``number``."""
    if not number:
        return gettext("The draft is kept.")
    return gettext("Issued as %(number)s.") % {"number": number}


def draft_form(paper: Supervision, drafting: Drafting, posted: Any, files: Any = None) -> DraftForm:
    """Return the form of a draft as it stands, or with what was sent."""
    if posted:
        return DraftForm(posted, files, drafting=drafting)
    content = (paper.words.content if paper.words else None) or {}
    initial = {
        "title": content.get("title", ""),
        "text": content.get("text", ""),
        "attachments": "\n".join(content.get("attachments", [])),
        "source": paper.source,
        "to": [str(one) for one in paper.to_ids],
        "copies": [str(one) for one in paper.copy_ids],
        "due": timezone.localdate(paper.due_at),
    }
    return DraftForm(initial=initial, drafting=drafting)


class StepForm(forms.Form):
    """A step that needs nothing but the version of the document that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *data: Any, paper: PaperPage, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["version"].initial = paper.line.version
        if "organisations" in self.fields:
            field_of(self, "organisations", OfficesField).offer(paper.choices)

    def clean(self) -> dict[str, Any]:
        """Add ``due_at``, the moment that a day stands for, where one is asked for."""
        found: dict[str, Any] = super().clean() or {}
        return found | {"due_at": closing(found["due"])} if found.get("due") else found


class AnswerForm(StepForm):
    """What was done."""

    words = WordsField(
        label=_("What was done, and with what result"), rows=5,
        help_text=_("It goes to the issuing office. Name no private persons."),
    )  # fmt: skip
    enclosed = EnclosuresField(label=_("Files"))


class ReasonForm(StepForm):
    """A step that needs a reason."""

    words = WordsField(label=_("Reason"))


class NoteForm(StepForm):
    """A step with room for a note."""

    words = WordsField(label=_("Remark"), required=False, rows=2)


class DueForm(ReasonForm):
    """A step that sets a new deadline, with a reason."""

    due = DayField(label=_("Feedback due"), help_text=_("By the close of business of this day."))


class CirculateForm(NoteForm):
    """The offices that are to know of it."""

    organisations = OfficesField(label=_("Offices"))

    field_order = ["version", "organisations", "words"]


FORMS: dict[Move, type[StepForm]] = {
    Move.ISSUE: StepForm,
    Move.ANSWER: AnswerForm,
    Move.CANCEL_OFF: NoteForm,
    Move.SEND_BACK: DueForm,
    Move.READ: StepForm,
    Move.CHASE: NoteForm,
    Move.EXTEND: DueForm,
    Move.CIRCULATE: CirculateForm,
    Move.WITHDRAW: ReasonForm,
}
"""Move → the form that asks for it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One step as the page of a document offers it."""

    move: Move
    wording: Wording
    form: StepForm
    is_open: bool


def offers(paper: PaperPage, bound: Mapping[Move, StepForm]) -> list[Offer]:
    """Return the steps open to an actor with their forms; ``bound`` are those already filled in."""
    return [
        Offer(
            move=move,
            wording=WORDINGS[move],
            form=bound.get(move) or FORMS[move](paper=paper, auto_id=f"id_{move.value}_%s"),
            is_open=move in FIRST or move in bound,
        )
        for move in WORDINGS
        if move in paper.moves
    ]


def move_of(word: str) -> Move:
    """Return the move that an address names.

    Raises:
        NotFound: there is no such step.
    """
    if word not in {move.value for move in FORMS}:
        raise NotFound
    return Move(word)


def filled(move: Move, paper: PaperPage, posted: Any, files: Any = None) -> StepForm:
    """Return the form of a move with what was sent."""
    return FORMS[move](posted, files, paper=paper, auto_id=f"id_{move.value}_%s")


def refused(form: Any, why: LinliError) -> Any:
    """Return a form that was filled in, with what the house refused of it."""
    form.add_error(None, one_text(why))
    return form


class FiltersForm(forms.Form):
    """The filters of the register as the address has them; nonsense is left out."""

    only = forms.ChoiceField(required=False, choices=[(word, word) for word in QUICK_NAMES])
    stage = forms.ChoiceField(
        required=False, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    source = forms.ChoiceField(required=False, choices=[(s.value, SOURCE_NAMES[s]) for s in Source])
    words = forms.CharField(required=False, max_length=60)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        found = self.cleaned_data
        return Filters(
            only=found.get("only", ""),
            stage=found.get("stage", ""),
            source=found.get("source", ""),
            words=clean(found.get("words", ""), most=60),
        )
