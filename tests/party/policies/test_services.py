"""Policy documents in the register (article row P1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linli.kernel.people.rules import Role
from linli.party.policies import queries, rules
from linli.party.policies import services as policies
from linli.party.policies.models import Policy
from linli.party.records import queries as records
from linli.party.steps.rules import Step
from tests.district import NOW, District, key, stamp
from tests.party.errands import code_of
from tests.party.plans import chief_of, entered, is_sound, street_of, text_of, verbs_of

pytestmark = pytest.mark.django_db


def test_a_document_is_entered_corrected_and_repealed(district: District) -> None:
    policy, chief = entered(district), chief_of(district)
    corrected = text_of(title="关于加强小区协同治理的实施方案（试行）")

    policies.correct(chief, step=Step(policy.pk, 1), text=corrected, stamp=stamp(NOW, 2))
    policies.repeal(chief, step=Step(policy.pk, 2, "另发新文"), stamp=stamp(NOW, 3))

    kept = Policy.objects.select_related("words").get()
    assert verbs_of(kept) == ["entered", "corrected", "repealed"]
    assert (kept.stage, kept.ended_at) == ("repealed", NOW)
    assert records.text_of(kept, "title").endswith("（试行）")
    assert is_sound()


REFUSED = [
    # what → code
    ("no_title", "party.policy_entry_needed"),
    ("no_issuer", "party.policy_entry_needed"),
    ("number_twice", "party.policy_number_taken"),
    ("community", "common.forbidden"),
    ("other_street", "people.not_your_territory"),
    ("street", "party.not_the_keeper"),
    ("stale", "party.changed_meanwhile"),
    ("no_reason", "party.text_needed"),
    ("repealed", "party.policy_repealed"),
]


@pytest.mark.parametrize(("what", "code"), REFUSED)
def test_what_is_refused_changes_nothing(district: District, what: str, code: str) -> None:
    chief, street = chief_of(district), street_of(district)
    policy = entered(district)
    streets = entered(district, 2, actor=street_of(district, 1))
    gone = entered(district, 3)
    policies.repeal(chief, step=Step(gone.pk, words="另发新文"), stamp=stamp())
    community = district.actor(Role.COMMUNITY_DESK)

    def enter(**more: object) -> Policy:
        return policies.enter(chief, policy_id=key(9), text=text_of(**more), stamp=stamp())

    turns: dict[str, Callable[[], object]] = {
        "no_title": lambda: enter(number="", title=""),
        "no_issuer": lambda: enter(number="", issuer=""),
        "number_twice": enter,
        "community": lambda: policies.enter(
            community, policy_id=key(9), text=text_of(number=""), stamp=stamp()
        ),
        "other_street": lambda: policies.repeal(
            street, step=Step(streets.pk, words="误登"), stamp=stamp()
        ),
        "street": lambda: policies.repeal(
            street, step=Step(policy.pk, words="误登"), stamp=stamp()
        ),
        "stale": lambda: policies.repeal(chief, step=Step(policy.pk, 9, "误登"), stamp=stamp()),
        "no_reason": lambda: policies.repeal(chief, step=Step(policy.pk), stamp=stamp()),
        "repealed": lambda: policies.correct(
            chief, step=Step(gone.pk), text=text_of(number=""), stamp=stamp()
        ),
    }

    assert code_of(turns[what]) == code
    assert Policy.objects.count() == 3
    assert verbs_of(policy) == ["entered"]


def test_documents_without_number_stand_side_by_side(district: District) -> None:
    entered(district, 1, number="")
    entered(district, 2, number="")

    assert Policy.objects.filter(number="").count() == 2


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


@pytest.mark.parametrize("role", ROLES)
def test_what_the_filter_lets_through_is_what_the_guard_lets_through(
    district: District, role: Role
) -> None:
    kept = [
        entered(district),
        entered(district, 2, actor=street_of(district, 0)),
        entered(district, 3, actor=street_of(district, 1)),
    ]
    posts = [post for post in district.staff.posts if post.role == role.value]

    for number in range(len(posts)):
        actor = district.actor(role, number=number)
        above = queries.above(actor)
        seen = set(queries.visible(actor).values_list("pk", flat=True))
        assert seen == {one.pk for one in kept if rules.may_see(actor, one, above)}


def test_a_document_of_a_street_binds_there_and_is_read_above(district: District) -> None:
    policy = entered(district, 2, actor=street_of(district, 0))
    actors = {
        "district": chief_of(district),
        "community": district.actor(Role.COMMUNITY_DESK, district.sides[0].community),
        "officer": district.actor(Role.GRID_OFFICER, district.sides[0].grids[0]),
        "other_street": street_of(district, 1),
        "other_community": district.actor(Role.COMMUNITY_DESK, district.sides[2].community),
        "department": district.actor(Role.DEPARTMENT_OFFICER),
    }

    seen = {name for name, one in actors.items() if policy in queries.visible(one)}

    assert seen == {"district", "community", "officer"}


def test_a_row_that_was_altered_by_hand_is_found(district: District) -> None:
    policy = entered(district)

    Policy.objects.filter(pk=policy.pk).update(number="样办发〔2026〕6号")

    [fault] = records.verify_rows().faults
    assert fault.reason == "number is not what the entries say"
