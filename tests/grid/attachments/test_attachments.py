"""Files on a matter: who adds, who reads, how they are given out and erased (rows G1, X4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.grid.attachments import services as attachments
from linli.grid.attachments.services import Attached
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.files import queries
from linli.grid.files import services as files
from linli.grid.files.models import Attachment
from linli.grid.files.services import SentFile
from linli.grid.moves.rules import Stage
from linli.grid.photos import queries as photos
from linli.grid.reporters import services as reporters
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Role, reporter
from tests.courses import brought, desk_of, entries_of, last_entry, words_of
from tests.district import District, again, key, stamp
from tests.grid.desk.doors import browser_of
from tests.grid.files.documents import PDF, docx
from tests.grid.gallery.photos_of import case_with_photos, photo_of, redacted
from tests.grid.gallery.test_services import actor_of
from tests.grid.photos.pictures import encoded, exif, noise

pytestmark = pytest.mark.django_db


def sent(content: bytes = PDF, name: str = "王某的申请.pdf", number: int = 1) -> SentFile:
    """Return a file as a browser sends it."""
    return SentFile(id=key(40_000 + number), name=name, content=content)


def attached(district: District, case: Case, **more: Any) -> Attachment:
    """Return a file that the desk of the place attached."""
    given = Attached(case.pk, [sent()], **more)
    attachments.attach(desk_of(district), attached=given, stamp=stamp(number=50))
    return Attachment.objects.get()


def test_a_file_is_tied_to_an_entry_that_proves_its_row(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    found = attached(district, case, words="附申请书")
    entry = last_entry(case)

    assert entry.verb == "grid.case_file_attached"
    assert (found.taken_in, found.form, found.size) == (entry.number, "pdf", len(PDF))
    assert words_of(entry) == {"text": "附申请书", "photos": [], "files": ["王某的申请.pdf"]}
    assert "王某" not in str(entry.facts)
    assert found.digest in found.file
    assert journal.verify().faults == []
    assert cases.verify_rows().faults == []

    Attachment.objects.update(size=1)

    assert [fault.reason for fault in cases.verify_rows().faults] == [
        f"attachment {found.pk}: size is not what the entries say"
    ]


def test_a_step_brings_a_file_along(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    browser = browser_of(district.actor(Role.DEPARTMENT_OFFICER))
    given = {
        "version": case.version,
        "words": "已清运",
        "attached": SimpleUploadedFile("清运单.docx", docx()),
    }
    answer = browser.post(reverse("grid:desk_move", args=[case.pk, "done"]), given)
    found = Attachment.objects.get()

    assert answer.status_code == 302
    assert again(case).stage == "done"
    assert (found.taken_in, found.name) == (again(case).version, "清运单.docx")
    assert cases.verify_rows().faults == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (docx(**{"word__vbaProject.bin": b"x"}), "holds a program"),
        (b"MZ\x00\x01" * 99, "is not a file that can be attached"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "is too large to be attached"),
    ],
)
def test_a_refused_file_is_said_in_words_and_nothing_is_stored(
    district: District, content: bytes, words: str
) -> None:
    case = brought(district, Stage.REPORTED)
    before = len(entries_of(case))
    answer = browser_of(desk_of(district)).post(
        reverse("grid:attach", args=[case.pk]),
        {"attached": SimpleUploadedFile("a.pdf", content), "words": "看附件"},
        headers={"Accept-Language": "en"},
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "看附件" in answer.content.decode()
    assert len(entries_of(case)) == before
    assert not default_storage.exists("files")


def test_a_step_with_a_refused_file_changes_nothing(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    browser = browser_of(district.actor(Role.DEPARTMENT_OFFICER))
    given = {
        "version": case.version,
        "words": "已清运",
        "photos": SimpleUploadedFile("a.jpg", encoded(noise())),
        "attached": SimpleUploadedFile("a.pdf", b"MZ\x00\x01" * 99),
    }
    answer = browser.post(reverse("grid:desk_move", args=[case.pk, "done"]), given)

    assert answer.status_code == 422
    assert again(case).stage == "in_hand"
    assert [
        name
        for folder in default_storage.listdir("photos")[0]
        for name in default_storage.listdir(f"photos/{folder}")[1]
    ] == []


def test_a_picture_that_is_attached_is_cleaned_like_a_photo(district: District) -> None:
    case = brought(district, Stage.REPORTED)
    picture = sent(encoded(noise(), exif=exif()), "现场.png")
    given = Attached(case.pk, [picture])
    attachments.attach(desk_of(district), attached=given, stamp=stamp())
    found = Attachment.objects.get()

    assert (found.form, found.name) == ("jpg", "现场.jpg")
    assert b"Mrs Wang" not in default_storage.open(found.file).read()


def test_a_file_is_saved_and_never_shown(district: District) -> None:
    found = attached(district, brought(district, Stage.REPORTED))
    answer = browser_of(desk_of(district)).get(reverse("grid:file", args=[found.pk]))

    assert b"".join(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


DEPARTMENT = {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}
LOOK_ON = {Role.SUPERVISOR, Role.AUDITOR}
NEAR = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.GRID_OFFICER}


@pytest.mark.parametrize("stage", [Stage.REPORTED, Stage.IN_HAND, Stage.CLOSED])
@pytest.mark.parametrize("side", [0, 2])
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RULE, Role.REPORTER}))
def test_who_sees_a_matter_reads_its_files_and_who_handles_adds_some(
    district: District, role: Role, side: int, stage: Stage
) -> None:
    case = brought(district, stage)
    found = attached(district, case)
    sees = role is not Role.OPERATOR and (side == 0 or role not in NEAR)
    if role in DEPARTMENT and stage is Stage.REPORTED:
        sees = False
    actor = actor_of(district, role, side)
    browser = browser_of(actor)
    read = browser.get(reverse("grid:file", args=[found.pk])).status_code
    code = ""
    try:
        given = Attached(case.pk, [sent(number=2)])
        attachments.attach(actor, attached=given, stamp=stamp(number=51))
    except LinliError as refused:
        code = refused.code

    assert read == (200 if sees else 404)
    assert code == (
        "common.not_found" if not sees else "common.forbidden" if role in LOOK_ON else ""
    )


@pytest.mark.parametrize("is_shared", [True, False])
def test_the_reporter_reads_only_what_is_shared_with_her(
    district: District, is_shared: bool
) -> None:
    case = brought(district, Stage.CLOSED)
    found = attached(district, case, is_shared=is_shared)
    address = reverse("grid:reporter_file", args=["token-1", found.pk])
    page = Client().get("/m/token-1/").content.decode()

    assert Client().get(address).status_code == (200 if is_shared else 404)
    assert (address in page) is is_shared
    assert Client().get(reverse("grid:file", args=[found.pk])).status_code == 404


def test_a_link_opens_no_file_of_another_matter(district: District) -> None:
    mine = brought(district, Stage.REPORTED, 2)
    found = attached(district, brought(district, Stage.REPORTED, 1), is_shared=True)
    address = reverse("grid:reporter_file", args=["token-2", found.pk])

    assert mine.number
    assert Client().get(address).status_code == 404


def test_forgetting_takes_files_and_their_names(
    district: District, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = brought(district, Stage.CLOSED)
    found = attached(district, case)
    with django_capture_on_commit_callbacks(execute=True):
        reporters.forget(reporter(case.pk), case_id=case.pk, stamp=stamp(number=60))
    left = Attachment.objects.get()

    assert not default_storage.exists(found.file)
    assert (left.name, left.file) == ("", "")
    assert (
        browser_of(desk_of(district)).get(reverse("grid:file", args=[left.pk])).status_code == 404
    )
    assert cases.verify_rows().faults == []
    assert journal.verify().faults == []


def test_a_file_whose_step_was_never_recorded_is_swept(district: District) -> None:
    found = attached(district, brought(district, Stage.REPORTED))
    [lost] = files.store([sent(number=3)], most=5, most_mb=10)
    at = datetime.fromtimestamp(int(lost.id.hex[:12], 16) / 1000, UTC) + timedelta(days=2)

    assert files.sweep(at=at) == 1
    assert not default_storage.exists(lost.file)
    assert default_storage.exists(found.file)


def test_a_desk_attaches_by_the_page(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    browser = browser_of(desk_of(district))
    address = reverse("grid:attach", args=[case.pk])
    given = {"attached": [SimpleUploadedFile(f"{n}.txt", b"words") for n in range(5)]}
    answer = browser.post(address, given)
    page = browser.get(answer["Location"]).content.decode()
    more = browser.post(address, {"attached": [SimpleUploadedFile("a.txt", b"w")] * 6})

    assert address in page
    assert page.count("/files/") >= 5
    assert Attachment.objects.count() == 5
    assert more.status_code == 422


def test_a_backup_is_told_of_every_file_in_the_store(district: District) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    redacted(desk_of(district), photo_of(case))
    attached(district, case)
    stored = {
        f"{kind}/{folder}/{name}"
        for kind in ("photos", "files")
        for folder in default_storage.listdir(kind)[0]
        for name in default_storage.listdir(f"{kind}/{folder}")[1]
    }

    assert stored == {*photos.files(), *queries.names()}
    assert len(stored) == 7
