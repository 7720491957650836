"""One page for a compound, read across the pillars, and the list that leads to it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from linli.board.clocks import queries as clocks
from linli.board.clocks.queries import ClockLine
from linli.board.compounds import rules
from linli.board.compounds.rules import Needs
from linli.board.indicators.rules import percent
from linli.grid.compounds import queries as grid
from linli.grid.compounds.queries import Matters
from linli.kernel.bodies import queries as bodies
from linli.kernel.bodies.queries import BodyLine
from linli.kernel.bodies.rules import KIND_NAMES, Ability, Kind
from linli.kernel.common.days import day_of
from linli.kernel.compounds import queries as compounds
from linli.kernel.compounds.models import Attributes
from linli.kernel.compounds.rules import KEEPERS
from linli.kernel.contracts import queries as contracts
from linli.kernel.contracts import rules as contract_rules
from linli.kernel.contracts.models import PropertyContract
from linli.kernel.contracts.queries import Served
from linli.kernel.contracts.rules import Service, Status
from linli.kernel.people import queries as people
from linli.kernel.people.queries import PostLine
from linli.kernel.people.rules import DEPARTMENT, Actor, Role
from linli.kernel.places import queries as places
from linli.kernel.terms.rules import Due
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind as UnitKind
from linli.kernel.territory.rules import ListedUnit
from linli.party.branches import queries as branches
from linli.party.composition import queries as composition
from linli.party.focus import queries as focus
from linli.party.focus.queries import CompoundFocus
from linli.party.tree import queries as tree
from linli.party.tree.queries import Line as PartyLine
from linli.ui.pages import shown_as

PAGE_SIZE = 30
MOST_PARTY = 4


@dataclass(frozen=True, slots=True)
class GridLine:
    """A grid or micro-grid that the compound touches, with its share of the compound."""

    name: str
    label: str
    percent: int
    officers: list[PostLine]


@dataclass(frozen=True, slots=True)
class Around:
    """Who has duty here: the community's desk, the grids' officers, posted staff as numbers."""

    desks: list[PostLine]
    grids: list[GridLine]
    posted: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Property:
    """Who serves the compound: the status of the day, its contract, and how it came so."""

    status: Status
    contract: PropertyContract | None
    history: list[tuple[Status, str]]
    refuse_by: date | None
    decision: Due | None


@dataclass(frozen=True, slots=True)
class CompoundPage:
    """Everything about a compound at a glance, as one post may read it."""

    id: UUID
    name: str
    path: list[str]
    households: int | None
    buildings: int
    attributes: Attributes | None
    clocks: list[ClockLine]
    served: Property
    bodies: list[BodyLine]
    party: list[PartyLine]
    around: Around
    matters: Matters
    focus: CompoundFocus
    may_keep: bool
    at: datetime

    @property
    def on_time(self) -> str | None:
        """Return the share done on time in per cent with one place, or None of nothing."""
        return percent(self.matters.on_time, self.matters.with_deadline)

    @property
    def has_body(self) -> bool:
        """Return whether somebody acts for the owners."""
        return any(acts(line) for line in self.bodies)


def page(actor: Actor, compound_id: UUID, *, at: datetime) -> CompoundPage:
    """Return the page of a compound; the same number of statements whatever stands on it.

    Raises:
        Forbidden, NotFound: there is no such compound, or it is not the actor's to read.
    """
    place = compounds.readable(actor, compound_id)
    today = day_of(at)
    path = territory.path(compound_id)
    matters = grid.matters(actor, compound_id, at=at, most=rules.MOST_CASES)
    served = _property(compound_id, today)
    found = bodies.standing([compound_id])[compound_id]
    known = compounds.attributes(compound_id)
    days = [
        *clocks.of_bodies(found, today),
        *clocks.of_contract(compound_id, served.decision, today),
    ]
    party = _party(actor, compound_id, today)
    days += clocks.of_party(party, today)
    unit = Unit.objects.only("households").get(pk=compound_id)
    return CompoundPage(
        id=compound_id,
        name=path[-1].name,
        path=[each.name for each in path[:-1]],
        households=known.households if known and known.households is not None else unit.households,
        buildings=_buildings(compound_id, known),
        attributes=known,
        clocks=clocks.lines([*days, *clocks.of_cases(matters.lines, today)]),
        served=served,
        bodies=found,
        party=party,
        around=_around(compound_id, place.community_id, today),
        matters=matters,
        focus=focus.of_known(actor, known, on=today),
        may_keep=actor.role in KEEPERS,
        at=at,
    )


def _buildings(compound_id: UUID, known: Attributes | None) -> int:
    """Return how many buildings are known by the ledger, else how many are drawn."""
    drawn = len(territory.children(compound_id, [UnitKind.BUILDING]))
    return known.buildings if known and known.buildings is not None else drawn


def acts(line: BodyLine) -> bool:
    """Return whether a body is in office and is one that acts for the owners."""
    kinds = {Kind.OWNERS_COMMITTEE, Kind.COUNCIL}
    return line.body.ended_on is None and Kind(line.body.kind) in kinds


def _property(compound_id: UUID, today: date) -> Property:
    known = contracts.contracts(compound_id)
    names = {row.organisation_id: row.organisation.name for row in known if row.organisation}
    status = contract_rules.status_on(known, today)
    current = next((row for row in known if contract_rules.is_in_force(row, today)), None)
    last = current.last_on if current else None
    is_fixed = current is not None and current.organisation_id is not None
    return Property(
        status=status,
        contract=current,
        history=[
            (each, names.get(each.organisation_id, ""))
            for each in reversed(contract_rules.statuses(known))
            if each.since and each.since <= today
        ],
        refuse_by=contract_rules.notice_by(last, current.refusal_days)
        if current and last and is_fixed
        else None,
        decision=contract_rules.decision(known, today),
    )


def _party(actor: Actor, compound_id: UUID, today: date) -> list[PartyLine]:
    """Return the Party organisations of a compound that a post may read, with what is missing."""
    at_work = branches.visible(actor).filter(compound_id=compound_id, stage="active")
    keys = list(at_work.order_by("founded_on", "pk").values_list("pk", flat=True)[:MOST_PARTY])
    remind = composition.edition(today).standard.terms.remind_months
    return tree.lines([(key, 0) for key in keys], today=today, remind_months=remind)


def _around(compound_id: UUID, community_id: UUID | None, today: date) -> Around:
    """Return who has duty here; three statements."""
    shares = places.shares(compound_id, compounds.GRIDS)
    units = territory.listed(shares)
    over = [*shares, *([community_id] if community_id else [])]
    roles = [Role.COMMUNITY_DESK, Role.GRID_OFFICER, *sorted(DEPARTMENT)]
    posts = people.hands(on=today, roles=roles, unit_ids=over)
    posted = Counter(post.organisation_name for post in posts if post.role in DEPARTMENT)
    return Around(
        desks=[post for post in posts if post.role is Role.COMMUNITY_DESK],
        grids=[_grid(units[key], share, posts) for key, share in shares.items()],
        posted=sorted(posted.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def _grid(unit: ListedUnit, share: float, posts: Sequence[PostLine]) -> GridLine:
    own = [post for post in posts if post.unit_id == unit.id and post.role is Role.GRID_OFFICER]
    return GridLine(unit.name, gettext(unit.label), round(share * 100), own)


@dataclass(frozen=True, slots=True)
class CompoundLine:
    """A compound in the list: who serves, who acts for the owners, what presses most."""

    id: UUID
    name: str
    community: str
    status: Status
    body: str
    is_unable: bool
    clock: ClockLine | None
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter and how many compounds it leaves."""

    word: str
    name: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class CompoundList:
    """One page of the compounds a post reads."""

    page: Page[CompoundLine]
    quick: list[Quick]
    words: str
    only: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a compound for its line: its bodies, who serves, (open, overdue) matters."""

    bodies: Sequence[BodyLine]
    served: Served
    waiting: tuple[int, int]


def listed(actor: Actor, *, only: str, words: str, number: str, at: datetime) -> CompoundList:
    """Return the compounds a post reads, what presses most first; six statements.

    Every compound is looked at, since what is filtered and sorted by is worked out.
    """
    today = day_of(at)
    rows = list(_named(actor, words).order_by("name", "pk").values_list(
        "pk", "name", "parent__name"
    ))  # fmt: skip
    keys = [key for key, _, _ in rows]
    found, served = bodies.standing(keys), contracts.standing(keys, today)
    waiting = grid.waiting_in(actor, keys, at=at)
    lines, counts = [], Counter[str]()
    for key, name, community in rows:
        known = Known(found.get(key, []), served[key], waiting.get(key, (0, 0)))
        line, filters = _line((key, name, community), known, today)
        counts.update(filters)
        if only in filters:
            lines.append(line)
    lines.sort(key=lambda line: clocks.pressing(line.clock))
    pages = Paginator(lines, PAGE_SIZE).get_page(number)
    return CompoundList(shown_as(pages, list(pages.object_list)), _quick(counts, only), words, only)


def _named(actor: Actor, words: str) -> QuerySet[Unit]:
    visible = compounds.visible(actor)
    for word in words.lower().split():
        fits = Q(name__icontains=word) | Q(pinyin__contains=word)
        visible = visible.filter(fits | Q(parent__name__icontains=word))
    return visible


def _line(named: tuple[UUID, str, str], known: Known, today: date) -> tuple[CompoundLine, set[str]]:
    """Return the line of a compound, and the quick filters it is found under."""
    due = [
        *clocks.of_bodies(known.bodies, today),
        *clocks.of_contract(named[0], known.served.decision, today),
    ]
    first = clocks.lines(due)[:1]
    acting = [line for line in known.bodies if acts(line)]
    is_unable = any(line.ability is Ability.UNABLE for line in acting)
    open_count, late = known.waiting
    needs = Needs(
        states=[clock.state for clock in due],
        is_unable=is_unable,
        has_body=bool(acting),
        has_company=known.served.status.service is Service.COMPANY,
        late=late,
    )
    body = "、".join(gettext(KIND_NAMES[Kind(line.body.kind)]) for line in acting)
    line = CompoundLine(
        *named,
        status=known.served.status,
        body=body,
        is_unable=is_unable,
        clock=first[0] if first else None,
        open=open_count,
        late=late,
    )
    return line, rules.words(needs)


def _quick(counts: Mapping[str, int], only: str) -> list[Quick]:
    found = [
        Quick(word, gettext(name), counts[word], word == only)
        for word, name in rules.QUICK_NAMES.items()
    ]
    return [each for each in found if each.count or each.is_on or not each.word]
