"""Those concerned by a supervision document are told, once (article rows P1, G1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from linli.kernel.journal import services as journal
from linli.kernel.people.rules import Actor, Role
from linli.notices.documents.rules import TITLES, TOLD, Circle, circles
from linli.notices.inbox import queries
from linli.notices.inbox.models import Message
from linli.party.chasing import services as chasing
from linli.party.circulation import services as circulation
from linli.party.moves.rules import Stage
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from tests.district import NOW, District, small_district, stamp
from tests.grid.desk.doors import browser_of
from tests.party.errands import DUE, brought, known, officer_of, step_of, supervisor_of

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


@pytest.fixture
def district() -> Iterator[District]:
    """Return the small district, where errands may be supervised."""
    district = small_district()
    with known(district):
        yield district


def _told(actor: Actor) -> list[str]:
    journal.deliver(at=LATER)
    assert actor.post_id is not None
    found = Message.objects.filter(post_id=actor.post_id).order_by("pk")
    return [
        verb.removeprefix("party.supervision_") for verb in found.values_list("verb", flat=True)
    ]


def _watch(paper: Supervision, at: datetime) -> None:
    chasing.watch(supervision_id=paper.pk, stamp=stamp(at))


def test_every_verb_that_is_told_has_a_title() -> None:
    assert set(TOLD) == set(TITLES)


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (1, [Circle.WAITED_FOR]),
        (2, [Circle.WAITED_FOR, Circle.ISSUER]),
        (3, [Circle.WAITED_FOR, Circle.ISSUER, Circle.ABOVE]),
    ],
)
def test_a_deadline_that_passed_is_told_one_level_further_up_each_time(
    level: int, told: list[Circle]
) -> None:
    assert circles("party.supervision_risen", level=level) == told


def test_the_addressed_office_and_the_copies_hear_of_an_issued_document(
    district: District,
) -> None:
    brought(district, Stage.ISSUED, copy_ids=(district.street_offices[0],))

    assert _told(officer_of(district)) == ["issued"]
    assert _told(district.actor(Role.DEPARTMENT_HEAD)) == ["issued"]
    assert _told(district.actor(Role.STREET_DESK, district.streets[0])) == ["issued"]
    assert _told(district.actor(Role.STREET_DESK, district.streets[1])) == []
    assert _told(district.actor(Role.DEPARTMENT_OFFICER, number=1)) == []


def test_the_issuer_hears_of_feedback_and_the_office_of_what_became_of_it(
    district: District,
) -> None:
    paper = brought(district, Stage.SENT_BACK)
    brought(district, Stage.WITHDRAWN, 2)

    assert _told(supervisor_of(district)) == ["answered", "answered"]
    assert _told(officer_of(district)) == ["issued", "sent_back", "issued", "withdrawn"]
    assert paper.stage == "sent_back"


def test_a_draft_tells_nobody(district: District) -> None:
    paper = brought(district, Stage.DRAFTED)
    supervision.withdraw(supervisor_of(district), step=step_of(paper, "重复"), stamp=stamp())

    assert _told(officer_of(district)) == []


def test_a_late_document_rises_from_the_office_to_the_district(district: District) -> None:
    paper = brought(district, Stage.ISSUED)
    hour = timedelta(hours=1)
    for at in (DUE - hour, DUE + hour, DUE + timedelta(days=3), DUE + timedelta(days=4)):
        _watch(paper, at)

    assert _told(officer_of(district)) == ["issued", "warned", "risen", "risen", "risen"]
    assert _told(supervisor_of(district)) == ["risen", "risen"]
    assert _told(district.actor(Role.AUDITOR)) == []


def test_an_office_that_has_answered_is_not_chased(district: District) -> None:
    both = (district.sanitation, district.street_offices[0])
    paper = brought(district, Stage.ISSUED, to_ids=both)
    supervision.answer(officer_of(district), step=step_of(paper, "已办"), stamp=stamp())
    chasing.chase(supervisor_of(district), step=step_of(paper), stamp=stamp())

    assert _told(officer_of(district)) == ["issued"]
    assert _told(district.actor(Role.STREET_DESK, district.streets[0])) == ["issued", "chased"]


def test_a_circular_reaches_the_new_offices_only(district: District) -> None:
    paper = brought(district, Stage.CANCELLED_OFF)
    circulation.circulate(
        supervisor_of(district), step=step_of(paper), stamp=stamp(),
        organisation_ids=[district.street_offices[0], district.sanitation],
    )  # fmt: skip

    assert "circulated" not in _told(officer_of(district))
    assert _told(district.actor(Role.STREET_DESK, district.streets[0])) == ["circulated"]


def test_the_inbox_names_the_document_and_leads_to_it(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paper, officer = brought(district, Stage.ISSUED), officer_of(district)
    _told(officer)

    with translation.override("zh-hans"), django_assert_max_num_queries(4):
        (line,) = queries.inbox(officer.post_id, number="1").object_list
    opened = browser_of(officer).post(f"/inbox/{line.id}/")

    assert (line.title, line.matter) == ("收到督办单", "关于限期清扫楼道的督办通知")
    assert line.number == "样督〔2026〕1号"
    assert opened["Location"] == f"/supervision/{paper.pk}/"
