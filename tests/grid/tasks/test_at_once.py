"""Two posts at once on one part: one wins, and the record stays sound."""

from __future__ import annotations

import pytest

from linli.grid.cases import queries as cases
from linli.grid.moves.rules import Stage
from linli.grid.steps.services import Step
from linli.grid.tasks import services as tasks
from linli.kernel.journal import queries as journal
from tests.courses import brought, officer_of
from tests.district import District, again, stamp
from tests.grid.cases.test_at_once import at_once
from tests.grid.tasks.parts import as_it_is, assisting_district, given, helper_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district() -> District:
    """Return the district; there is no transaction around the test."""
    return assisting_district()


@pytest.mark.parametrize("sees_version", [True, False])
def test_of_two_who_take_one_part_at_once_one_wins(district: District, sees_version: bool) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    version = again(case).version
    step = Step(case_id=case.pk, version=version if sees_version else None)

    outcomes = at_once(
        [lambda: tasks.accept(helper_of(district), step=step, task_id=task.pk, stamp=stamp()).stage]
        * 2
    )

    late = "grid.changed_meanwhile" if sees_version else "grid.task_move_not_allowed"
    assert sorted(map(str, outcomes)) == sorted(["accepted", late])
    assert again(case).version == version + 1
    assert not journal.verify().faults
    assert not cases.verify_rows().faults


def test_a_part_is_either_taken_or_withdrawn(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    step = Step(case_id=case.pk, version=again(case).version, words="改派")

    outcomes = at_once(
        [
            lambda: (
                tasks.accept(helper_of(district), step=step, task_id=task.pk, stamp=stamp()).stage
            ),
            lambda: (
                tasks.withdraw(
                    officer_of(district), step=step, task_id=task.pk, stamp=stamp()
                ).stage
            ),
        ]
    )

    assert "grid.changed_meanwhile" in outcomes
    assert as_it_is(task).stage in outcomes
    assert not cases.verify_rows().faults
