"""Files go with a document and its feedback, and out to those who may read it (rows P1, G1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from linli.kernel.people.rules import Actor, Role
from linli.party.enclosures import queries, services
from linli.party.enclosures.models import Enclosure
from linli.party.moves.rules import Stage
from linli.party.supervision import queries as supervision_queries
from linli.party.supervision.models import Supervision
from tests.district import District, key
from tests.grid.desk.doors import browser_of
from tests.grid.files.documents import PDF
from tests.party.errands import KIND, brought, entries_of, officer_of, supervisor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands", "store")]

NEW = f"/supervision/new/{KIND.replace('.', '-')}/{key(40_001)}/"


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> None:
    """Let files go to a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def file(name: str = "整改照片.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def issued(district: District) -> Supervision:
    now = timezone.now()
    return brought(district, Stage.ISSUED, at=now, due_at=now + timedelta(days=7))


def answered(district: District, *files: SimpleUploadedFile) -> Supervision:
    """Return a document whose addressed office sent feedback with files over its page."""
    paper = issued(district)
    sent = {"version": paper.version, "words": "已办结，见附件", "enclosed": list(files)}
    answer = browser_of(officer_of(district)).post(f"/supervision/{paper.pk}/answer/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Supervision.objects.get(pk=paper.pk)


def address(one: Enclosure) -> str:
    return f"/supervision/{one.supervision_id}/files/{one.pk}/"


def test_feedback_carries_files_that_the_page_lists_and_the_record_proves(
    district: District,
) -> None:
    paper = answered(district, file(), file("说明.txt", "已整改。".encode()))

    kept = queries.of_paper(paper.pk)
    page = browser_of(supervisor_of(district)).get(f"/supervision/{paper.pk}/").content.decode()
    got = browser_of(supervisor_of(district)).get(address(kept[0]))
    told = entries_of(paper)[-1].facts
    assert paper.stage == "answered"
    assert sorted(one.name for one in kept) == ["整改照片.pdf", "说明.txt"]
    assert {one.taken_in for one in kept} == {paper.version}
    assert all(address(one) in page for one in kept)
    assert b"".join(got) in {PDF, "已整改。".encode()}
    assert "attachment" in got["Content-Disposition"]
    assert "sandbox" in got["Content-Security-Policy"]
    assert "整改照片" not in str(told)
    assert supervision_queries.verify_rows().faults == []


def test_enclosed_papers_may_be_uploaded_and_are_named_on_the_paper(district: District) -> None:
    posted = {
        "title": "关于限期清扫楼道的督办通知", "source": "instruction", "text": "请立即组织清扫。",
        "to": [str(district.sanitation)], "attachments": "会议纪要", "issue": "1",
        "due": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "enclosed": [file("现场照片.pdf")],
    }  # fmt: skip

    browser_of(supervisor_of(district)).post(NEW, posted)

    paper = Supervision.objects.select_related("words").get()
    assert paper.words is not None
    assert paper.words.content is not None
    assert paper.words.content["attachments"] == ["会议纪要", "现场照片"]
    assert [one.name for one in queries.of_paper(paper.pk)] == ["现场照片.pdf"]
    sheet = browser_of(officer_of(district)).get(f"/supervision/{paper.pk}/print/")
    assert "<li>现场照片</li>" in sheet.content.decode()
    assert supervision_queries.verify_rows().faults == []


WHO: list[tuple[Role, int, int]] = [
    # role, which of its posts, status
    (Role.SUPERVISOR, 0, 200),
    (Role.DISTRICT_DESK, 0, 200),
    (Role.AUDITOR, 0, 200),
    (Role.DEPARTMENT_OFFICER, 0, 200),
    (Role.DEPARTMENT_HEAD, 0, 200),
    (Role.DEPARTMENT_OFFICER, 1, 404),
    (Role.STREET_DESK, 0, 200),
    (Role.STREET_DESK, 1, 404),
    (Role.COMMUNITY_DESK, 0, 200),
    (Role.COMMUNITY_DESK, 2, 404),
    (Role.OPERATOR, 0, 403),
]


@pytest.mark.parametrize(("role", "number", "status"), WHO)
def test_a_file_is_read_by_whoever_reads_its_document(
    district: District, role: Role, number: int, status: int
) -> None:
    paper = answered(district, file())
    actor: Actor = district.actor(role, number=number)
    [one] = queries.of_paper(paper.pk)

    browser = browser_of(actor)

    assert browser.get(f"/supervision/{paper.pk}/").status_code == status
    assert browser.get(address(one)).status_code == status
    assert browser.get(f"/supervision/{key(9)}/files/{one.pk}/").status_code in {403, 404}


BAD = [
    ([file("坏.pdf", b"\x00\x01")], "坏.pdf"),
    ([file(f"{n}.pdf") for n in range(6)], "6"),
]


@pytest.mark.parametrize(("files", "said"), BAD)
def test_a_file_that_is_not_taken_leaves_nothing_and_keeps_the_words(
    district: District, files: list[SimpleUploadedFile], said: str
) -> None:
    paper = issued(district)
    sent = {"version": paper.version, "words": "已办结，见附件", "enclosed": files}

    answer = browser_of(officer_of(district)).post(f"/supervision/{paper.pk}/answer/", sent)

    page = answer.content.decode()
    assert (answer.status_code, said in page, "已办结，见附件" in page) == (422, True, True)
    assert Supervision.objects.get(pk=paper.pk).stage == "issued"
    assert not Enclosure.objects.exists()


@pytest.mark.parametrize("how", ["altered", "removed", "put there by nobody"])
def test_a_file_that_is_not_what_the_entries_say_is_found(district: District, how: str) -> None:
    paper = answered(district, file())
    rows = Enclosure.objects.filter(supervision_id=paper.pk)
    if how == "altered":
        rows.update(digest="0" * 64)
    elif how == "removed":
        rows.delete()
    else:
        row = rows.get()
        row.pk = key(77)
        row.save(force_insert=True)

    [fault] = supervision_queries.verify_rows().faults

    assert "its files are not what the entries say" in fault.reason


def test_what_was_stored_for_a_step_that_never_came_is_swept(district: District) -> None:
    paper = answered(district, file())
    [one] = queries.of_paper(paper.pk)
    soon = timezone.now() + timedelta(days=2)

    count = services.sweep(at=soon)

    assert count == 0
    assert default_storage.exists(one.file)
    Enclosure.objects.all().delete()
    assert services.sweep(at=soon) == 1
    assert not default_storage.exists(one.file)
