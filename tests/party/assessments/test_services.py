"""A compound is assessed against the edition in force, which it keeps (article rows P1, P5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from uuid import UUID

import pytest

from linli.kernel.people.rules import Actor, Role
from linli.party.assessments import queries
from linli.party.assessments import rules as assessment_rules
from linli.party.assessments import services as assessments
from linli.party.assessments.models import Assessment
from linli.party.assessments.rules import Result
from linli.party.enclosures.rules import Kept
from linli.party.standards import services as standards
from linli.party.standards.rules import Standard
from linli.party.steps.rules import Step
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from tests.district import District, key, stamp
from tests.party.assessments.test_rules import STANDARD
from tests.party.errands import code_of
from tests.party.plans import chief_of, is_sound, street_of, verbs_of

pytestmark = pytest.mark.django_db


def in_force(district: District, standard: Standard = STANDARD, which: int = 1) -> Edition:
    chief, edition_id = chief_of(district), key(81_000 + which)
    standards.draft(
        chief, series_id=key(81_000), edition_id=edition_id, standard=standard,
        stamp=stamp(number=which),
    )  # fmt: skip
    return tables.adopt(chief, step=Step(edition_id), stamp=stamp(number=which))


def desk_of(district: District, side: int = 0) -> Actor:
    return district.actor(Role.COMMUNITY_DESK, district.sides[side].community)


def begun(
    district: District, edition: Edition, actor: Actor, which: int = 1, *, side: int = 0,
    unit: UUID | None = None, organisation: UUID | None = None,
) -> Assessment:  # fmt: skip
    unit = None if organisation else unit or district.sides[side].compounds[0]
    return assessments.begin(
        actor, assessment_id=key(82_000 + which), edition_id=edition.pk, unit_id=unit,
        organisation_id=organisation, stamp=stamp(number=which),
    )  # fmt: skip


def _file() -> Kept:
    return Kept(key(83_000), "照片", "jpg", 1, "0" * 64, "x")


def _found(actor: Actor, row: Assessment, item: str, result: Result, words: str = "有记录") -> None:
    files = [_file()] if item == "1" else []
    step = Step(row.pk, words=words, files=files)
    assessments.find(actor, step=step, item=item, result=result, stamp=stamp())


def test_a_compound_is_assessed_item_by_item(district: District) -> None:
    desk = desk_of(district)
    row = begun(district, in_force(district), desk)

    for item, result in (("1", Result.MET), ("2", Result.NOT_MET), ("3", Result.DOES_NOT_APPLY)):
        _found(desk, row, item, result)
    assessments.finish(desk, step=Step(row.pk, 4), stamp=stamp())

    row = Assessment.objects.get()
    assert (row.name, row.stage, row.points, row.of_points) == ("甲东苑", "finished", 3, 5)
    assert row.community_id == district.sides[0].community
    assert verbs_of(row) == ["begun", "item_found", "item_found", "item_found", "finished"]
    assert [
        line.score.percent for line in queries.of_unit(desk, district.sides[0].compounds[0])
    ] == ["60.0"]
    assert is_sound()


def test_a_later_result_takes_the_place_of_an_earlier_one(district: District) -> None:
    desk = desk_of(district)
    row = begun(district, in_force(district), desk)

    _found(desk, row, "2", Result.NOT_MET)
    _found(desk, row, "2", Result.MET)

    assert (Assessment.objects.get().points, Assessment.objects.get().of_points) == (2, 7)
    assert is_sound()


def test_an_assessment_keeps_the_edition_it_was_made_against(district: District) -> None:
    desk = desk_of(district)
    first = in_force(district)
    row = begun(district, first, desk)
    in_force(district, Standard("样例标准", "另文", items=STANDARD.items[:1]), 2)

    _found(desk, row, "2", Result.MET)
    page = queries.page(desk, row.pk)

    assert (page.line.number, len(page.items), page.line.score.of) == (1, 3, 7)
    assert code_of(lambda: begun(district, first, desk, 2)) == "party.edition_not_in_force"


def test_a_community_and_an_organisation_are_assessed_too(district: District) -> None:
    street, edition = street_of(district), in_force(district)

    unit = begun(district, edition, street, 1, unit=district.sides[0].community)
    office = begun(district, edition, street, 2, organisation=district.sides[1].organisation)

    assert (unit.name, office.name) == ("甲社区", "乙社区居委会")
    assert office.community_id == district.sides[1].community
    assert is_sound()


REFUSED = [
    ("elsewhere", "people.not_your_territory"),
    ("officer", "common.forbidden"),
    ("no unit", "common.not_found"),
    ("empty", "party.nothing_to_assess"),
    ("draft", "common.not_found"),
    ("unknown item", "party.item_unknown"),
    ("no proof", "party.proof_needed"),
    ("too early", "party.items_open"),
    ("another office", "party.another_office_assesses"),
    ("foreign", "people.not_your_territory"),
    ("withdrawn", "party.assessment_ended"),
    ("stale", "party.changed_meanwhile"),
    ("no reason", "party.text_needed"),
]


@pytest.mark.parametrize(("what", "code"), REFUSED)
def test_what_is_refused_changes_nothing(district: District, what: str, code: str) -> None:
    desk, street, other = desk_of(district), street_of(district), desk_of(district, 2)
    edition = in_force(district)
    if what == "empty":
        edition = in_force(district, Standard("六好", "区委办公室"), 2)
        assert code_of(partial(begun, district, edition, desk)) == code
        return
    row = begun(district, edition, desk)
    step = Step(row.pk)
    if what == "withdrawn":
        assessments.withdraw(desk, step=Step(row.pk, words="重做"), stamp=stamp())

    def find(item: str = "2", actor: Actor = desk, on: Step = step) -> object:
        return assessments.find(actor, step=on, item=item, result=Result.MET, stamp=stamp())

    draft = standards.draft(
        chief_of(district), series_id=key(9), edition_id=key(10), standard=STANDARD, stamp=stamp()
    )
    turns: dict[str, Callable[[], object]] = {
        "elsewhere": lambda: begun(district, edition, desk, 2, side=2),
        "officer": lambda: begun(district, edition, district.actor(Role.GRID_OFFICER), 2),
        "no unit": lambda: begun(district, edition, desk, 2, unit=key(999_999)),
        "draft": lambda: begun(district, draft, desk, 2),
        "unknown item": lambda: find("9"),
        "no proof": find,
        "too early": lambda: assessments.finish(desk, step=step, stamp=stamp()),
        "another office": lambda: find(actor=street),
        "foreign": lambda: find(actor=other),
        "withdrawn": find,
        "stale": lambda: find(on=Step(row.pk, 9)),
        "no reason": lambda: assessments.withdraw(desk, step=step, stamp=stamp()),
    }

    assert code_of(turns[what]) == code
    assert Assessment.objects.get().results == {}
    assert is_sound()


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


@pytest.mark.parametrize(("role", "side"), list(product(ROLES, [0, 2])))
def test_what_the_filter_lets_through_is_what_the_guard_lets_through(
    district: District, role: Role, side: int
) -> None:
    edition = in_force(district)
    kept = [
        begun(district, edition, desk_of(district, side), 1, side=side),
        begun(district, edition, chief_of(district), 2, side=side),
    ]
    posts = [post for post in district.staff.posts if post.role == role.value]

    for number in range(len(posts)):
        actor = district.actor(role, number=number)
        seen = set(queries.visible(actor).values_list("pk", flat=True))
        assert seen == {one.pk for one in kept if assessment_rules.may_see(actor, one)}


def test_what_a_post_may_assess_is_found_by_name(district: District) -> None:
    found = {
        name: [target.name for target in queries.targets(actor, words)]
        for name, actor, words in (
            ("district", chief_of(district), "东苑"),
            ("street", street_of(district, 1), "东苑"),
            ("community", desk_of(district), "东苑"),
            ("office", street_of(district), "居委会"),
            ("nothing", desk_of(district), " "),
        )
    }

    assert found["district"] == ["丙东苑", "甲东苑", "乙东苑"]
    assert (found["street"], found["community"]) == (["丙东苑"], ["甲东苑"])
    assert found["office"] == ["乙社区居委会", "甲社区居委会"]
    assert found["nothing"] == []
