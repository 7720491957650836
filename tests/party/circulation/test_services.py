"""Who gets a document beside those who answer, and who has read it (row P1)."""

from __future__ import annotations

import pytest

from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Role
from linli.party.circulation import services as circulation
from linli.party.moves.rules import Stage
from linli.party.steps.rules import Step
from linli.party.supervision import queries
from linli.party.supervision.models import Supervision
from tests.district import District, stamp
from tests.party.errands import (
    WEDNESDAY,
    again,
    brought,
    code_of,
    entries_of,
    step_of,
    supervisor_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]


def _is_sound() -> bool:
    return not journal.verify().faults and not queries.verify_rows().faults


def test_circulation_says_who_got_it_and_who_has_read_it(district: District) -> None:
    paper = brought(district, Stage.CANCELLED_OFF)
    chief, street = supervisor_of(district), district.actor(Role.STREET_DESK)
    offices = [district.sanitation, district.street_offices[0], district.street_offices[1]]

    def circulate() -> Supervision:
        return circulation.circulate(
            chief, step=step_of(paper), organisation_ids=offices, stamp=stamp(WEDNESDAY)
        )

    circulate()
    circulation.read(street, step=Step(paper.pk), stamp=stamp(WEDNESDAY))

    paper, last = again(paper), entries_of(paper)[-1]
    assert paper.circulated_ids == district.street_offices
    assert paper.read_ids == [district.street_offices[0]]
    assert (last.actor["post"], last.at) == (str(street.post_id), WEDNESDAY)
    assert code_of(circulate) == "party.nothing_new"

    def read_again() -> Supervision:
        return circulation.read(street, step=Step(paper.pk), stamp=stamp())

    assert code_of(read_again) == "party.already_read"
    assert _is_sound()
