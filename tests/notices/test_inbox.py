"""Those who have to act are told, once, in the order things happened (article row G1)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries, Settings

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.timing import services as timing
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.people.models import Person
from linli.kernel.people.rules import ANONYMOUS, Role
from linli.notices.inbox import handlers, queries, services
from linli.notices.inbox.models import Message
from linli.notices.inbox.rules import TITLES, TOLD, desk_above, missed_level
from linli.notices.rising.rules import line
from tests.district import NOW, District, again, small_district, stamp

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def _post(district: District, role: Role, number: int = 0) -> UUID:
    post = district.actor(role, number=number).post_id
    assert post
    return post


def _told(district: District, role: Role, number: int = 0) -> list[str]:
    post = _post(district, role, number)
    return list(Message.objects.filter(post_id=post).order_by("pk").values_list("verb", flat=True))


def _reported(district: District, **more: Any) -> Case:
    case = cases.report(ANONYMOUS, report=district.report(**more), stamp=stamp())
    journal.deliver(at=NOW)
    return again(case)


def test_tells_the_desk_of_the_community_of_a_matter_that_waits_for_a_person() -> None:
    district = small_district()

    _reported(district, category="")

    assert _told(district, Role.COMMUNITY_DESK) == ["grid.case_reported"]
    assert _told(district, Role.COMMUNITY_DESK, number=2) == []


def test_tells_the_unit_and_not_the_desk_where_a_rule_has_dispatched() -> None:
    district = small_district()

    _reported(district)

    assert _told(district, Role.COMMUNITY_DESK) == []
    assert _told(district, Role.DEPARTMENT_OFFICER) == ["grid.case_dispatched"]
    assert _told(district, Role.DEPARTMENT_OFFICER, number=1) == []


def test_tells_the_setter_of_a_request_and_the_handler_of_the_answer() -> None:
    district = small_district()
    case = _reported(district)
    officer, desk = district.actor(Role.DEPARTMENT_OFFICER), district.actor(Role.COMMUNITY_DESK)
    step = Step(case_id=case.pk, words="等待配件")
    handling.accept(officer, step=step, stamp=stamp(NOW + HOUR))
    timing.ask(officer, step=step, what=Ask.SUSPEND, stamp=stamp(NOW + HOUR))
    journal.deliver(at=NOW + HOUR)

    timing.grant(desk, step=step, stamp=stamp(NOW + 2 * HOUR))
    journal.deliver(at=NOW + 2 * HOUR)

    assert _told(district, Role.COMMUNITY_DESK) == ["grid.case_asked"]
    assert _told(district, Role.DEPARTMENT_OFFICER)[-1] == "grid.case_granted"


def test_rises_along_the_line_of_the_department() -> None:
    district = small_district()
    case = _reported(district)
    heads, supervisors = [], []

    for _ in range(4):
        due = again(case).watch_at
        if due is None:
            break
        at = due + timedelta(seconds=1)
        timing.watch(case_id=case.pk, stamp=stamp(at))
        journal.deliver(at=at)
        heads.append(len(_told(district, Role.DEPARTMENT_HEAD)))
        supervisors.append(len(_told(district, Role.SUPERVISOR)))

    assert "grid.case_escalated" in _told(district, Role.DEPARTMENT_HEAD)
    assert supervisors[1] == 0
    assert _told(district, Role.SUPERVISOR).count("grid.case_escalated") == 2
    assert _told(district, Role.DISTRICT_DESK).count("grid.case_escalated") == 1


@pytest.mark.parametrize(
    ("level", "is_department", "roles"),
    [
        (1, True, (Role.DEPARTMENT_HEAD,)),
        (1, False, (Role.STREET_DESK,)),
        (2, True, (Role.SUPERVISOR,)),
        (2, False, (Role.DISTRICT_DESK,)),
        (3, True, (Role.SUPERVISOR, Role.DISTRICT_DESK)),
        (3, False, (Role.SUPERVISOR, Role.DISTRICT_DESK)),
    ],
)
def test_names_the_next_level(level: int, is_department: bool, roles: tuple[Role, ...]) -> None:
    assert line(level, is_department=is_department) == roles


UP = [
    # the desk of the place, level, who is told beside it
    (Role.COMMUNITY_DESK, 1, (Role.STREET_DESK,)),
    (Role.COMMUNITY_DESK, 2, (Role.DISTRICT_DESK,)),
    (Role.COMMUNITY_DESK, 3, (Role.DISTRICT_DESK, Role.SUPERVISOR)),
    (Role.STREET_DESK, 1, (Role.DISTRICT_DESK,)),
    (Role.STREET_DESK, 2, (Role.DISTRICT_DESK, Role.SUPERVISOR)),
    (Role.STREET_DESK, 3, (Role.DISTRICT_DESK, Role.SUPERVISOR)),
    (Role.DISTRICT_DESK, 1, (Role.DISTRICT_DESK, Role.SUPERVISOR)),
    (Role.DISTRICT_DESK, 2, (Role.DISTRICT_DESK, Role.SUPERVISOR)),
    (Role.DISTRICT_DESK, 3, (Role.DISTRICT_DESK, Role.SUPERVISOR)),
]


@pytest.mark.parametrize(("lowest", "level", "roles"), UP)
def test_a_missed_moment_of_a_superior_rises_from_desk_to_desk(
    lowest: Role, level: int, roles: tuple[Role, ...]
) -> None:
    assert desk_above(lowest, level) == roles


SAID = [
    ({}, 0),
    ({"external": None}, 0),
    ({"external": {"set": {"due_at": "2026"}}}, 0),
    ({"external": {"set": {"level": 2, "is_late": True}}}, 2),
    ({"external": {"set": {"receipt_level": 1}}}, 1),
    ({"external": {"set": {"receipt_level": "1"}}}, 0),
]


@pytest.mark.parametrize(("facts", "level"), SAID)
def test_the_level_stands_in_the_entry(facts: dict[str, object], level: int) -> None:
    assert missed_level(facts) == level


def test_has_a_title_for_everything_it_tells() -> None:
    assert set(TITLES) == set(TOLD)


def test_puts_the_same_entry_into_an_inbox_once() -> None:
    district = small_district()
    case = cases.report(ANONYMOUS, report=district.report(category=""), stamp=stamp())
    assert case.words
    told = journal.told_of(case.words.entry)

    for _ in range(2):
        handlers.put_in_inbox(told)

    post = _post(district, Role.COMMUNITY_DESK)
    assert Message.objects.filter(post_id=post).count() == 1


def test_keeps_the_inbox_of_another_post_closed() -> None:
    district = small_district()
    _reported(district)
    message = Message.objects.get(post_id=_post(district, Role.DEPARTMENT_OFFICER))

    with pytest.raises(NotFound):
        services.open_message(
            district.actor(Role.COMMUNITY_DESK), message_id=message.pk, at=timezone.now()
        )

    message.refresh_from_db()
    assert message.read_at is None


def test_marks_a_message_read_when_it_is_opened() -> None:
    district = small_district()
    case = _reported(district)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    message = Message.objects.get(post_id=_post(district, Role.DEPARTMENT_OFFICER))
    before = queries.unread(officer.post_id)

    opened = services.open_message(officer, message_id=message.pk, at=NOW + HOUR)

    assert opened.case_id == case.pk
    assert (before, queries.unread(officer.post_id)) == (1, 0)


def test_sends_mail_where_it_is_set_up_and_says_nothing_of_the_matter(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    district = small_district()
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    assert officer.person_id
    Person.objects.filter(pk=officer.person_id).update(email="officer@example.org")
    case = _reported(district)
    assert case.words
    told = journal.told_of(case.words.entry)
    dispatched = type(told)(
        **{f: getattr(told, f) for f in told.__slots__} | {"verb": "grid.case_dispatched"}
    )

    handlers.send_mail(dispatched)

    assert [sent.bcc for sent in mail.outbox] == [["officer@example.org"]]
    assert case.number in mail.outbox[0].subject
    assert "垃圾" not in f"{mail.outbox[0].body} {mail.outbox[0].subject}"


def test_names_the_matter_of_each_message_in_three_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    district = small_district()
    for number in range(3):
        _reported(district, number=number)
    post = _post(district, Role.DEPARTMENT_OFFICER)

    with translation.override("en"), django_assert_max_num_queries(3):
        page = queries.inbox(post, number="1")

    assert [line.matter for line in page.object_list] == ["Exposed rubbish"] * 3
