"""An officer's tool settles matters on the spot, and takes back its last step."""

from __future__ import annotations

from typing import Any

import pytest

from linli.api.shapes import forms as shapes
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import MAY, Move, Stage
from linli.grid.photos.models import Photo
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Role
from tests.api.tools import Tool, tool_of
from tests.district import District, again
from tests.grid.desk.doors import case_at, picture
from tests.grid.tasks.test_permissions import everybody

WORD = {"Idempotency-Key": "settled-on-the-spot"}


def settled(tool: Tool, district: District, **more: Any) -> Any:
    """Return the answer to a matter settled at the first building."""
    form = {
        "text": "楼道堆物，已劝离",
        "category": "06010",
        "unit": str(district.sides[0].buildings[0]),
        "before": picture("before.jpg", "black"),
        "after": picture("after.jpg", "white"),
    }
    kept = {name: value for name, value in (form | more).items() if value is not None}
    return tool.send("/cases/settled", kept, **WORD)


def officer_of(district: District, side: int = 0) -> Tool:
    """Return the tool of a grid officer."""
    return tool_of(district.actor(Role.GRID_OFFICER, district.sides[side].grids[0]))


def test_settles_a_matter_with_a_picture_before_and_one_after(district: District) -> None:
    tool = officer_of(district)

    answer = settled(tool, district)

    assert answer.status_code == 201, answer.content
    taken = shapes.Taken.model_validate(answer.json())
    case = Case.objects.get()
    assert (taken.id, case.is_on_site, case.source) == (case.pk, True, "officer")
    assert case.stage in (Stage.CLOSED, Stage.DONE)
    assert sorted(Photo.objects.values_list("kind", flat=True)) == ["after", "before"]
    assert not journal.verify().faults
    assert not cases.verify_rows().faults


def test_the_same_word_is_the_same_matter(district: District) -> None:
    tool = officer_of(district)

    first, same = settled(tool, district), settled(tool, district)
    other = settled(tool, district, text="别的事")

    assert (first.status_code, same.status_code) == (201, 200)
    assert first.json()["id"] == same.json()["id"]
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert Case.objects.count() == 1
    assert Photo.objects.count() == 2


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"before": None}, 422, "grid.pictures_needed"),
    ({"after": None}, 422, "grid.pictures_needed"),
    ({"category": None}, 422, "api.not_understood"),
    ({"category": "X"}, 422, "grid.unknown_category"),
    ({"text": ""}, 422, "api.not_understood"),
    ({"unit": "00000000-0000-7000-8000-000000000000"}, 404, "territory.unit_unknown"),
    ({"lon": "0", "lat": "0"}, 422, "common.point_at_zero"),
    ({"colour": "red"}, 422, "api.not_understood"),
]


@pytest.mark.parametrize(("more", "status", "code"), REFUSED, ids=[f"{one}" for one in range(8)])
def test_refuses_what_cannot_be_settled(
    district: District, more: dict[str, Any], status: int, code: str
) -> None:
    answer = settled(officer_of(district), district, **more)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Case.objects.exists()


def test_only_officers_settle_and_only_in_their_own_grid(district: District) -> None:
    seen = set()
    for who in everybody(district, case_at(district, Stage.REPORTED))[:-1]:
        before = Case.objects.count()
        answer = settled(tool_of(who), district)
        is_hers = (
            who.role in MAY[Move.RESOLVE_ON_SITE] and who.unit_id == district.sides[0].grids[0]
        )
        assert (answer.status_code == 201) is is_hers, (who.role, answer.content)
        assert Case.objects.count() == before + is_hers
        seen.add((who.role, is_hers))
    assert {(Role.GRID_OFFICER, True), (Role.GRID_OFFICER, False)} <= seen


def test_takes_back_the_last_step_once_and_by_who_took_it(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    desk = tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[0].community))
    other = tool_of(district.actor(Role.DISTRICT_DESK))
    path = f"/cases/{case.number}"
    step = desk.post(f"{path}/register", {"version": case.version, "category": "06010"}).json()

    stale = desk.post(f"{path}/undo", {"version": case.version})
    foreign = other.post(f"{path}/undo", {"version": step["version"]})
    undone = desk.post(f"{path}/undo", {"version": step["version"]})
    twice = desk.post(f"{path}/undo", {"version": undone.json()["version"]})

    assert (stale.status_code, stale.json()["now"]["version"]) == (409, step["version"])
    assert (foreign.status_code, foreign.json()["code"]) == (409, "grid.too_late_to_undo")
    assert (undone.status_code, undone.json()["stage"]) == (200, "reported")
    assert (twice.status_code, twice.json()["code"]) == (409, "grid.too_late_to_undo")
    assert again(case).registered_at is None
    assert not cases.verify_rows().faults


def test_nobody_takes_back_what_she_does_not_see(district: District) -> None:
    case = case_at(district, Stage.REGISTERED)
    far = tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[1].community))

    for word in (case.pk, case.number):
        assert far.post(f"/cases/{word}/undo", {"version": case.version}).status_code == 404
