"""What is asked for each step on a part of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.panels.forms import MOST_WORDS, Offer, PanelForm, Steps, Wording
from linli.grid.photos.forms import PhotosField
from linli.grid.photos.rules import PhotoKind
from linli.grid.tasks.queries import Panel, TaskLine
from linli.grid.tasks.rules import TaskMove
from linli.grid.words.forms import WordsField
from linli.kernel.common.errors import gettext_noop
from linli.ui import moments
from linli.ui.fields import offer

ON_THE_WALL = "%Y-%m-%dT%H:%M"
"""How a browser writes a day and a time, by the clock on the wall."""


WORDINGS: dict[TaskMove, Wording] = {
    TaskMove.GIVE: Wording(
        gettext_noop("Give a part to another unit"), gettext_noop("The unit has its part.")
    ),
    TaskMove.ACCEPT: Wording(
        gettext_noop("Take our part in hand"), gettext_noop("Your unit's part is in hand.")
    ),
    TaskMove.DONE: Wording(
        gettext_noop("Report our part as done"), gettext_noop("Your unit's part is done.")
    ),
    TaskMove.ANSWER: Wording(
        gettext_noop("Answer the question"), gettext_noop("The question is answered.")
    ),
    TaskMove.ASK: Wording(
        gettext_noop("Ask back about our part"),
        gettext_noop("The question is put to the unit that leads."),
    ),
    TaskMove.GO_ON: Wording(
        gettext_noop("Go on without an answer"),
        gettext_noop("Your unit goes on without an answer."),
    ),
    TaskMove.GIVE_BACK: Wording(
        gettext_noop("Give our part back"), gettext_noop("The part was given back.")
    ),
    TaskMove.SET_DUE: Wording(
        gettext_noop("Change its deadline"), gettext_noop("The part has another deadline.")
    ),
    TaskMove.WITHDRAW: Wording(
        gettext_noop("Withdraw this part"), gettext_noop("The part was withdrawn.")
    ),
}
"""Every step a person takes on a part, the most usual first."""


class TaskForm(PanelForm[Panel]):
    """A step on a part."""


def _words(label: Any, help_text: Any = "") -> WordsField:
    return WordsField(label=label, help_text=help_text, rows=2, most=MOST_WORDS)


class ReasonForm(TaskForm):
    """A step that needs a reason."""

    words = _words(_("Reason"), _("One sentence; the reporter can read it too."))


class QuestionForm(TaskForm):
    """What is not clear about a part."""

    words = _words(_("What is not clear"), _("Whoever works on the matter reads it."))


class AnswerForm(TaskForm):
    """The answer to what a unit asked about its part."""

    words = _words(_("Answer to the unit"), _("Whoever works on the matter reads it."))


class DoneForm(TaskForm):
    """What was done of the part, with pictures."""

    words = _words(_("What was done"), _("The reporter reads it; name no persons."))
    photos = PhotosField(kind=PhotoKind.AFTER, label=_("Photos of the result"), required=False)


class DueForm(TaskForm):
    """By when a part must be done; empty for the deadline of the matter."""

    due = forms.DateTimeField(
        label=_("Due"),
        required=False,
        input_formats=[ON_THE_WALL],
        widget=forms.DateTimeInput(format=ON_THE_WALL, attrs={"type": "datetime-local"}),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        field, latest = self.fields["due"], self.panel.latest
        if self.panel.stands:
            del self.fields["due"]
        elif latest is None:
            field.help_text = gettext("Empty: one working day.")
        else:
            field.widget.attrs["max"] = timezone.localtime(latest).strftime(ON_THE_WALL)
            field.help_text = gettext(
                "At the latest %(latest)s, the deadline of the matter. Empty: that one."
            ) % {"latest": moments.moment(latest)}

    def clean(self) -> dict[str, Any]:
        """Add ``due`` where it could not be asked for."""
        return {"due": None} | (super().clean() or {})


class GiveForm(DueForm):
    """Which unit, what it has to do, and by when."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=UUID)
    words = _words(_("What it has to do"), _("The reporter can read it; name no persons."))

    field_order = ["version", "unit", "words", "due"]

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        units = [(str(key), name) for key, name in self.panel.units]
        offer(self, "unit", units)


STEPS: Steps[TaskMove, Panel] = Steps(
    wordings=WORDINGS,
    forms={
        TaskMove.GIVE: GiveForm,
        TaskMove.ACCEPT: TaskForm,
        TaskMove.DONE: DoneForm,
        TaskMove.ASK: QuestionForm,
        TaskMove.ANSWER: AnswerForm,
        TaskMove.GO_ON: TaskForm,
        TaskMove.GIVE_BACK: ReasonForm,
        TaskMove.SET_DUE: DueForm,
        TaskMove.WITHDRAW: ReasonForm,
    },
    open_at_once=frozenset({TaskMove.ACCEPT, TaskMove.DONE, TaskMove.ANSWER}),
)


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A part with the steps its reader may take."""

    line: TaskLine
    offers: list[Offer[TaskMove, Panel]]


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """The parts of a case with all forms; ``give`` where the reader may give another."""

    tasks: list[ShownTask]
    give: GiveForm | None


def shown(panel: Panel) -> ShownPanel:
    """Return the parts of a case with the forms of the steps open to the reader."""
    auto_id = "id_give_part_%s"
    return ShownPanel(
        tasks=[ShownTask(line, STEPS.offers(panel, line.id, line.moves)) for line in panel.lines],
        give=GiveForm(panel=panel, auto_id=auto_id) if panel.units else None,
    )


def filled(
    move: TaskMove, panel: Panel, said: Mapping[str, Any], files: Mapping[str, Any]
) -> PanelForm[Panel]:
    """Return the form of a step with what was sent."""
    return STEPS.forms[move](said, files, panel=panel)
