"""What is asked to found a Party organisation, and for each step on one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import BASE_NAMES, KIND_NAMES, Base, Kind, Move
from linli.party.branches.services import End, Revision
from linli.party.composition.rules import MOST_HELD, POSTS, Seats
from linli.party.composition.services import NewService
from linli.party.founding.queries import Founding
from linli.party.founding.services import New
from linli.party.organisations.queries import OrganisationPage, SeatLine
from linli.party.organisations.rules import WORDINGS, Wording
from linli.ui.fields import DayField, offer

MOST_NAME, MOST_DOCUMENT, MOST_WORDS = 120, 80, 500
MOST_MEMBERS = 5000


class DocumentField(forms.CharField):
    """The number of the document by which the superior organisation approved."""

    def __init__(self, **more: Any) -> None:
        label = _("Number of the approval")
        super().__init__(label=label, max_length=MOST_DOCUMENT, required=False, **more)


class MembersField(forms.IntegerField):
    """A number of members; never who they are."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("Number of members"),
            help_text=_("The number alone; no names."),
            min_value=0,
            max_value=MOST_MEMBERS,
            **more,
        )


def choices(rows: Iterable[PartyOrganisation]) -> list[tuple[str, str]]:
    """Return organisations to choose from."""
    return [(str(one.pk), one.name) for one in rows]


class PlaceForm(forms.Form):
    """Of what an organisation is to be founded, and words that find the place."""

    base = forms.TypedChoiceField(label=_("Organisation"), coerce=Base, required=False)
    words = forms.CharField(label=_("Name of the place"), max_length=60, required=False)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "base", [(base.value, gettext(name)) for base, name in BASE_NAMES.items()])

    def asked(self) -> tuple[Base | None, str]:
        """Return what was asked for, as far as it can be understood."""
        if not self.is_bound:
            return None, ""
        self.is_valid()
        return self.cleaned_data.get("base") or None, self.cleaned_data.get("words", "").strip()


class FoundForm(forms.Form):
    """What an organisation is founded with."""

    kind = forms.TypedChoiceField(label=pgettext_lazy("of an organisation", "Kind"), coerce=Kind)
    host = forms.CharField(label=_("Name of the company or unit"), max_length=MOST_NAME)
    superior = forms.TypedChoiceField(
        label=_("Superior organisation"), coerce=UUID, required=False, empty_value=None
    )
    name = forms.CharField(
        label=_("Official name"), max_length=MOST_NAME, required=False,
        help_text=_("Leave it empty: it is made of place and kind in the official form."),
    )  # fmt: skip
    founded_on = DayField(label=_("Founded on"))
    document = DocumentField()
    members = MembersField(required=False)
    elected_on = DayField(
        label=_("Last elected on"), required=False,
        help_text=_("Only where the present term began after the founding."),
    )  # fmt: skip

    def __init__(self, *data: Any, founding: Founding, **more: Any) -> None:
        super().__init__(*data, **more)
        self.founding = founding
        offer(self, "kind", [(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()])
        nobody = ("", gettext("not recorded"))
        offer(self, "superior", [nobody, *choices(founding.superiors)])
        if not founding.needs_host:
            del self.fields["host"]

    def new(self, key: UUID) -> New:
        """Return what was filled in."""
        said = self.cleaned_data
        return New(
            id=key,
            kind=said["kind"],
            base=self.founding.base,
            unit_id=self.founding.unit_id,
            founded_on=said["founded_on"],
            superior_id=said["superior"],
            name=clean(said["name"], most=MOST_NAME),
            host=clean(said.get("host", ""), most=MOST_NAME),
            document=clean(said["document"], most=MOST_DOCUMENT),
            members=said["members"],
            elected_on=said["elected_on"],
        )


def found_form(founding: Founding, posted: Any) -> FoundForm:
    """Return the form of a new organisation, with the nearest superior proposed."""
    if posted:
        return FoundForm(posted, founding=founding)
    initial = {"kind": Kind.BRANCH.value, "superior": str(founding.nearest_id or "")}
    return FoundForm(initial=initial, founding=founding)


class StepForm(forms.Form):
    """A step with the version of the organisation that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *data: Any, found: OrganisationPage, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["version"].initial = found.row.version


class CountForm(StepForm):
    """How many members there are."""

    members = MembersField()

    def __init__(self, *data: Any, found: OrganisationPage, **more: Any) -> None:
        super().__init__(*data, found=found, **more)
        self.fields["members"].initial = found.row.members


@dataclass(frozen=True, slots=True)
class SeatFields:
    """The two fields of a seat, side by side."""

    seat: SeatLine
    held: forms.BoundField
    post: forms.BoundField


class FillForm(StepForm):
    """For each seat by how many it is held, and by which post: never by whom."""

    def __init__(self, *data: Any, found: OrganisationPage, **more: Any) -> None:
        super().__init__(*data, found=found, **more)
        self.seats = found.seats
        posts = [
            ("", gettext("not said")),
            *((code, gettext(name)) for code, name in POSTS.items()),
        ]
        for seat in found.seats:
            words = {"seat": seat.name}
            self.fields[f"held_{seat.code}"] = forms.IntegerField(
                label=gettext("How many: %(seat)s") % words, min_value=0, max_value=MOST_HELD,
                initial=seat.held,
            )  # fmt: skip
            self.fields[f"post_{seat.code}"] = forms.ChoiceField(
                label=gettext("By which post: %(seat)s") % words, required=False, choices=posts,
                initial=seat.post,
            )  # fmt: skip

    def rows(self) -> list[SeatFields]:
        """Return the fields of each seat."""
        return [
            SeatFields(seat, self[f"held_{seat.code}"], self[f"post_{seat.code}"])
            for seat in self.seats
        ]

    def filled(self) -> Seats:
        """Return what was filled in."""
        said = self.cleaned_data
        return {
            seat.code: {"held": said[f"held_{seat.code}"], "post": said[f"post_{seat.code}"]}
            for seat in self.seats
        }


class SubordinateForm(StepForm):
    """Under which organisation it stands."""

    superior = forms.TypedChoiceField(
        label=_("Superior organisation"), coerce=UUID, required=False, empty_value=None
    )

    def __init__(self, *data: Any, found: OrganisationPage, **more: Any) -> None:
        super().__init__(*data, found=found, **more)
        offer(self, "superior", [("", gettext("not recorded")), *choices(found.choices)])
        if found.row.superior:
            self.fields["superior"].initial = str(found.row.superior.pk)


class ReviseForm(StepForm):
    """Name, host, founding day and document."""

    name = forms.CharField(label=_("Official name"), max_length=MOST_NAME)
    host = forms.CharField(
        label=_("Name of the company or unit"), max_length=MOST_NAME, required=False
    )
    founded_on = DayField(label=_("Founded on"))
    document = DocumentField()

    def __init__(self, *data: Any, found: OrganisationPage, **more: Any) -> None:
        super().__init__(*data, found=found, **more)
        for name in ("name", "host", "founded_on", "document"):
            self.fields[name].initial = getattr(found.row, name)

    def revision(self) -> Revision:
        """Return what was filled in."""
        said = self.cleaned_data
        return Revision(
            name=clean(said["name"], most=MOST_NAME),
            founded_on=said["founded_on"],
            document=clean(said["document"], most=MOST_DOCUMENT),
            host=clean(said["host"], most=MOST_NAME),
        )


class ReelectForm(StepForm):
    """The day of an election."""

    on = DayField(label=_("Elected on"))
    document = DocumentField()


class ExtendForm(StepForm):
    """The day until which the election is put off."""

    until = DayField(
        label=_("Election by"), help_text=_("At most a year after the end of the term.")
    )
    document = DocumentField()


class EndForm(StepForm):
    """The first day on which it is no more, the document, and words."""

    on = DayField(label=_("Ended on"))
    document = DocumentField()
    words = forms.CharField(
        label=_("Remark"), required=False, max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Name no private persons."),
    )  # fmt: skip

    def end(self) -> End:
        """Return what was filled in."""
        said = self.cleaned_data
        return End(said["on"], clean(said["document"], most=MOST_DOCUMENT))


class MergeForm(EndForm):
    """Into which other organisation."""

    into = forms.TypedChoiceField(label=_("Merged into"), coerce=UUID)

    field_order = ["version", "into", "on", "document", "words"]

    def __init__(self, *data: Any, found: OrganisationPage, **more: Any) -> None:
        super().__init__(*data, found=found, **more)
        offer(self, "into", choices(found.others))


class ServiceForm(forms.Form):
    """Whether a property company serves a compound, from which day on."""

    has_company = forms.TypedChoiceField(
        label=_("Property service"), coerce=lambda word: word == "yes", widget=forms.RadioSelect
    )
    company = forms.CharField(label=_("Property company"), max_length=MOST_NAME, required=False)
    valid_from = DayField(label=_("From"))
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False,
        help_text=_("For example the number under which the contract was filed."),
    )  # fmt: skip

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        words = [
            ("yes", gettext("with a property company")),
            ("no", gettext("without a property company")),
        ]
        offer(self, "has_company", words)

    def new(self, compound_id: UUID) -> NewService:
        """Return what was filled in; a compound without a company keeps no name of one."""
        said = self.cleaned_data
        return NewService(
            compound_id=compound_id,
            has_company=said["has_company"],
            valid_from=said["valid_from"],
            company=clean(said["company"], most=MOST_NAME) if said["has_company"] else "",
            source=clean(said["source"], most=200),
        )


def service_form(posted: Any = None) -> ServiceForm:
    """Return the form of a compound's property service, from today."""
    initial = {"valid_from": timezone.localdate()}
    return ServiceForm(posted, initial=initial, auto_id="id_service_%s")


FORMS: dict[Move, type[StepForm]] = {
    Move.FILL: FillForm,
    Move.COUNT: CountForm,
    Move.REELECT: ReelectForm,
    Move.EXTEND: ExtendForm,
    Move.SUBORDINATE: SubordinateForm,
    Move.REVISE: ReviseForm,
    Move.MERGE: MergeForm,
    Move.DISSOLVE: EndForm,
}
"""Move → the form that asks for it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One step as the page offers it; ``is_open``: it was sent and came back."""

    move: Move
    wording: Wording
    form: StepForm
    is_open: bool


def offers(found: OrganisationPage, bound: Mapping[Move, StepForm]) -> list[Offer]:
    """Return the steps open to an actor with their forms; ``bound`` are those already filled in."""
    return [
        Offer(
            move=move,
            wording=WORDINGS[move],
            form=bound.get(move) or FORMS[move](found=found, auto_id=f"id_{move.value}_%s"),
            is_open=move in bound,
        )
        for move in found.moves
        if move is not Move.MERGE or found.others
    ]


def move_of(word: str) -> Move:
    """Return the move that an address names.

    Raises:
        NotFound: there is no such step.
    """
    if word not in {move.value for move in FORMS}:
        raise NotFound
    return Move(word)


def filled(move: Move, found: OrganisationPage, posted: Any) -> StepForm:
    """Return the form of a move with what was sent."""
    return FORMS[move](posted, found=found, auto_id=f"id_{move.value}_%s")
