"""Editions of tables: drafted, put in force, superseded, never changed (article rows P1, P5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from linli.kernel.people.rules import Actor, Role
from linli.party.policies.queries import above as above_of
from linli.party.records import queries as records
from linli.party.steps.rules import Step
from linli.party.tables import queries, rules
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from linli.party.tables.rules import EditionMoveNotAllowed, Move, Stage, Table
from tests.district import NOW, District, key, stamp
from tests.party.errands import code_of
from tests.party.plans import chief_of, is_sound, street_of, verbs_of

pytestmark = pytest.mark.django_db

SERIES = key(80_000)
NEXT_DAY = NOW + timedelta(days=1)


def drafted(actor: Actor, which: int = 1, *, table: Table = Table.STANDARD, **more: Any) -> Edition:
    given: dict[str, Any] = {"series_id": SERIES, "content": {"name": f"第{which}稿"}}
    return tables.draft(
        actor, table=table, edition_id=key(80_000 + which), stamp=stamp(number=which),
        **(given | more),
    )  # fmt: skip


def adopted(actor: Actor, which: int = 1, **more: Any) -> Edition:
    edition = drafted(actor, which, **more)
    return tables.adopt(actor, step=Step(edition.pk), stamp=stamp(number=which))


STAGES = {
    "draft": ("", "drafted"),
    "revise": ("drafted", "stays"),
    "adopt": ("drafted", "in_force"),
    "drop": ("drafted", "dropped"),
    "supersede": ("in_force", "superseded"),
}


@pytest.mark.parametrize(("stage", "move"), list(product(Stage, Move)))
def test_each_stage_allows_the_moves_of_the_table_and_no_other(stage: Stage, move: Move) -> None:
    origin, to = STAGES[move.value]
    if stage.value == origin:
        assert rules.check_move(stage, move) == (stage.value if to == "stays" else to)
        return

    with pytest.raises(EditionMoveNotAllowed) as refused:
        rules.check_move(stage, move)

    assert rules.STAGE_NAMES[stage] in str(refused.value)


def test_the_next_edition_supersedes_the_one_before(district: District) -> None:
    chief = chief_of(district)
    first = adopted(chief, 1)
    second = drafted(chief, 2)
    tables.revise(chief, step=Step(second.pk, 1), content={"name": "改稿"}, stamp=stamp())

    tables.adopt(chief, step=Step(second.pk, 2), stamp=stamp(NEXT_DAY))

    first, second = Edition.objects.order_by("number")
    assert [(one.number, one.stage) for one in (first, second)] == [
        (1, "superseded"), (2, "in_force"),
    ]  # fmt: skip
    assert first.valid_to == second.valid_from
    assert verbs_of(first) == ["drafted", "adopted", "superseded"]
    assert records.text_of(second, "name") == "改稿"
    now, then = queries.in_force(SERIES), queries.in_force(SERIES, on=first.valid_from)
    assert (now, then) == (second, first)
    assert is_sound()


REFUSED = [
    ("revise in force", "party.edition_move_not_allowed"),
    ("drop in force", "party.edition_move_not_allowed"),
    ("adopt twice", "party.edition_move_not_allowed"),
    ("two drafts", "party.draft_open"),
    ("stale", "party.changed_meanwhile"),
    ("street edits", "party.not_the_editor"),
    ("street sees no draft", "people.not_your_territory"),
    ("community", "common.forbidden"),
    ("street has no matrix", "common.forbidden"),
]


@pytest.mark.parametrize(("what", "code"), REFUSED)
def test_what_is_refused_changes_nothing(district: District, what: str, code: str) -> None:
    chief, street = chief_of(district), street_of(district)
    community = district.actor(Role.COMMUNITY_DESK)
    held, draft = adopted(chief, 1), drafted(chief, 2)
    on_held, on_draft = Step(held.pk), Step(draft.pk)
    turns: dict[str, Callable[[], object]] = {
        "revise in force": lambda: tables.revise(chief, step=on_held, content={}, stamp=stamp()),
        "drop in force": lambda: tables.drop(chief, step=on_held, stamp=stamp()),
        "adopt twice": lambda: tables.adopt(chief, step=on_held, stamp=stamp()),
        "two drafts": lambda: drafted(chief, 3),
        "stale": lambda: tables.adopt(chief, step=Step(draft.pk, 9), stamp=stamp()),
        "street edits": lambda: drafted(street, 3),
        "street sees no draft": lambda: tables.adopt(street, step=on_draft, stamp=stamp()),
        "community": lambda: drafted(community, 3, series_id=key(5)),
        "street has no matrix": lambda: drafted(
            street, 3, series_id=key(5), table=Table.RESPONSIBILITIES
        ),
    }

    assert code_of(turns[what]) == code
    assert Edition.objects.count() == 2
    assert is_sound()


def test_a_dropped_draft_leaves_the_edition_in_force(district: District) -> None:
    chief = chief_of(district)
    held, draft = adopted(chief, 1), drafted(chief, 2)

    tables.drop(chief, step=Step(draft.pk), stamp=stamp())

    assert queries.latest(chief, Table.STANDARD) == [held]
    assert drafted(chief, 3).stage == "drafted"
    assert is_sound()


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


@pytest.mark.parametrize("role", ROLES)
def test_what_the_filter_lets_through_is_what_the_guard_lets_through(
    district: District, role: Role
) -> None:
    chief, street = chief_of(district), street_of(district)
    adopted(chief, 1)
    drafted(chief, 2)
    adopted(street, 3, series_id=key(90_000))
    drafted(street, 4, series_id=key(90_000))
    kept = list(Edition.objects.all())
    posts = [post for post in district.staff.posts if post.role == role.value]

    for number in range(len(posts)):
        actor = district.actor(role, number=number)
        above = above_of(actor)
        seen = set(queries.visible(actor, Table.STANDARD).values_list("pk", flat=True))
        assert seen == {one.pk for one in kept if rules.may_read(actor, one, above)}
