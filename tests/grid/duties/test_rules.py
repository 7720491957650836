"""Who may lead and who may assist: the whole truth table."""

from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from linli.grid.catalogue import rules
from linli.grid.catalogue.rules import read_catalogue
from linli.grid.categories.rules import Category, Level
from linli.grid.duties.rules import DutyLine, assist_candidates, lead_candidates

BASE = read_catalogue(Path(rules.__file__).with_name("catalogue.json").read_bytes()).categories[0]

DISTRICT, STREET, COMMUNITY, ELSEWHERE = (UUID(int=number) for number in range(1, 5))


@dataclass(frozen=True)
class Spot:
    """A place with everything above it."""

    district_id: UUID | None = DISTRICT
    street_id: UUID | None = STREET
    community_id: UUID | None = COMMUNITY
    grid_id: UUID | None = None


KINDS = {
    "community": (UUID(int=11), COMMUNITY),
    "street_office": (UUID(int=12), STREET),
    "department": (UUID(int=13), DISTRICT),
    "property_company": (UUID(int=14), COMMUNITY),
}
UPWARD = {
    Level.GRID: ("community", "street_office", "department"),
    Level.COMMUNITY: ("community", "street_office", "department"),
    Level.STREET: ("street_office", "department"),
    Level.DISTRICT: ("department",),
}
MATTERS = {
    "code": ("06010", ""),
    "word": ("", "sanitation"),
    "other": ("06001", ""),
    "": ("", "fire"),
}


def category(level: Level) -> Category:
    """Return a category of a level."""
    return replace(BASE, code="06010", department="sanitation", level=level)


def line(
    kind: str, *, unit: UUID | None = None, matter: str = "code", lead: bool = True
) -> DutyLine:
    """Return a duty of the one organisation of a kind."""
    organisation, own = KINDS[kind]
    code, word = MATTERS[matter]
    return DutyLine(organisation, kind, unit or own, code, word, may_lead=lead, may_assist=True)


@pytest.mark.parametrize(
    ("level", "kind", "matter", "here", "lead"),
    list(product(Level, KINDS, MATTERS, (True, False), (True, False))),
)
def test_leads_only_with_the_duty_at_the_place_and_at_the_level(
    level: Level, kind: str, matter: str, *, here: bool, lead: bool
) -> None:
    duty = line(kind, unit=None if here else ELSEWHERE, matter=matter, lead=lead)

    found = lead_candidates(category(level), [duty], Spot())

    fits = here and lead and matter in {"code", "word"} and kind in UPWARD[level]
    assert found == ([KINDS[kind][0]] if fits else [])


@pytest.mark.parametrize(
    ("level", "present"),
    [(level, kinds) for level in Level for kinds in product((True, False), repeat=3)],
)
def test_asks_the_most_local_level_that_has_the_duty(
    level: Level, present: tuple[bool, ...]
) -> None:
    kinds = ("community", "street_office", "department")
    duties = [line(kind) for kind, there in zip(kinds, present, strict=True) if there]

    found = lead_candidates(category(level), duties, Spot())

    able = [kind for kind in UPWARD[level] if present[kinds.index(kind)]]
    assert found == [KINDS[kind][0] for kind in able[:1]]


def test_never_makes_a_community_lead_outside_its_list() -> None:
    others = [line("community", matter=matter) for matter in ("other", "")]
    helps = line("community", lead=False)

    for level in Level:
        assert lead_candidates(category(level), [*others, helps], Spot()) == []


def test_puts_the_duty_that_names_the_category_before_the_one_that_names_the_department() -> None:
    by_word = DutyLine(UUID(int=20), "department", DISTRICT, department="sanitation")
    by_code = DutyLine(UUID(int=30), "department", DISTRICT, category="06010")
    also = DutyLine(UUID(int=10), "department", DISTRICT, department="sanitation")

    found = lead_candidates(category(Level.DISTRICT), [by_word, by_code, also, by_word], Spot())

    assert found == [UUID(int=30), UUID(int=10), UUID(int=20)]


def test_leads_nowhere_when_the_place_is_not_known() -> None:
    nowhere = Spot(None, None, None)
    without_unit = DutyLine(UUID(int=20), "community", None, category="06010")

    assert lead_candidates(category(Level.COMMUNITY), [line("community")], nowhere) == []
    assert lead_candidates(category(Level.COMMUNITY), [without_unit], nowhere) == []


@pytest.mark.parametrize("level", Level)
def test_lets_everybody_with_the_duty_assist_at_any_level(level: Level) -> None:
    duties = [line(kind, lead=False) for kind in KINDS]
    never = replace(line("community"), organisation_id=UUID(int=99), may_assist=False)

    found = assist_candidates(category(level), [*duties, never], Spot())

    assert found == sorted(organisation for organisation, _ in KINDS.values())
