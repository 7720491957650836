"""Those concerned by a task of a policy document are told, once (article rows P1, G1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.kernel.journal import services as journal
from linli.kernel.people.rules import Actor, Role
from linli.notices.inbox import queries
from linli.notices.inbox.models import Message
from linli.notices.policy_tasks.rules import TITLES, TOLD
from linli.party.policy_moves.rules import Stage
from linli.party.policy_tasks import services as tasks
from tests.district import NOW, District, small_district, stamp
from tests.party.plans import DUE, brought, chief_of, step_of, street_of

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


@pytest.fixture
def district() -> District:
    """Return the small district."""
    return small_district()


def _told(actor: Actor) -> list[str]:
    journal.deliver(at=LATER)
    assert actor.post_id is not None
    found = Message.objects.filter(post_id=actor.post_id).order_by("pk")
    return [
        verb.removeprefix("party.policy_task_") for verb in found.values_list("verb", flat=True)
    ]


def test_every_verb_that_is_told_has_a_title() -> None:
    assert set(TOLD) == set(TITLES)


def test_the_responsible_unit_and_the_giver_are_told_of_each_others_steps(
    district: District,
) -> None:
    brought(district, Stage.CONFIRMED)

    assert _told(street_of(district)) == ["given", "confirmed"]
    assert _told(street_of(district, 1)) == []
    assert _told(chief_of(district)) == ["reported"]
    assert _told(district.actor(Role.SUPERVISOR)) == ["reported"]


def test_an_overdue_task_rises_like_a_case(district: District) -> None:
    task = brought(district, Stage.ACCEPTED)
    levels = {}

    for days in (0, 3, 4):
        at = DUE + timedelta(days=days, minutes=1)
        while tasks.watch(task_id=task.pk, stamp=stamp(at)):
            pass
        posts = (street_of(district), chief_of(district), district.actor(Role.SUPERVISOR))
        levels[days] = [_told(post).count("risen") for post in posts]

    assert levels == {0: [1, 1, 1], 3: [2, 2, 2], 4: [3, 3, 3]}


def test_a_message_leads_to_its_task(district: District) -> None:
    task, street = brought(district, Stage.GIVEN), street_of(district)
    _told(street)

    assert street.post_id is not None
    [line] = queries.inbox(street.post_id, number="1").object_list
    route, key = queries.place_of(Message.objects.get(post_id=street.post_id), street)

    assert (line.number, line.matter) == (task.label, "建立小区党群联席会议机制")
    assert reverse(route, args=[key]) == f"/policies/tasks/{task.pk}/"


def test_a_chase_is_told_to_the_unit_alone(district: District) -> None:
    task = brought(district, Stage.GIVEN)

    tasks.chase(chief_of(district), step=step_of(task), stamp=stamp())

    assert _told(street_of(district)) == ["given", "chased"]
    assert _told(district.actor(Role.SUPERVISOR)) == []
