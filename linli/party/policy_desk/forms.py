"""What is asked for a policy document, for its tasks, for each step on one, and for the filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.people.models import Organisation
from linli.party.enclosures.forms import EnclosuresField
from linli.party.orders.rules import MOST_TITLE
from linli.party.papers.rules import Wording
from linli.party.policies.models import Policy
from linli.party.policies.rules import MOST_ISSUER, MOST_NUMBER, PolicyText
from linli.party.policy_desk.queries import PolicyPage, TaskPage
from linli.party.policy_desk.rules import FIRST, WORDINGS
from linli.party.policy_lists.queries import Filters
from linli.party.policy_lists.rules import QUICK_NAMES
from linli.party.policy_moves.rules import STAGE_NAMES, Move, Stage
from linli.party.policy_tasks.rules import Asked
from linli.party.records import queries as records
from linli.party.register.forms import OfficesField, WordsField, closing
from linli.party.responsibilities.queries import DutyLine
from linli.ui.fields import DayField, field_of, offer


class PolicyForm(forms.Form):
    """What the register keeps of a document."""

    number = forms.CharField(
        label=_("Official number"), max_length=MOST_NUMBER, required=False,
        help_text=_("As it stands on the document; leave it empty where it has none."),
    )  # fmt: skip
    issuer = forms.CharField(label=_("Issuing office"), max_length=MOST_ISSUER)
    issued_on = forms.DateField(
        label=_("Date of the document"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    title = forms.CharField(label=_("Title"), max_length=MOST_TITLE)
    text = WordsField(
        label=_("What it asks"), rows=5, required=False,
        help_text=_("The tasks and requirements in short; one paragraph a line."),
    )  # fmt: skip
    enclosed = EnclosuresField(label=_("The document as a file"))

    def policy(self) -> PolicyText:
        """Return what was filled in."""
        said = self.cleaned_data
        return PolicyText(
            number=clean(said["number"], most=MOST_NUMBER),
            issuer=clean(said["issuer"], most=MOST_ISSUER),
            issued_on=said["issued_on"],
            title=clean(said["title"], most=MOST_TITLE),
            text=said["text"],
        )


class CorrectForm(PolicyForm):
    """The same, on the version of the entry that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def policy_form(policy: Policy | None, posted: Any, files: Any) -> PolicyForm:
    """Return the form of a new document, or of one in the register, or with what was sent."""
    kind = CorrectForm if policy else PolicyForm
    if posted:
        return kind(posted, files)
    if policy is None:
        return kind()
    said = {name: records.text_of(policy, name) for name in ("title", "issuer", "text")}
    kept = {"number": policy.number, "issued_on": policy.issued_on, "version": policy.version}
    return kind(initial=said | kept)


class RepealForm(forms.Form):
    """Why a document does not bind any more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = WordsField(label=_("Reason"))


def repeal_form(page: PolicyPage) -> RepealForm:
    """Return the form that repeals a document as it was looked at."""
    return RepealForm(initial={"version": page.line.version})


class GiveForm(forms.Form):
    """What is asked of which units by when."""

    title = forms.CharField(
        label=pgettext_lazy("of a policy document", "Task"), max_length=MOST_TITLE
    )
    text = WordsField(
        label=pgettext_lazy("of a task", "Requirement"), required=False, rows=4,
        help_text=_("One paragraph a line."),
    )  # fmt: skip
    evidence = WordsField(
        label=_("Evidence asked for"), required=False, rows=2,
        help_text=_("What proves that it is done, for example minutes or photos."),
    )  # fmt: skip
    needs_files = forms.BooleanField(
        label=_("Completion is reported with a file at least"), required=False
    )
    duty = forms.ChoiceField(
        label=_("Duty it follows from"), required=False,
        help_text=_("A line of the responsibility matrix in force."),
    )  # fmt: skip
    due = DayField(label=_("To be done by"), help_text=_("By the close of business of this day."))
    to = OfficesField(
        label=_("Responsible units"), help_text=_("Each of them gets a task of its own."),
        error_messages={"required": _("Choose at least one unit that has to do it.")},
    )  # fmt: skip

    def __init__(
        self, *data: Any, units: Sequence[Organisation], duties: Sequence[DutyLine], **more: Any
    ) -> None:
        super().__init__(*data, **more)
        field_of(self, "to", OfficesField).offer(units)
        self.duties = {one.key: one for one in duties}
        offer(self, "duty", [("", gettext("none")), *((one.key, one.words) for one in duties)])
        if not duties:
            del self.fields["duty"]

    def asked(self) -> Asked:
        """Return what was filled in."""
        said = self.cleaned_data
        duty = self.duties.get(said.get("duty", ""))
        return Asked(
            duty=(duty.edition_id, duty.key) if duty else None,
            title=clean(said["title"], most=MOST_TITLE),
            text=said["text"],
            evidence=said["evidence"],
            needs_files=said["needs_files"],
            due_at=closing(said["due"]),
        )


class TaskStepForm(forms.Form):
    """A step that needs nothing but the version of the task that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *data: Any, version: int, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["version"].initial = version

    def clean(self) -> dict[str, Any]:
        """Add ``due_at``, the moment that a day stands for, where one is asked for."""
        found: dict[str, Any] = super().clean() or {}
        return found | {"due_at": closing(found["due"])} if found.get("due") else found


class DoneForm(TaskStepForm):
    """What was done, with its evidence."""

    words = WordsField(
        label=pgettext_lazy("of a task", "What was done"),
        rows=4,
        help_text=_("Name no private persons."),
    )
    enclosed = EnclosuresField(label=pgettext_lazy("of a task", "Evidence"))


class TaskReasonForm(TaskStepForm):
    """A step that needs a reason."""

    words = WordsField(label=_("Reason"))


class TaskNoteForm(TaskStepForm):
    """A step with room for a note."""

    words = WordsField(label=_("Remark"), required=False, rows=2)


class TaskDueForm(TaskReasonForm):
    """A step that sets a new deadline, with a reason."""

    due = DayField(label=_("To be done by"), help_text=_("By the close of business of this day."))


FORMS: dict[Move, type[TaskStepForm]] = {
    Move.ACCEPT: TaskStepForm,
    Move.PROGRESS: DoneForm,
    Move.REPORT: DoneForm,
    Move.CONFIRM: TaskNoteForm,
    Move.SEND_BACK: TaskDueForm,
    Move.CHASE: TaskNoteForm,
    Move.EXTEND: TaskDueForm,
    Move.WITHDRAW: TaskReasonForm,
}
"""Move → the form that asks for it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One step as the page of a task offers it."""

    move: Move
    wording: Wording
    form: TaskStepForm
    is_open: bool


def offers(page: TaskPage, bound: Mapping[Move, TaskStepForm]) -> list[Offer]:
    """Return the steps open to an actor with their forms; ``bound`` are those already filled in."""
    return [
        Offer(move, wording, bound.get(move) or _form(move, page), move in FIRST or move in bound)
        for move, wording in WORDINGS.items()
        if move in page.moves
    ]


def _form(move: Move, page: TaskPage, *data: Any) -> TaskStepForm:
    return FORMS[move](*data, version=page.line.version, auto_id=f"id_{move.value}_%s")


def move_of(word: str) -> Move:
    """Return the move that an address names.

    Raises:
        NotFound: there is no such step.
    """
    if word not in {move.value for move in FORMS}:
        raise NotFound
    return Move(word)


def filled(move: Move, page: TaskPage, posted: Any, files: Any) -> TaskStepForm:
    """Return the form of a move with what was sent."""
    return _form(move, page, posted, files)


class FiltersForm(forms.Form):
    """The filters of the list of tasks as the address has them; nonsense is left out."""

    only = forms.ChoiceField(required=False, choices=[(word, word) for word in QUICK_NAMES])
    stage = forms.ChoiceField(
        required=False, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    policy = forms.UUIDField(required=False)
    words = forms.CharField(required=False, max_length=60)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        found = self.cleaned_data
        policy: UUID | None = found.get("policy")
        return Filters(
            only=found.get("only", ""),
            stage=found.get("stage", ""),
            policy=str(policy) if policy else "",
            words=clean(found.get("words", ""), most=60),
        )
