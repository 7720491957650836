"""Puts made-up offices, persons, posts and duties into the house."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

import numpy as np
from django.contrib.auth.hashers import make_password

from linli.board.demo_ground.services import BEGAN, BEGAN_MS, Community, Ground
from linli.board.demo_staff import rules
from linli.board.demo_staff.rules import MARK, Department
from linli.kernel.common import ids
from linli.kernel.people import services as people
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.people.services import Staff
from linli.kernel.places import queries as places

KEYS_FROM = BEGAN_MS + 1_000_000
"""Keys of the staff come after those of the territory."""


@dataclass
class Roster:
    """Who may act where, as the made-up histories need it; keys are those of the units."""

    offices: dict[UUID, UUID] = field(default_factory=dict)
    departments: dict[str, UUID] = field(default_factory=dict)
    officers: dict[UUID, Actor] = field(default_factory=dict)
    desks: dict[UUID, list[Actor]] = field(default_factory=dict)
    hands: defaultdict[tuple[UUID, UUID], list[Actor]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_role: defaultdict[Role, list[Actor]] = field(default_factory=lambda: defaultdict(list))


def add(ground: Ground, *, noise: np.random.Generator) -> Roster:
    """Store all offices and posts and return who may act where."""
    listing = _Listing(ground, noise)
    people.add_staff(
        BY_RULE,
        staff=Staff(
            organisations=listing.organisations, persons=listing.persons, posts=listing.posts
        ),
    )
    return listing.roster


class _Listing:
    """Writes the list of posts from the district down."""

    def __init__(self, ground: Ground, noise: np.random.Generator) -> None:
        self.ground, self.noise, self.roster = ground, noise, Roster()
        self.organisations: list[Organisation] = []
        self.persons: list[Person] = []
        self.posts: list[Post] = []
        self.names = noise.permutation(rules.names()).tolist()
        self.password = make_password(rules.PASSWORD)
        self.free = {(each.role, each.place): each.username for each in rules.SIGN_INS}
        self._district()
        self._streets()
        self._communities()
        self._departments()

    def _key(self) -> UUID:
        number = len(self.organisations) + 2 * len(self.posts) + len(self.persons)
        return ids.make(KEYS_FROM + number, self.noise.bytes(10))

    def _office(self, kind: str, name: str, unit: UUID) -> UUID:
        key = self._key()
        office = Organisation(id=key, kind=kind, name=f"{name}{MARK}", unit_id=unit)
        self.organisations.append(office)
        return key

    def _post(self, role: Role, office: UUID, unit: UUID, kind: str, word: str = "") -> Actor:
        """Add a person with a post; the first one of each sort may sign in."""
        username = self.free.pop((role, word or kind), None)
        number = len(self.persons)
        person = Person(
            id=self._key(),
            username=username,
            name=self.names[number],
            phone=rules.phone(number),
            password=self.password if username else "!",
            is_demonstration=True,
        )
        self.persons.append(person)
        post = Post(
            id=self._key(),
            person=person,
            organisation_id=office,
            role=role.value,
            unit_id=unit,
            starts_on=BEGAN,
        )
        self.posts.append(post)
        actor = Actor(role, person.pk, post.pk, office, unit, kind)
        self.roster.by_role[role].append(actor)
        return actor

    def _district(self) -> None:
        unit = self.ground.district_id
        office = self._office("district_office", "城市运行管理中心", unit)
        roles = (
            Role.DISTRICT_DESK,
            Role.DISTRICT_DESK,
            Role.SUPERVISOR,
            Role.AUDITOR,
            Role.OPERATOR,
        )
        self.roster.desks[unit] = [
            actor for role in roles if (actor := self._post(role, office, unit, "district"))
        ][:2]

    def _streets(self) -> None:
        for unit, name in self.ground.streets.items():
            office = self._office("street_office", f"{name}办事处", unit)
            self.roster.desks[unit] = [
                self._post(Role.STREET_DESK, office, unit, "street") for _ in range(2)
            ]

    def _communities(self) -> None:
        for community in self.ground.communities:
            unit = community.id
            office = self._office("community", f"{community.name}居民委员会", unit)
            self.roster.offices[unit] = office
            self.roster.desks[unit] = [
                self._post(Role.COMMUNITY_DESK, office, unit, "community") for _ in range(2)
            ]
            for grid in _busiest_first(community):
                self.roster.officers[grid] = self._post(Role.GRID_OFFICER, office, grid, "grid")

    def _departments(self) -> None:
        in_each = sum(one.in_community + one.in_grids for one in rules.DEPARTMENTS)
        more = rules.POSTED - in_each * len(self.ground.communities)
        for department in rules.DEPARTMENTS:
            office = self._office("department", department.name, self.ground.district_id)
            self.roster.departments[department.word] = office
            self._at_home(department, office)
            self._posted(department, office, more if department.word == "urban_management" else 0)

    def _at_home(self, department: Department, office: UUID) -> None:
        unit = self.ground.district_id
        self._post(Role.DEPARTMENT_HEAD, office, unit, "district", department.word)
        self.roster.hands[office, unit] = [
            self._post(Role.DEPARTMENT_OFFICER, office, unit, "district", department.word)
            for _ in range(department.at_home)
        ]

    def _posted(self, department: Department, office: UUID, more: int) -> None:
        """Post the department's staff down; the first ``more`` communities get one more."""
        role = Role.DEPARTMENT_OFFICER
        for number, community in enumerate(self.ground.communities):
            self.roster.hands[office, community.id] = [
                self._post(role, office, community.id, "community")
                for _ in range(department.in_community)
            ]
            for turn in range(department.in_grids + (number < more)):
                grid = community.grids[turn % len(community.grids)]
                self.roster.hands[office, grid].append(self._post(role, office, grid, "grid"))


def _busiest_first(community: Community) -> list[UUID]:
    """Return the grids of a community, those with most buildings first: its first may sign in."""
    lons, lats = zip(*(home.point for home in community.buildings), strict=True)
    homes = Counter(place.grid_id for place in places.locate_many(lons, lats))
    return sorted(community.grids, key=lambda grid: -homes[grid])


def hands(roster: Roster, *, office: UUID, units: tuple[UUID | None, ...]) -> list[Actor]:
    """Return who of an office may take a matter in hand, given its grid, community, district."""
    return list(chain.from_iterable(roster.hands.get((office, unit), []) for unit in units if unit))
