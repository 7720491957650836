"""Photos and files that were chosen stay with a form that comes back without a script (row G1)."""

from __future__ import annotations

import re
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.grid.carried import forms
from linli.grid.cases.models import Case
from linli.grid.files.models import Attachment
from linli.grid.moves.rules import Stage
from linli.grid.notes.models import Note
from linli.grid.photos.models import Photo
from linli.grid.phrases import services as phrases
from linli.kernel.common import ids
from linli.kernel.people.rules import Role
from tests.courses import desk_of, officer_of
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at, now_stamp, picture
from tests.grid.files.documents import PDF

CARRIED = re.compile(r'name="carried" value="([^"]+)"')


@pytest.fixture
def phrase(district: District) -> str:
    """Return the key of a phrase that everybody in the district is offered."""
    words = {"title": "已清", "text": "现场已清。"}
    desk, key = district.actor(Role.DISTRICT_DESK), ids.new()
    phrases.keep(desk, phrase_id=key, **words, moves=[], categories=[], stamp=now_stamp())
    return str(key)


def chosen() -> dict[str, SimpleUploadedFile]:
    return {"photos": picture(), "attached": SimpleUploadedFile("现场记录.pdf", PDF)}


def carried_by(page: str) -> str:
    found = CARRIED.search(page)
    assert found
    return found[1]


def kept(case: Case) -> tuple[int, int]:
    """Return how many pictures and files came with a case."""
    return (
        Photo.objects.filter(case_id=case.pk).count(),
        Attachment.objects.filter(case_id=case.pk).count(),
    )


def note_with_phrase(desk: Client, case: Case, phrase: str) -> tuple[str, dict[str, str]]:
    """Return the page after a phrase went into a note with photo and file, and its form."""
    here = reverse("grid:note", args=[case.pk])
    said = {"words": "九点", "kind": "internal", "phrase": phrase, "insert": "1"}
    page = desk.post(here, {**said, **chosen()}).content.decode()
    return page, {"words": "九点\n现场已清。", "kind": "internal", "carried": carried_by(page)}


def test_a_note_keeps_what_was_chosen_when_a_phrase_goes_in(
    district: District, phrase: str
) -> None:
    case, desk = case_at(district, Stage.IN_HAND), browser_of(desk_of(district))
    page, form = note_with_phrase(desk, case, phrase)
    before = kept(case)

    sent = desk.post(reverse("grid:note", args=[case.pk]), {**form, "photos": picture("2.jpg")})

    assert "九点\n现场已清。" in page
    assert "已保留 1 张照片" in page
    assert "现场记录.pdf" in page
    assert sent.status_code == 302
    assert (before, kept(case)) == ((0, 0), (2, 1))
    assert set(Photo.objects.values_list("kind", flat=True)) == {"internal"}


def test_a_step_keeps_what_was_chosen_when_a_phrase_goes_in(
    district: District, phrase: str
) -> None:
    case, officer = case_at(district, Stage.IN_HAND), browser_of(officer_of(district))
    here = reverse("grid:desk_move", args=[case.pk, "done"])
    said = {"version": case.version, "words": ""}

    page = officer.post(here, {**said, "phrase": phrase, "insert": "1", **chosen()})
    form = {**said, "words": "现场已清。", "carried": carried_by(page.content.decode())}
    sent = officer.post(here, form)

    assert page.status_code == 200
    assert sent.status_code == 302
    assert again(case).stage == Stage.DONE
    assert kept(case) == (1, 1)


def test_what_is_carried_can_be_left_out_again(district: District, phrase: str) -> None:
    case, desk = case_at(district, Stage.IN_HAND), browser_of(desk_of(district))
    _page, form = note_with_phrase(desk, case, phrase)

    sent = desk.post(reverse("grid:note", args=[case.pk]), {**form, "leaves_out": "on"})

    assert sent.status_code == 302
    assert kept(case) == (0, 0)


def test_a_form_sent_twice_keeps_its_photos_once(district: District, phrase: str) -> None:
    case, desk = case_at(district, Stage.IN_HAND), browser_of(desk_of(district))
    _page, form = note_with_phrase(desk, case, phrase)
    here = reverse("grid:note", args=[case.pk])

    first, second = desk.post(here, form), desk.post(here, form)

    photo = Photo.objects.get(case_id=case.pk)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "本表单的照片和附件已经提交过" in second.content.decode()
    assert (Note.objects.count(), kept(case)) == (1, (1, 1))
    assert default_storage.exists(photo.file)


@pytest.mark.parametrize("carried", ["x", "eyJwaWN0dXJlcyI6W119:x:y"])
def test_what_the_house_did_not_sign_is_refused(district: District, carried: str) -> None:
    case, desk = case_at(district, Stage.IN_HAND), browser_of(desk_of(district))
    said = {"words": "请看", "kind": "internal", "carried": carried}

    answer = desk.post(reverse("grid:note", args=[case.pk]), said)

    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_a_form_of_yesterday_carries_nothing_any_more(
    district: District, phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, desk = case_at(district, Stage.IN_HAND), browser_of(desk_of(district))
    _page, form = note_with_phrase(desk, case, phrase)
    tomorrow = time.time() + 25 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: tomorrow)

    with pytest.raises(ValidationError):
        forms.CarriedField().clean(form["carried"])


@pytest.mark.parametrize("address", ["note", "done"])
def test_a_photo_that_cannot_be_opened_is_named_and_the_words_stay(
    district: District, phrase: str, address: str
) -> None:
    case, officer = case_at(district, Stage.IN_HAND), browser_of(officer_of(district))
    bad = SimpleUploadedFile("坏.jpg", b"\x00\x01")
    here = {
        "note": reverse("grid:note", args=[case.pk]),
        "done": reverse("grid:desk_move", args=[case.pk, "done"]),
    }
    said = {"version": case.version, "words": "九点", "kind": "internal", "phrase": phrase}

    answer = officer.post(here[address], {**said, "insert": "1", "photos": bad})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "坏.jpg" in page
    assert "九点\n现场已清。" in page
