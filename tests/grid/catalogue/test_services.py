"""A district adopts catalogues and keeps its duties; cases find both quickly."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.grid.catalogue import queries, rules, services
from linli.grid.catalogue.models import Catalogue, Category, Duty
from linli.grid.catalogue.rules import CatalogueRefused
from linli.grid.catalogue.services import AdoptedBackwards, DutiesRefused, NewDuty
from linli.grid.categories.rules import UnknownCategory
from linli.kernel.common.errors import Forbidden, NotFound
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Actor, Role
from tests.district import NOW, District

CONTENT = Path(rules.__file__).with_name("catalogue.json").read_bytes()
LATER = NOW + timedelta(days=1)
MAY = {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}


def changed(**fields: object) -> bytes:
    """Return the shipped file with fields of its first category changed."""
    told: dict[str, Any] = json.loads(CONTENT)
    told["categories"][0].update(fields)
    return json.dumps(told).encode()


def duties() -> set[tuple[UUID, str, str]]:
    """Return the duties in force."""
    rows = Duty.objects.filter(valid_to=None)
    return set(rows.values_list("organisation_id", "category", "department"))


@pytest.mark.django_db
def test_gives_an_adopted_catalogue_back_byte_for_byte() -> None:
    adopted = services.adopt(BY_RULE, content=CONTENT, at=NOW)

    assert adopted.number == 1
    assert services.export(1) == CONTENT
    with pytest.raises(NotFound):
        services.export(2)


@pytest.mark.django_db
def test_changes_nothing_when_the_same_catalogue_comes_again() -> None:
    services.adopt(BY_RULE, content=CONTENT, at=NOW)

    again = services.adopt(BY_RULE, content=CONTENT, at=LATER)

    assert again.number == 1
    assert list(Catalogue.objects.values_list("number", "valid_from", "valid_to")) == [
        (1, NOW, None)
    ]


@pytest.mark.django_db
def test_keeps_the_old_edition_when_a_new_one_comes_into_force() -> None:
    services.adopt(BY_RULE, content=CONTENT, at=NOW)
    services.adopt(BY_RULE, content=changed(name_zh="漏气", handle=None), at=LATER)

    assert queries.edition(NOW).number == 1
    assert queries.edition(LATER).number == 2
    assert queries.category("L101", edition=1).name_zh == "燃气泄漏"
    assert queries.category("L101", edition=2).name_zh == "漏气"
    assert queries.category("L101", edition=2).handle is None
    assert services.export(1) == CONTENT


@pytest.mark.django_db
def test_adopts_nothing_when_one_row_cannot_be_used() -> None:
    with pytest.raises(CatalogueRefused):
        services.adopt(BY_RULE, content=changed(level="moon"), at=NOW)

    assert Catalogue.objects.count() == Category.objects.count() == 0


@pytest.mark.django_db
def test_does_not_replace_an_edition_before_it_began() -> None:
    services.adopt(BY_RULE, content=CONTENT, at=NOW)

    with pytest.raises(AdoptedBackwards):
        services.adopt(BY_RULE, content=changed(name_zh="漏气"), at=NOW - timedelta(days=1))

    assert Catalogue.objects.get().valid_to is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_lets_only_district_operator_and_house_change_catalogue_and_duties(role: Role) -> None:
    actor = Actor(role=role)

    if role in MAY:
        services.adopt(actor, content=CONTENT, at=NOW)
        assert services.set_duties(actor, rows=[], at=NOW) == 0
        return
    with pytest.raises(Forbidden):
        services.adopt(actor, content=CONTENT, at=NOW)
    with pytest.raises(Forbidden):
        services.set_duties(actor, rows=[], at=NOW)
    assert not Catalogue.objects.exists()


@pytest.mark.django_db
def test_has_an_empty_edition_before_any_is_adopted() -> None:
    assert queries.edition(NOW).number == 0
    assert queries.categories(edition=0) == ()
    with pytest.raises(UnknownCategory) as refused:
        queries.category("06010", edition=0)
    assert refused.value.code == "grid.unknown_category"


@pytest.mark.django_db
def test_reads_an_edition_in_two_statements_and_then_in_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    services.adopt(BY_RULE, content=CONTENT, at=NOW)

    with django_assert_num_queries(2):
        first = queries.edition(NOW)
    with django_assert_num_queries(0):
        assert queries.edition(NOW) is first
        assert queries.category("06010", edition=1) is first.by_code["06010"]
        assert queries.categories(edition=1) == first.categories


def test_finds_who_may_lead_and_assist_in_one_statement(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here, elsewhere = district.place(0), district.place(2)
    queries.edition(NOW)
    queries.categories(edition=1)

    with django_assert_num_queries(1):
        leads = queries.leads("L101", here, edition=1, at=NOW)
    with django_assert_num_queries(1):
        assists = queries.assists("06010", here, edition=1, at=NOW)

    assert leads == [district.sides[0].organisation]
    assert assists == [district.sanitation]
    assert queries.leads("L101", elsewhere, edition=1, at=NOW) == [district.sides[2].organisation]


def test_replaces_the_duties_of_the_organisations_named_and_of_no_other(
    district: District,
) -> None:
    before, mine = duties(), district.sides[0].organisation
    rows = [NewDuty(mine, department="property"), NewDuty(mine, category="06010", may_assist=False)]

    changes = services.set_duties(BY_RULE, rows=rows, at=NOW)

    kept = {line for line in before if line[0] != mine}
    assert changes == 2
    assert duties() == kept | {(mine, "", "property"), (mine, "06010", "")}
    assert services.set_duties(BY_RULE, rows=rows, at=LATER) == 0


def test_asks_for_the_duties_of_the_moment(district: District) -> None:
    place, mine = district.place(0), district.sides[0].organisation
    services.set_duties(BY_RULE, rows=[NewDuty(mine, department="property")], at=LATER)

    assert queries.leads("L201", place, edition=1, at=NOW) == [mine]
    assert queries.leads("L201", place, edition=1, at=LATER) == []


def test_does_not_end_a_duty_before_it_began(district: District) -> None:
    rows = [NewDuty(district.fire, department="sanitation")]
    services.set_duties(BY_RULE, rows=rows, at=LATER)

    with pytest.raises(AdoptedBackwards):
        services.set_duties(BY_RULE, rows=[NewDuty(district.fire, department="fire")], at=NOW)


def test_tells_every_line_of_the_duties_that_cannot_be_used(district: District) -> None:
    before, fire = duties(), district.fire
    rows = [
        NewDuty(fire, department="fire"),
        NewDuty(fire),
        NewDuty(fire, category="06010", department="fire"),
        NewDuty(fire, category="06010", may_lead=False, may_assist=False),
        NewDuty(fire, category="99999"),
        NewDuty(fire, department="moon"),
        NewDuty(UUID(int=7), department="fire"),
        NewDuty(fire, department="fire", may_lead=False),
    ]

    with pytest.raises(DutiesRefused) as refused:
        services.set_duties(BY_RULE, rows=rows, at=NOW)

    assert [(fault.row, fault.code) for fault in refused.value.faults] == [
        (2, "grid.duty_unclear"),
        (3, "grid.duty_unclear"),
        (4, "grid.duty_unclear"),
        (5, "grid.duty_of_nobody"),
        (6, "grid.duty_of_nobody"),
        (7, "grid.duty_of_nobody"),
        (8, "grid.duty_twice"),
    ]
    assert duties() == before


def test_lets_nobody_without_a_post_change_duties(district: District) -> None:
    before = duties()

    with pytest.raises(Forbidden):
        services.set_duties(ANONYMOUS, rows=[NewDuty(district.fire, category="06010")], at=NOW)

    assert duties() == before
