"""What the register of Party organisations shows: a tree, narrowed by filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext

from linli.kernel.people.rules import Actor
from linli.kernel.places import queries as places
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind as UnitKind
from linli.kernel.territory.rules import ListedUnit
from linli.party.branches import queries as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import BASE_NAMES, STAGE_NAMES, Base, Kind, Stage, kind_name
from linli.party.composition import queries as composition
from linli.party.composition.queries import Edition
from linli.party.composition.rules import SECRETARY_SEAT, Seat, Situation
from linli.party.memberships import queries as memberships
from linli.party.terms import rules as terms
from linli.party.terms.rules import Clock
from linli.party.tree import rules
from linli.ui.pages import shown_as

PAGE_SIZE = 50
DEEPEST = 5

LAST_ON = Coalesce("extended_to", "term_ends_on")
"""The day by which there has to be an election."""


@dataclass(frozen=True, slots=True)
class Filters:
    """How the register is narrowed, from the address of the page."""

    only: str = ""
    street: UUID | None = None
    kind: str = ""
    base: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter with how many organisations it leaves."""

    word: str
    name: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class TermChip:
    """The day by which there has to be an election, and whether it is near or over."""

    on: date
    is_soon: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the tree; ``depth`` 0 to 5; ``missing`` are names of vacant seats.

    ``term`` is the end of its term.
    """

    id: UUID
    name: str
    depth: int
    kind_name: str
    base_name: str
    stage_name: str
    superior: str
    missing: list[str]
    term: TermChip | None


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street in figures; ``members`` is None where the sum may not be shown."""

    id: UUID
    name: str
    founded: int
    of_compounds: int
    with_vacancies: int
    members: int | None


@dataclass(frozen=True, slots=True)
class Register:
    """The register with its quick filters and the streets to choose from."""

    page: Page[Line]
    filters: Filters
    quick: list[Quick]
    streets: list[ListedUnit]


def register(actor: Actor, filters: Filters, *, number: str, today: date) -> Register:
    """Return the organisations of a post as a tree, 50 a page; eight statements.

    Siblings stand by what they are organisations of, then by kind and name.
    """
    remind = composition.edition(today).standard.terms.remind_months
    narrowed = _narrowed(actor, filters)
    only = _only(today, remind)
    rows = narrowed.filter(only[filters.only]).order_by(_order(Base, "base"), _order(Kind, "kind"))
    keys = rows.order_by(*rows.query.order_by, "unit__pinyin", "name", "pk")
    ordered = rules.in_order(keys.values_list("pk", "superior_id"))
    page = Paginator(ordered, PAGE_SIZE).get_page(number)
    return Register(
        page=shown_as(page, lines(list(page.object_list), today=today, remind_months=remind)),
        filters=filters,
        quick=_quick(narrowed, only, filters),
        streets=_streets() if actor.unit_kind == "district" else [],
    )


def _order(words: type[Base] | type[Kind], name: str) -> Case:
    cases = [When(**{name: each.value}, then=Value(n)) for n, each in enumerate(words)]
    return Case(*cases, default=Value(99))


def _narrowed(actor: Actor, filters: Filters) -> QuerySet[PartyOrganisation]:
    found = branches.visible(actor)
    if filters.street:
        found = found.filter(street_id=filters.street)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.base:
        found = found.filter(base=filters.base)
    if filters.words:
        found = found.filter(
            Q(name__icontains=filters.words) | Q(unit__pinyin__contains=filters.words.lower())
        )
    return found.annotate(last_on=LAST_ON)


def _only(today: date, remind_months: int) -> dict[str, Q]:
    """Return the condition of each quick filter."""
    active = Q(stage=Stage.ACTIVE.value)
    near = terms.months_after(today, remind_months)
    judged = Q(base=Base.COMPOUND.value) & ~Q(kind=Kind.GROUP.value)
    return {
        "": active,
        "vacancies": active & ~Q(missing=[]),
        "late": active & Q(last_on__lt=today),
        "soon": active & Q(last_on__gte=today, last_on__lte=near),
        "unknown": active & judged & Q(situation=""),
        "rootless": active & Q(superior=None) & ~Q(base__in=[Base.OFFICE.value, Base.STREET.value]),
        "ended": ~active,
    }


def _quick(
    narrowed: QuerySet[PartyOrganisation], only: Mapping[str, Q], filters: Filters
) -> list[Quick]:
    parts = {word or "all": Count("pk", filter=condition) for word, condition in only.items()}
    counts = narrowed.order_by().aggregate(**parts)
    found = [
        Quick(word, gettext(name), counts[word or "all"], filters.only == word)
        for word, name in rules.QUICK_NAMES.items()
    ]
    return [each for each in found if each.count or each.is_on or not each.word]


def _streets() -> list[ListedUnit]:
    district = places.district_id()
    return territory.children(district, [UnitKind.STREET]) if district else []


def lines(ordered: Sequence[tuple[UUID, int]], *, today: date, remind_months: int) -> list[Line]:
    """Return organisations as lists show them; two statements."""
    rows = PartyOrganisation.objects.select_related("superior")
    found = rows.in_bulk([key for key, _ in ordered])
    editions = composition.editions({one.edition for one in found.values()})
    return [
        _line(found[key], min(depth, DEEPEST), editions, today, remind_months)
        for key, depth in ordered
    ]


def _line(
    one: PartyOrganisation,
    depth: int,
    editions: Mapping[int, Edition],
    today: date,
    remind_months: int,
) -> Line:
    stage = Stage(one.stage)
    return Line(
        id=one.pk,
        name=one.name,
        depth=depth,
        kind_name=gettext(kind_name(Kind(one.kind), Base(one.base))),
        base_name=gettext(BASE_NAMES[Base(one.base)]),
        stage_name="" if stage is Stage.ACTIVE else gettext(STAGE_NAMES[stage]),
        superior=one.superior.name if one.superior else "",
        missing=missing_names(one, editions[one.edition]),
        term=term_chip(one, today=today, remind_months=remind_months),
    )


def missing_names(one: PartyOrganisation, edition: Edition) -> list[str]:
    """Return the names of the seats that an organisation's last judgement found missing."""
    if one.stage != Stage.ACTIVE:
        return []
    asked = edition.standard.asked.get(Situation(one.situation))
    names = {
        seat.code: seat_name(seat) for seat in [SECRETARY_SEAT, *(asked.seats if asked else ())]
    }
    return [names.get(code, code) for code in one.missing]


def seat_name(seat: Seat) -> str:
    """Return the name of a seat in the reader's language."""
    return seat.name_zh if (get_language() or "").startswith("zh") else seat.name_en


def term_chip(one: PartyOrganisation, *, today: date, remind_months: int) -> TermChip | None:
    """Return the end of the term of an organisation at work, or None without a term."""
    term = branches.term_of(one)
    clock = terms.clock(term, today=today, remind_months=remind_months)
    if one.stage != Stage.ACTIVE or term.last_on is None:
        return None
    return TermChip(term.last_on, is_soon=clock is Clock.SOON, is_late=clock is Clock.LATE)


def figures(actor: Actor, *, today: date) -> list[StreetLine]:
    """Return the organisations at work in each street, for whom the whole district is; four
    statements."""
    if actor.unit_kind != "district":
        return []
    counted = branches.counts(on=today)
    members = memberships.by_street(on=today)
    return [
        StreetLine(
            id=street.id,
            name=street.name,
            founded=sum(each.founded for each in counted if each.street_id == street.id),
            of_compounds=sum(
                each.founded
                for each in counted
                if each.street_id == street.id and each.base == Base.COMPOUND
            ),
            with_vacancies=sum(
                each.with_vacancies for each in counted if each.street_id == street.id
            ),
            members=members.by_street.get(street.id),
        )
        for street in _streets()
    ]
