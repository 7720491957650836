"""The responsibility matrix, and the tasks that follow from it (article rows P1, G1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.board.demo_policies.services import PRINCIPLE
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.party.policies.models import Policy
from linli.party.policy_tasks.models import PolicyTask
from linli.party.responsibilities import queries, rules
from linli.party.responsibilities import services as responsibilities
from linli.party.responsibilities.rules import Line, Matrix, numbered
from linli.party.steps.rules import Step
from linli.party.tables import queries as editions
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from linli.party.tables.rules import Table
from tests.district import District, key, stamp
from tests.grid.desk.doors import browser_of
from tests.party.errands import code_of
from tests.party.plans import chief_of, entered, is_sound, street_of

LINES = numbered(
    [Line("", "区委", "主导"), Line("", "街道（乡）", "主责"), Line("", "网格", "巡查", "环卫")]
)
MATRIX = Matrix("职责分工", "样例区委文件", LINES)


def adopted(actor: Actor, matrix: Matrix = MATRIX, which: int = 1) -> Edition:
    responsibilities.draft(
        actor, edition_id=key(85_000 + which), matrix=matrix, stamp=stamp(number=which)
    )
    return tables.adopt(actor, step=Step(key(85_000 + which)), stamp=stamp(number=which))


def test_a_matrix_reads_back_as_it_was_kept() -> None:
    assert rules.read(MATRIX.content()) == MATRIX
    assert rules.read({}) == Matrix("", "")


def test_the_table_has_actors_down_and_fields_across() -> None:
    more = Matrix(
        "", "", (*LINES, Line("4", "网格", "走访", "环卫"), Line("5", "区委", "部署", "环卫"))
    )

    table = rules.grid(more)

    assert table.fields == ["", "环卫"]
    assert [(row.actor, row.duties) for row in table.rows] == [
        ("区委", ["主导", "部署"]), ("街道（乡）", ["主责", ""]), ("网格", ["", "巡查；走访"]),
    ]  # fmt: skip


def test_the_seed_of_the_demonstration_is_the_articles_principle() -> None:
    assert "".join(actor + duty for actor, duty in PRINCIPLE) == (
        "区委主导党建引领政府主抓部门协同街道（乡）主责社区（村）主力网格主体群众自治"
    )


BAD = [
    replace(MATRIX, name=""),
    replace(MATRIX, source=""),
    replace(MATRIX, lines=()),
    replace(MATRIX, lines=(Line("1", "区委", ""),)),
    replace(MATRIX, lines=(Line("1", "", "主导"),)),
    replace(MATRIX, lines=LINES * 40),
]


@pytest.mark.parametrize("matrix", BAD, ids=range(len(BAD)))
def test_a_matrix_that_says_half_a_thing_is_refused(matrix: Matrix) -> None:
    with pytest.raises(LinliError) as refused:
        rules.check_matrix(matrix)

    assert refused.value.code == "party.matrix_refused"
    assert str(refused.value)


@pytest.mark.django_db
def test_the_district_has_one_matrix_and_every_post_reads_it(district: District) -> None:
    chief, street = chief_of(district), street_of(district)
    adopted(chief)
    adopted(district.actor(Role.SUPERVISOR), replace(MATRIX, name="第二版"), 2)

    found = editions.current(district.actor(Role.COMMUNITY_DESK), Table.RESPONSIBILITIES)

    assert found is not None
    assert (found.number, queries.of(found).name) == (2, "第二版")
    assert [one.words for one in queries.duties(street)] == [
        "区委 · 主导", "街道（乡） · 主责", "网格 · 环卫 · 巡查",
    ]  # fmt: skip
    assert is_sound()


WHO: list[tuple[Role, str]] = [
    (Role.STREET_DESK, "common.forbidden"),
    (Role.COMMUNITY_DESK, "common.forbidden"),
    (Role.DEPARTMENT_HEAD, "common.forbidden"),
    (Role.AUDITOR, "common.forbidden"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "code"), WHO)
def test_nobody_but_the_district_office_edits_it(district: District, role: Role, code: str) -> None:
    assert code_of(lambda: adopted(district.actor(role))) == code


@pytest.mark.django_db
def test_the_matrix_is_edited_on_its_pages_and_a_task_names_its_duty(district: District) -> None:
    chief, street = browser_of(chief_of(district)), browser_of(street_of(district))
    lines = {
        "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0",
        "lines-0-actor": "街道（乡）", "lines-0-field": "", "lines-0-duty": "主责",
    }  # fmt: skip
    posted = {"name": "职责分工", "source": "样例区委文件"} | lines

    none = street.get("/policies/responsibilities/").content.decode()
    half = chief.post("/policies/responsibilities/new/", posted | {"lines-0-duty": ""})
    chief.post("/policies/responsibilities/new/", posted)
    edition = Edition.objects.get()
    chief.post(f"/policies/editions/{edition.pk}/adopt/", {"version": 1})
    page = street.get("/policies/responsibilities/", follow=True).content.decode()
    policy = entered(district)
    task = {
        "title": "核对清单", "duty": "1", "to": [str(district.street_offices[0])],
        "due": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    chief.post(f"/policies/{policy.pk}/give/", task)
    given = street.get(f"/policies/tasks/{PolicyTask.objects.get().pk}/").content.decode()

    assert "尚无现行职责分工表" in none
    assert half.status_code == 422
    assert ("主责" in page, "第 1 版" in page) == (True, True)
    assert "街道（乡） · 主责" in given
    assert Policy.objects.count() == 1
    assert is_sound()
