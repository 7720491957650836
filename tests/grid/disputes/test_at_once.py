"""Two desks decide one dispute at once: one decision counts, and the record stays sound."""

from __future__ import annotations

import pytest

from linli.grid.cases import queries as cases
from linli.grid.disputes import services as disputes
from linli.grid.steps.services import Step
from linli.kernel.people.rules import Role
from tests.district import District, again, key, stamp
from tests.grid.cases.test_at_once import at_once
from tests.grid.disputes.quarrels import as_it_is, begun, returned
from tests.grid.tasks.parts import assisting_district

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district() -> District:
    """Return the district; there is no transaction around the test."""
    return assisting_district()


def test_of_two_decisions_at_once_one_counts(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)
    step = Step(case_id=case.pk, words="按职责清单")

    outcomes = at_once(
        [
            lambda: (
                disputes.decide(
                    district.actor(Role.DISTRICT_DESK),
                    step=step,
                    dispute_id=dispute.pk,
                    organisation_id=district.sanitation,
                    task_id=key(45_000),
                    stamp=stamp(),
                ).stage
            )
        ]
        * 2
    )

    assert sorted(map(str, outcomes)) == ["decided", "grid.dispute_ended"]
    assert as_it_is(dispute).stage == "decided"
    assert again(case).disputed == ""
    assert not cases.verify_rows().faults
