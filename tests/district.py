"""A small fictitious district for tests, made through the services: two of everything.

Street One has communities A and B; each community is a square of 1,000 m, halved into two
grids; each grid has one compound with two buildings. Street Two is there to be foreign.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import shapely
from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.cases.services import Report
from linli.grid.catalogue import queries as catalogue
from linli.grid.catalogue.models import Catalogue, Category, Duty
from linli.grid.clocks import queries as clocks
from linli.kernel.calendar import queries as calendar
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.people.services import Staff, add_staff
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit, add_units

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 23 November 2026, 09:00 in Shanghai."""

BEGAN = date(2020, 1, 1)
SIDE = 0.01
WEST, SOUTH = 113.10, 29.35

CATEGORIES = [
    # code, zh, en, level, department, handle, unit, emergency, visibility, keywords
    ("06010", "暴露垃圾", "Exposed rubbish", "district", "sanitation", 240, "working_hour", "", "public", ["垃圾"]),
    ("06001", "私搭乱建", "Illegal building", "district", "urban_management", 7, "working_day", "", "public", ["搭建", "违建"]),
    ("L101", "物业服务纠纷", "Dispute with the property company", "community", "property", 5, "working_day", "", "public", ["物业"]),
    ("L201", "邻里纠纷", "Dispute between neighbours", "community", "mediation", 5, "working_day", "", "private", ["邻居"]),
    ("L901", "火情", "Fire", "district", "fire", 60, "urgent_hour", "119", "public", ["着火", "冒烟"]),
]  # fmt: skip


def key(number: int) -> UUID:
    """Return a fixed UUIDv7 for a number."""
    return ids.make(1_700_000_000_000 + number, number.to_bytes(10, "big"))


def stamp(at: datetime = NOW, number: int = 0) -> Stamp:
    """Return a stamp of a moment with a fixed salt."""
    return Stamp(at=at, recorded_at=at, salt=number.to_bytes(16, "big"))


def square(west: float, south: float, width: float = SIDE, height: float = SIDE) -> bytes:
    """Return the WKB of a rectangle, degrees."""
    return bytes(shapely.box(west, south, west + width, south + height).wkb)


@dataclass
class Side:
    """One community with everything below it and everybody posted to it."""

    street: UUID
    community: UUID
    grids: list[UUID]
    micro_grids: list[UUID]
    compounds: list[UUID]
    buildings: list[UUID]
    organisation: UUID
    inside: tuple[float, float]


class District:
    """The keys of the small district, and actors for its posts."""

    def __init__(self) -> None:
        self.id = key(1)
        self.streets = [key(10), key(20)]
        self.rows: list[NewUnit] = [
            self._unit(self.id, Kind.DISTRICT, "样例区", None, square(WEST, SOUTH, 4 * SIDE, SIDE)),
            *[
                self._unit(
                    street,
                    Kind.STREET,
                    f"第{'一二'[n]}街道",
                    self.id,
                    square(WEST + 2 * n * SIDE, SOUTH, 2 * SIDE, SIDE),
                    style="subdistrict",
                )
                for n, street in enumerate(self.streets)
            ],
        ]
        self.sides = [self._side(n) for n in range(3)]
        self.sanitation, self.urban_management, self.fire = key(900), key(901), key(902)
        self.street_offices = [key(910), key(911)]
        self.district_office = key(920)

    @staticmethod
    def _unit(
        unit: UUID, kind: Kind, name: str, parent: UUID | None, outline: bytes, *, style: str = ""
    ) -> NewUnit:
        return NewUnit(
            id=unit,
            kind=kind,
            name=name,
            parent_id=parent,
            valid_from=BEGAN,
            style=style,
            shape=NewShape(id=UUID(int=unit.int ^ 1), outline=outline),
        )

    def _side(self, n: int) -> Side:
        west, street = WEST + n * SIDE, self.streets[n // 2]
        base = 100 * (n + 1)
        community = key(base)
        name = "甲乙丙"[n]
        side = Side(
            street=street,
            community=community,
            grids=[key(base + 1), key(base + 2)],
            micro_grids=[key(base + 3), key(base + 4)],
            compounds=[key(base + 5), key(base + 6)],
            buildings=[key(base + 10 + m) for m in range(4)],
            organisation=key(base + 50),
            inside=(west + 0.004, SOUTH + 0.0025),
        )
        self.rows.append(
            self._unit(community, Kind.COMMUNITY, f"{name}社区", street, square(west, SOUTH))
        )
        for half in range(2):
            south = SOUTH + half * SIDE / 2
            lower = square(west, south, SIDE, SIDE / 2)
            self.rows += [
                self._unit(side.grids[half], Kind.GRID, f"{name}{half + 1}网格", community, lower),
                self._unit(
                    side.micro_grids[half],
                    Kind.MICRO_GRID,
                    f"{name}{half + 1}-1微网格",
                    side.grids[half],
                    lower,
                ),
                self._unit(
                    side.compounds[half],
                    Kind.COMPOUND,
                    f"{name}{'东西'[half]}苑",
                    community,
                    square(west + 0.002, south + 0.001, 0.006, 0.003),
                ),
            ]
            self.rows += [
                self._unit(
                    side.buildings[2 * half + m],
                    Kind.BUILDING,
                    f"{m + 1}栋",
                    side.compounds[half],
                    square(west + 0.003 + m * 0.003, south + 0.002, 0.001, 0.001),
                )
                for m in range(2)
            ]
        return side

    @cached_property
    def staff(self) -> Staff:
        """Return offices, and one person with one post for each role and place."""
        offices = [
            self._office(self.district_office, "district_office", "样例区城运中心", self.id),
            self._office(self.sanitation, "department", "样例区环卫局", self.id),
            self._office(self.urban_management, "department", "样例区城管局", self.id),
            self._office(self.fire, "department", "样例区消防大队", self.id),
            *[
                self._office(office, "street_office", f"第{'一二'[n]}街道办事处", self.streets[n])
                for n, office in enumerate(self.street_offices)
            ],
            *[
                self._office(
                    side.organisation, "community", f"{'甲乙丙'[n]}社区居委会", side.community
                )
                for n, side in enumerate(self.sides)
            ],
        ]
        posts = list(self._posts())
        persons = [
            Person(
                id=post.person_id,
                username=f"staff{n}",
                name=f"工作人员{n}",
                phone=f"1380000{n:04d}",
                password="!",
            )
            for n, post in enumerate(posts)
        ]
        return Staff(organisations=offices, persons=persons, posts=posts)

    @staticmethod
    def _office(office: UUID, kind: str, name: str, unit: UUID) -> Organisation:
        return Organisation(id=office, kind=kind, name=name, unit_id=unit)

    def _posts(self) -> list[Post]:
        wanted: list[tuple[Role, UUID, UUID]] = [
            (Role.DISTRICT_DESK, self.district_office, self.id),
            (Role.SUPERVISOR, self.district_office, self.id),
            (Role.AUDITOR, self.district_office, self.id),
            (Role.OPERATOR, self.district_office, self.id),
            (Role.DEPARTMENT_OFFICER, self.sanitation, self.id),
            (Role.DEPARTMENT_HEAD, self.sanitation, self.id),
            (Role.DEPARTMENT_OFFICER, self.urban_management, self.id),
            (Role.STREET_DESK, self.street_offices[0], self.streets[0]),
            (Role.STREET_DESK, self.street_offices[1], self.streets[1]),
        ]
        for side in self.sides:
            wanted += [
                (Role.COMMUNITY_DESK, side.organisation, side.community),
                (Role.COMMUNITY_DESK, side.organisation, side.community),
                *[(Role.GRID_OFFICER, side.organisation, grid) for grid in side.grids],
            ]
        return [
            Post(
                id=key(5000 + n),
                person_id=key(6000 + n),
                organisation_id=office,
                role=role.value,
                unit_id=unit,
                starts_on=BEGAN,
            )
            for n, (role, office, unit) in enumerate(wanted)
        ]

    def actor(self, role: Role, unit: UUID | None = None, number: int = 0) -> Actor:
        """Return the actor of the ``number``-th post with a role, over a unit or anywhere."""
        kinds = {row.id: row.kind.value for row in self.rows}
        found = [
            post
            for post in self.staff.posts
            if post.role == role and (unit is None or post.unit_id == unit)
        ][number]
        return Actor(
            role=role,
            person_id=found.person_id,
            post_id=found.pk,
            organisation_id=found.organisation_id,
            unit_id=found.unit_id,
            unit_kind=kinds[found.unit_id] if found.unit_id else "",
        )

    def place(self, side: int = 0) -> Place:
        """Return the place of the first building of a community."""
        return places.place_of_unit(self.sides[side].buildings[0])

    def report(
        self, number: int = 1, *, side: int = 0, category: str = "06010", **more: Any
    ) -> Report:
        """Return a report of a resident with a link and a telephone."""
        given: dict[str, Any] = {
            "case_id": key(10_000 + number),
            "source": "web",
            "place": self.place(side),
            "text": "楼下垃圾堆了三天没人收",
            "category_code": category,
            "phone": "13800138000",
            "token": f"token-{number}",
            "reporter_id": key(20_000 + number),
        }
        return Report(**(given | more))


def small_district() -> District:
    """Store the small district with its staff, a catalogue of five categories and its duties.

    The first one of a process is made through the services; the rows of the next ones are
    copied from it, which takes a tenth of the time.
    """
    for kept in (calendar, clocks, catalogue):
        kept.forget()
    district = District()
    with transaction.atomic():
        if _copied:
            _put_in(_copied)
        else:
            is_alone = not _full_tables()
            _make(district)
            if is_alone:
                _copied.update({name: _rows_of(name) for name in _full_tables()})
    return district


Rows = tuple[list[str], bytes]
"""Columns of a table, and its rows as the database copies them."""

_copied: dict[str, Rows] = {}


def _full_tables() -> list[str]:
    """Return which tables of the house have rows."""
    names = [
        table._meta.db_table
        for app in ("kernel", "party", "grid", "notices")
        for table in apps.get_app_config(app).get_models()
    ]
    asked = " UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT FROM {n})" for n in names)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def _rows_of(name: str) -> Rows:
    """Return the rows of a table without the numbers that the database itself gives."""
    found = {table._meta.db_table: table for table in apps.get_models()}[name]
    columns = [
        field.column
        for field in found._meta.concrete_fields
        if not isinstance(field, AutoField) and not field.generated
    ]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {name} ({', '.join(columns)}) TO STDOUT") as rows,
    ):
        return columns, b"".join(bytes(part) for part in rows)


def _put_in(tables: dict[str, Rows]) -> None:
    with connection.cursor() as cursor:
        for name, (columns, content) in tables.items():
            with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as rows:
                rows.write(content)


def _make(district: District) -> None:
    add_units(BY_RULE, rows=district.rows, source="tests", at=NOW)
    add_staff(BY_RULE, staff=district.staff)
    edition = Catalogue.objects.create(
        number=1, valid_from=datetime(2020, 1, 1, tzinfo=UTC), source="tests", adopted_at=NOW
    )
    for sort, row in enumerate(CATEGORIES, start=1):
        code, zh, en, level, department, value, unit, emergency, visibility, words = row
        Category.objects.create(
            edition=edition,
            code=code,
            name_zh=zh,
            name_en=en,
            group_zh="测试",
            group_en="Tests",
            level=level,
            department=department,
            handle_value=value,
            handle_unit=unit,
            verify_value=120,
            verify_unit="working_hour",
            emergency=emergency,
            visibility=visibility,
            keywords=words,
            source="tests",
            sort=sort,
        )
    began = datetime(2020, 1, 1, tzinfo=UTC)
    duties = [
        (district.sanitation, "sanitation"),
        (district.urban_management, "urban_management"),
        (district.fire, "fire"),
        *[
            (side.organisation, word)
            for side in district.sides
            for word in ("property", "mediation")
        ],
    ]
    for organisation, word in duties:
        Duty.objects.create(
            organisation_id=organisation,
            department=word,
            may_lead=True,
            may_assist=True,
            valid_from=began,
        )


def again(case: Case) -> Case:
    """Return a case as the database has it now."""
    return Case.objects.get(pk=case.pk)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment of the district's own clock."""
    zone = timezone.get_current_timezone()
    return datetime(year, month, day, hour, minute, tzinfo=zone)
