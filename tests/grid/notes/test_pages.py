"""Notes over real doors: the desk, the officer's phone, the reporter's link."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.grid.cases import queries as cases
from linli.grid.files.models import Attachment
from linli.grid.moves.rules import Stage
from linli.grid.notes.models import Note
from linli.grid.photos import queries as photos
from linli.grid.photos.models import Photo
from linli.kernel.people.rules import Role
from linli.notices.inbox.models import Message
from tests.courses import desk_of, officer_of
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at
from tests.grid.files.documents import PDF
from tests.grid.photos.pictures import encoded, noise


def test_a_desk_and_an_officer_talk_and_the_reporter_reads_the_public_part(
    district: District,
) -> None:
    case = case_at(district, Stage.IN_HAND)
    desk, officer = browser_of(desk_of(district)), browser_of(officer_of(district))
    here = reverse("grid:note", args=[case.pk])

    inside = desk.post(here, {"words": "请先看现场", "kind": "internal"})
    outside = officer.post(here, {"words": "明天上午清运", "kind": "public", "door": "field"})

    page = Client().get("/m/token-1/").content.decode()
    assert inside["Location"] == f"/desk/cases/{case.pk}/"
    assert outside["Location"] == f"/field/cases/{case.pk}/"
    assert "请先看现场" in officer.get(f"/field/cases/{case.pk}/").content.decode()
    assert "明天上午清运" in page
    assert "请先看现场" not in page


def test_the_reporter_adds_words_that_the_desk_reads(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    desk = browser_of(desk_of(district))

    sent = Client().post("/m/token-1/add/", {"words": "就在三号楼后面"})
    new = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    desk.post(reverse("grid:hear", args=[case.pk]))
    read = desk.get(f"/desk/cases/{case.pk}/").content.decode()

    assert sent.status_code == 302
    assert "就在三号楼后面" in new
    assert reverse("grid:hear", args=[case.pk]) in new
    assert reverse("grid:hear", args=[case.pk]) not in read
    assert "就在三号楼后面" in Client().get("/m/token-1/").content.decode()


def enclosed() -> dict[str, SimpleUploadedFile]:
    return {
        "photos": SimpleUploadedFile("现场.png", encoded(noise(), "PNG")),
        "attached": SimpleUploadedFile("张三的申请.pdf", PDF),
    }


READERS = [
    # kind of the note, whether the reporter and neighbours get what it encloses
    ("internal", False),
    ("public", True),
]


@pytest.mark.parametrize(("kind", "is_shared"), READERS)
def test_photos_and_files_of_a_note_reach_the_circle_of_the_note(
    district: District, kind: str, is_shared: bool
) -> None:
    case = case_at(district, Stage.CLOSED)
    desk, officer = browser_of(desk_of(district)), browser_of(officer_of(district))

    sent = desk.post(
        reverse("grid:note", args=[case.pk]), {"words": "见附件", "kind": kind, **enclosed()}
    )

    photo, file = Photo.objects.get(case_id=case.pk), Attachment.objects.get(case_id=case.pk)
    picture, paper = reverse("grid:photo", args=[photo.pk]), reverse("grid:file", args=[file.pk])
    hers = [f"/m/token-1/photos/{photo.pk}/", f"/m/token-1/files/{file.pk}/"]
    statuses = {
        "officer": [officer.get(each).status_code for each in (picture, paper)],
        "reporter": [Client().get(each).status_code for each in hers],
        "anybody": Client().get(picture).status_code,
    }
    got = 200 if is_shared else 404
    page = Client().get("/m/token-1/").content.decode()
    assert sent.status_code == 302
    assert statuses == {"officer": [200, 200], "reporter": [got, got], "anybody": got}
    assert photo.taken_in == file.taken_in == again(case).version
    assert (str(photo.pk) in page, "张三的申请" in page) == (is_shared, is_shared)
    assert str(photo.pk) in officer.get(f"/desk/cases/{case.pk}/").content.decode()
    assert cases.verify_rows().faults == []


def test_neighbours_never_get_a_picture_of_an_internal_note(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    files = {"photos": enclosed()["photos"]}
    browser_of(desk_of(district)).post(
        reverse("grid:note", args=[case.pk]), {"words": "仅内部", "kind": "internal", **files}
    )

    assert photos.of_cases([case.pk]) == {}
    assert photos.of_case(case.pk) == []
    assert len(photos.of_case(case.pk, for_staff=True)) == 1


@pytest.mark.parametrize("field", ["photos", "attached"])
def test_a_note_whose_file_is_not_taken_leaves_nothing(district: District, field: str) -> None:
    case = case_at(district, Stage.IN_HAND)
    bad = SimpleUploadedFile("坏.pdf", b"\x00\x01")

    answer = browser_of(desk_of(district)).post(
        reverse("grid:note", args=[case.pk]),
        {"words": "见附件", "kind": "public", **enclosed(), field: bad},
    )

    assert answer.status_code == 422
    assert "见附件" in answer.content.decode()
    assert (Note.objects.count(), Photo.objects.count(), Attachment.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("words", ["", "  ", "字" * 2001])
def test_a_form_that_does_not_fit_says_so(district: District, words: str) -> None:
    case = case_at(district, Stage.IN_HAND)
    here = reverse("grid:note", args=[case.pk])

    hers = Client().post("/m/token-1/add/", {"words": words})
    ours = browser_of(desk_of(district)).post(here, {"words": words, "kind": "internal"})

    assert hers.status_code == ours.status_code == 422
    assert not Note.objects.exists()


def test_a_nonsense_link_adds_nothing(district: District) -> None:
    case_at(district, Stage.IN_HAND)

    assert Client().post("/m/nonsense/add/", {"words": "看"}).status_code == 404
    assert Client().get("/m/token-1/add/").status_code == 302


@pytest.mark.parametrize(
    ("role", "internal", "public"),
    [
        (Role.COMMUNITY_DESK, 302, 302),
        (Role.DEPARTMENT_OFFICER, 302, 302),
        (Role.SUPERVISOR, 302, 422),
        (Role.AUDITOR, 403, 403),
        (Role.OPERATOR, 404, 404),
    ],
)
def test_each_role_leaves_the_notes_it_may(
    district: District, role: Role, internal: int, public: int
) -> None:
    case = case_at(district, Stage.IN_HAND)
    browser = browser_of(district.actor(role))
    here = reverse("grid:note", args=[case.pk])

    answers = [
        browser.post(here, {"words": "看", "kind": kind}).status_code
        for kind in ("internal", "public")
    ]

    assert answers == [internal, public]


def test_a_unit_that_is_mentioned_is_told(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    Message.objects.all().delete()
    said = {"words": "请看", "kind": "internal", "mentioned": str(district.sanitation)}

    browser_of(desk_of(district)).post(reverse("grid:note", args=[case.pk]), said)
    Client().post("/m/token-1/add/", {"words": "在后面"})
    from django.utils import timezone

    from linli.kernel.journal import services as journal

    journal.deliver(at=timezone.now())
    told = set(Message.objects.values_list("verb", "post_id"))
    officer, desk = officer_of(district), desk_of(district)
    assert ("grid.case_noted", officer.post_id) in told
    assert {
        ("grid.case_words_added", officer.post_id),
        ("grid.case_words_added", desk.post_id),
    } <= told
