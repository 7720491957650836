"""The officer's phone: what waits, taken, done with a photo, settled on the spot."""

import pytest
from django.test import Client

from linli.grid.cases.models import Case
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.grid.photos.models import Photo
from linli.kernel.people.rules import Role
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at, now_stamp, picture


def officer(district: District, grid: int = 0) -> Client:
    """Return the telephone of a grid officer of the first community."""
    return browser_of(district.actor(Role.GRID_OFFICER, district.sides[0].grids[grid]))


def given_to_the_community(district: District) -> Case:
    """Return a case whose lead is the first community."""
    case = case_at(district, Stage.REPORTED)
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    step = Step(case_id=case.pk)
    handling.register(desk, step=step, category_code="L101", stamp=now_stamp())
    lead = district.sides[0].organisation
    return handling.dispatch(desk, step=step, lead_id=lead, stamp=now_stamp())


def settled(district: District, **more: object) -> dict[str, object]:
    """Return what an officer sends who settled something at the first building of her grid."""
    return {
        "key": "018bcfe5-8f11-7000-8000-00000000beef",
        "before": picture("before.jpg", "brown"),
        "after": picture("after.jpg", "green"),
        "compound": str(district.sides[0].compounds[0]),
        "building": str(district.sides[0].buildings[0]),
        "category": "06010",
        "text": "门口垃圾，已清走",
        **more,
    }


def test_an_officer_takes_a_matter_and_reports_it_as_handled(district: District) -> None:
    case = given_to_the_community(district)
    phone = officer(district)

    waiting = phone.get("/field/").context["home"].to_take
    phone.post(f"/field/cases/{case.pk}/accept/", {"version": case.version})
    held = phone.get("/field/").context["home"].in_hand
    answer = phone.post(
        f"/field/cases/{case.pk}/done/",
        {"version": again(case).version, "words": "已和物业谈妥", "photos": picture()},
    )

    assert [line.id for line in waiting] == [case.pk]
    assert [line.id for line in held] == [case.pk]
    assert answer["Location"] == f"/field/cases/{case.pk}/"
    assert again(case).stage == "done"
    assert Photo.objects.get(case_id=case.pk).kind == "after"


def test_a_matter_handled_by_others_waits_for_the_officer_s_check(district: District) -> None:
    case = case_at(district, Stage.DONE)
    phone = officer(district)

    waiting = phone.get("/field/").context["home"].to_check
    phone.post(f"/field/cases/{case.pk}/verify/", {"version": case.version})

    assert [line.id for line in waiting] == [case.pk]
    assert again(case).stage == "verified"


def test_a_matter_is_settled_on_the_spot_with_two_photos(district: District) -> None:
    answer = officer(district).post("/field/settle/", settled(district))

    case = Case.objects.get()
    assert answer["Location"] == f"/field/cases/{case.pk}/"
    assert case.is_on_site
    assert case.building_id == district.sides[0].buildings[0]
    assert {photo.kind for photo in Photo.objects.all()} == {"before", "after"}


def test_the_same_settled_matter_sent_twice_is_one(district: District) -> None:
    phone = officer(district)

    first = phone.post("/field/settle/", settled(district))
    second = phone.post("/field/settle/", settled(district))

    assert first["Location"] == second["Location"]
    assert Photo.objects.count() == 2


@pytest.mark.parametrize("missing", ["before", "after", "compound", "category", "text"])
def test_what_is_missing_is_asked_for_again(district: District, missing: str) -> None:
    said = settled(district)
    del said[missing]

    answer = officer(district).post("/field/settle/", said)

    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert not Case.objects.exists()


def test_a_place_in_another_grid_is_neither_offered_nor_taken(district: District) -> None:
    phone, side = officer(district, grid=1), district.sides[0]

    offered = phone.get("/field/settle/").context["form"].fields["compound"].choices[1:]
    answer = phone.post("/field/settle/", settled(district))

    assert [key for key, _ in offered] == [str(side.compounds[1])]
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"compound", "building"}
    assert not Case.objects.exists()


def test_buildings_follow_the_compound_without_scripts(district: District) -> None:
    phone, side = officer(district), district.sides[0]
    typed = {"compound": str(side.compounds[0]), "text": "路灯不亮", "show_buildings": "1"}

    page = phone.post("/field/settle/", typed)
    part = phone.get("/field/buildings/", {"compound": str(side.compounds[0])}).content.decode()

    names = [name for _, name in page.context["form"].fields["building"].choices[1:]]
    assert names == ["1栋", "2栋"]
    assert page.context["form"]["text"].value() == "路灯不亮"
    assert str(side.buildings[0]) in part


@pytest.mark.parametrize("role", [Role.COMMUNITY_DESK, Role.DEPARTMENT_OFFICER])
def test_only_a_grid_officer_settles_on_the_spot(district: District, role: Role) -> None:
    answer = browser_of(district.actor(role)).post("/field/settle/", settled(district))

    assert answer.status_code == 403
