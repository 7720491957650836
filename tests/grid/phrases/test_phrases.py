"""Phrases: kept by a desk, used by those below it, put in without a script (X2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from linli.grid.moves.rules import Stage
from linli.grid.phrases import queries, services
from linli.grid.phrases.models import Phrase
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.courses import desk_of, head_of, officer_of
from tests.district import District, again, key, stamp
from tests.grid.desk.doors import browser_of, case_at


def keep(actor: Actor, title: str = "已清运", *, number: int = 1, **more: Any) -> Phrase:
    given: dict[str, Any] = {"text": "{{place}}已清运。", "moves": [], "categories": []}
    return services.keep(
        actor, phrase_id=key(90_000 + number), title=title, stamp=stamp(number=number),
        **(given | more),
    )  # fmt: skip


def titles(actor: Actor) -> list[str]:
    return [phrase.title for phrase in queries.of_actor(actor)]


def test_a_street_keeps_for_its_communities_and_a_department_for_itself(
    district: District,
) -> None:
    street = district.actor(Role.STREET_DESK, district.streets[0])
    keep(street, "街道的", number=1)
    keep(head_of(district), "环卫的", number=2)
    keep(desk_of(district), "甲社区的", number=3)

    assert set(titles(desk_of(district))) == {"街道的", "甲社区的"}
    assert titles(desk_of(district, 1)) == ["街道的"]
    assert titles(desk_of(district, 2)) == []
    assert titles(street) == ["街道的"]
    assert titles(officer_of(district)) == titles(head_of(district)) == ["环卫的"]
    assert titles(district.actor(Role.DEPARTMENT_OFFICER, number=1)) == []


@pytest.mark.parametrize("who", ["other community", "street"])
def test_another_desk_does_not_change_it(district: District, who: str) -> None:
    keep(desk_of(district))
    actor = {
        "other community": desk_of(district, 1),
        "street": district.actor(Role.STREET_DESK, district.streets[0]),
    }[who]

    with pytest.raises(LinliError) as refused:
        keep(actor, "改掉")
    with pytest.raises(LinliError) as kept:
        services.remove(actor, phrase_id=key(90_001), stamp=stamp(number=5))

    assert refused.value.code == kept.value.code == "grid.desk_keeps_it"
    assert Phrase.objects.get().title == "已清运"


def test_a_title_is_there_once_in_an_organisation(district: District) -> None:
    keep(desk_of(district))
    keep(desk_of(district, 1), number=2)

    with pytest.raises(LinliError) as refused:
        keep(desk_of(district), number=3)

    assert refused.value.code == "grid.title_taken"


def test_what_is_kept_changed_and_removed_stands_in_the_record(district: District) -> None:
    desk = desk_of(district)
    keep(desk)
    keep(desk, "改过")
    services.remove(desk, phrase_id=key(90_001), stamp=stamp(number=9))

    entries = journal.entries(f"grid.phrase:{key(90_001)}")
    assert [entry.verb for entry in entries] == [
        "grid.phrase_kept",
        "grid.phrase_kept",
        "grid.phrase_removed",
    ]
    assert journal.verify().faults == []


def test_it_is_put_in_and_nothing_typed_is_lost(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    phrase = keep(head_of(district), text="{{number}}：{{place}}已清运，{{lead}}。", moves=["done"])
    officer = browser_of(officer_of(district))
    here = f"/desk/cases/{case.pk}/done/"

    page = officer.get(f"/desk/cases/{case.pk}/").content.decode()
    answer = officer.post(
        here,
        {"version": case.version, "words": "九点到现场", "phrase": str(phrase.pk), "insert": "1"},
    )

    words = f"九点到现场\n{case.number}：甲东苑1栋已清运，样例区环卫局。"
    assert page.count(str(phrase.pk)) == 1
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert again(case).stage == Stage.IN_HAND
    assert officer.post(here, {"version": case.version, "words": words}).status_code == 302


def test_a_dispatch_keeps_its_assists_while_a_phrase_is_put_in(district: District) -> None:
    case = case_at(district, Stage.REGISTERED)
    phrase = keep(desk_of(district), text="请于{{due}}前办结")
    desk = browser_of(desk_of(district))
    assists = [str(district.urban_management)]

    answer = desk.post(
        f"/desk/cases/{case.pk}/dispatch/",
        {"version": case.version, "phrase": str(phrase.pk), "insert": "1", "assists": assists},
    )

    [offer] = [each for each in answer.context["offers"] if each.move == "dispatch"]
    assert offer.form["assists"].value() == assists
    assert str(offer.form["words"].value()).startswith("请于")


def test_a_note_takes_a_phrase_too(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    phrase = keep(desk_of(district), text="已联系{{lead}}", moves=["note"])
    desk = browser_of(desk_of(district))

    answer = desk.post(
        reverse("grid:note", args=[case.pk]),
        {"words": "", "kind": "public", "phrase": str(phrase.pk), "insert": "1"},
    )

    assert answer.status_code == 200
    assert "已联系样例区环卫局" in answer.content.decode()


@pytest.mark.parametrize("chosen", [str(UUID(int=7)), "nonsense"])
def test_a_phrase_that_is_not_hers_is_not_found(district: District, chosen: str) -> None:
    case = case_at(district, Stage.IN_HAND)
    said = {"version": case.version, "words": "看", "phrase": chosen, "insert": "1"}

    answer = browser_of(officer_of(district)).post(f"/desk/cases/{case.pk}/done/", said)

    assert answer.status_code == 404


def test_the_page_of_the_phrases(district: District) -> None:
    desk = browser_of(desk_of(district))
    said = {"title": "已派", "text": "已派{{lead}}", "moves": ["dispatch"], "categories": ["06010"]}

    wrong = desk.post(reverse("grid:phrase_new"), said | {"text": "{{name}}"})
    kept = desk.post(reverse("grid:phrase_new"), said)
    twice = desk.post(reverse("grid:phrase_new"), said)
    phrase = Phrase.objects.get()
    changed = desk.post(reverse("grid:phrase", args=[phrase.pk]), said | {"title": "改过"})
    listed = desk.get(reverse("grid:phrases")).content.decode()
    removed = desk.post(reverse("grid:phrase_remove", args=[phrase.pk]))

    assert (wrong.status_code, twice.status_code) == (422, 422)
    assert kept.status_code == changed.status_code == removed.status_code == 302
    assert "改过" in listed
    assert not Phrase.objects.exists()


@pytest.mark.parametrize(
    ("role", "reads", "keeps"),
    [
        (Role.COMMUNITY_DESK, 200, 200),
        (Role.DEPARTMENT_HEAD, 200, 200),
        (Role.DEPARTMENT_OFFICER, 200, 403),
        (Role.GRID_OFFICER, 200, 403),
        (Role.SUPERVISOR, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.OPERATOR, 200, 403),
    ],
)
def test_each_role_gets_what_it_may(district: District, role: Role, reads: int, keeps: int) -> None:
    browser = browser_of(district.actor(role))

    for name in ("grid:phrases", "grid:macros"):
        assert browser.get(reverse(name)).status_code == reads
    for name in ("grid:phrase_new", "grid:macro_new"):
        assert browser.get(reverse(name)).status_code == keeps


def test_a_message_is_measured_while_it_is_written(district: District) -> None:
    desk = browser_of(desk_of(district))
    said = {"title": "短信", "text": "编号{{number}}，请评价 {{link}}", "moves": ["message"]}

    page = desk.post("/desk/phrases/measure/", said).content.decode()
    other = desk.post("/desk/phrases/measure/", {**said, "moves": ["done"]}).content.decode()
    long = desk.post("/desk/phrases/new/", {**said, "text": "字" * 200 + "{{link}}"})
    kept = desk.post("/desk/phrases/new/", said)

    assert "短信 1 条" in page
    assert "20261123-000123" in page
    assert other.strip() == ""
    assert long.status_code == 422
    assert "最多 201 字" in long.content.decode()
    assert "短信 4 条" in long.content.decode()
    assert kept.status_code == 302
    assert browser_of(officer_of(district)).post("/desk/phrases/measure/", said).status_code == 403


def test_the_text_of_a_message_is_offered_for_messages_only(district: District) -> None:
    desk, case = browser_of(desk_of(district)), case_at(district, Stage.CLOSED)
    said = {"title": "回访短信甲", "text": "请评价 {{link}}", "moves": ["message"]}
    desk.post("/desk/phrases/new/", said)

    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()

    assert page.count("回访短信甲") == 1
    assert 'id="id_follow_up_text"' in page
