"""Photos and files that come with a note or with feedback through a key, and who reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.api.papers import forms as paper_shapes
from linli.api.words import forms as shapes
from linli.grid.cases import queries as cases
from linli.grid.clocks import services as clocks
from linli.grid.files.models import Attachment
from linli.grid.moves.rules import Stage, may_see
from linli.grid.notes.models import Note
from linli.grid.photos.models import Photo
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.enclosures.models import Enclosure
from linli.party.moves.rules import Stage as PaperStage
from linli.party.moves.rules import may_see as may_see_paper
from linli.party.supervision import queries as supervision
from tests.api.test_words import desk_of
from tests.api.tools import Tool, tool_of
from tests.district import NOW, District
from tests.grid.desk.doors import case_at, picture
from tests.grid.files.documents import PDF, docx
from tests.grid.tasks.test_permissions import everybody
from tests.party.errands import again as paper_again
from tests.party.errands import brought, known, officer_of, supervisor_of

NOTE = {"kind": "internal", "words": "现场情况见附件"}


def file(name: str = "请示.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Return a file as a tool sends it."""
    return SimpleUploadedFile(name, content)


def noted(tool: Tool, case_id: Any, word: str = "a-note-with-files", **more: Any) -> Any:
    """Return the answer to a note with a photo and a file, or with what is sent instead."""
    form = NOTE | {"photos": [picture()], "files": [file()]} | more
    return tool.send(f"/cases/{case_id}/notes", form, **{"Idempotency-Key": word})


def test_a_note_brings_photos_and_files_that_the_record_proves(district: District) -> None:
    case, desk = case_at(district, Stage.IN_HAND), desk_of(district)

    answer = noted(desk, case.pk)

    assert answer.status_code == 201, answer.content
    listed = shapes.Files.model_validate(desk.get(f"/cases/{case.number}/files").json())
    [kept] = listed.files
    entry = Note.objects.get().entry
    assert (kept.name, kept.form, kept.size, kept.entry) == ("请示.pdf", "pdf", len(PDF), entry)
    assert kept.is_shared is False
    assert [one["entry"] for one in desk.get(f"/cases/{case.pk}").json()["photos"]] == [entry]
    assert not journal.verify().faults
    assert not cases.verify_rows().faults


@pytest.mark.parametrize(("kind", "is_shared"), [("internal", False), ("public", True)])
def test_files_of_a_note_have_the_circle_of_the_note(
    district: District, kind: str, is_shared: bool
) -> None:
    case = case_at(district, Stage.IN_HAND)

    noted(desk_of(district), case.pk, kind=kind)

    assert Attachment.objects.get().is_shared is is_shared
    assert Photo.objects.get().kind == ("evidence" if is_shared else "internal")


def test_a_file_is_saved_by_those_who_see_the_case_and_is_not_there_for_others(
    district: District,
) -> None:
    case = case_at(district, Stage.IN_HAND)
    noted(desk_of(district), case.pk)
    path = f"/files/{Attachment.objects.get().pk}"
    partner = Actor(role=Role.REPORTER, organisation_id=district.sanitation)
    seen = set()

    for who in [*everybody(district, case)[:-1], partner]:
        answer, listed = tool_of(who).get(path), tool_of(who).get(f"/cases/{case.pk}/files")
        sees = may_see(who, case)
        assert answer.status_code == listed.status_code == (200 if sees else 404), who.role
        seen.add(sees)
        if sees:
            assert b"".join(answer.streaming_content) == PDF
            assert "attachment" in answer["Content-Disposition"]
            assert answer["Content-Type"] == "application/pdf"
            assert "sandbox" in answer["Content-Security-Policy"]
    assert seen == {True, False}


def _docm() -> bytes:
    return docx(word__vbaProject__bin=b"x")


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("ten photos", {"photos": [picture() for _ in range(10)]}, 422, "grid.too_many_pictures"),
    ("six files", {"files": [file() for _ in range(6)]}, 422, "grid.too_many_files"),
    ("no picture", {"photos": [file("a.jpg", b"GIF89a?")]}, 422, "grid.not_a_picture"),
    ("a program", {"files": [file("a.pdf", b"MZ" + b"\0" * 60)]}, 422, "grid.file_not_taken"),
    ("a macro", {"files": [file("a.docx", _docm())]}, 422, "grid.file_has_program"),
    ("script", {"files": [file("a.pdf", PDF + b"/JavaScript (x)")]}, 422, "grid.file_has_program"),
    (
        "too large",
        {"files": [file("a.txt", b"a" * (10 * 1024 * 1024 + 1))]},
        422,
        "grid.attachment_too_large",
    ),
    ("elsewhere", {"attached": [file()]}, 422, "api.not_understood"),
    ("very many", {"files": [file() for _ in range(30)]}, 400, "api.unreadable"),
]


@pytest.mark.parametrize(
    ("more", "status", "code"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_a_note_whose_files_are_not_taken_leaves_nothing(
    district: District, more: dict[str, Any], status: int, code: str
) -> None:
    case = case_at(district, Stage.IN_HAND)

    answer = noted(desk_of(district), case.pk, **more)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    for table in (Note, Attachment, Photo):
        assert not table.objects.exists()
    assert _stored() == []


def _stored() -> list[str]:
    """Return every file in the store."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        if default_storage.exists(folder or "."):
            below, names = default_storage.listdir(folder)
            folders += [f"{folder}/{name}".lstrip("/") for name in below]
            found += [f"{folder}/{name}" for name in names]
    return found


def test_nine_photos_are_taken(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)

    answer = noted(desk_of(district), case.pk, photos=[picture() for _ in range(9)])

    assert answer.status_code == 201, answer.content
    assert Photo.objects.count() == 9


def test_who_may_not_leave_a_note_stores_no_file(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)

    answers = [
        noted(desk_of(district, 1), case.pk),
        noted(tool_of(district.actor(Role.AUDITOR)), case.pk),
    ]

    assert [one.status_code for one in answers] == [404, 403]
    assert _stored() == []


def test_the_same_note_with_another_file_under_the_same_word_is_refused(
    district: District,
) -> None:
    case, desk = case_at(district, Stage.IN_HAND), desk_of(district)

    answers = [
        noted(desk, case.pk),
        noted(desk, case.pk),
        noted(desk, case.pk, files=[file(content=PDF + b"%")]),
        noted(desk, case.pk, files=[file("别的.pdf")]),
        noted(desk, case.pk, files=[]),
    ]

    assert [one.status_code for one in answers] == [201, 200, 409, 409, 409]
    assert (Note.objects.count(), Attachment.objects.count(), Photo.objects.count()) == (1, 1, 1)
    assert len(_stored()) == 3


def test_notes_with_files_are_counted_like_every_call(district: District) -> None:
    clocks.adopt(BY_RULE, values={"api_calls_a_minute": 2}, source="test", at=NOW)
    case, desk = case_at(district, Stage.IN_HAND), desk_of(district)

    answers = [noted(desk, case.pk, word=f"note-number-{number}") for number in range(4)]

    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "common.too_many"
    assert Note.objects.count() < 4


# Supervision ---------------------------------------------------------------------------


@pytest.fixture
def errands(district: District) -> Iterator[None]:
    """Let errands be known."""
    with known(district):
        yield


def fed_back(tool: Tool, paper: Any, **more: Any) -> Any:
    """Return the answer to feedback with two files, or with what is sent instead."""
    form = {"version": paper.version, "words": "已办结，见附件"}
    files = [file("整改.pdf"), file("说明.txt", "已整改。".encode())]
    return tool.send(f"/supervision/{paper.pk}/feedback", form | {"files": files} | more)


@pytest.mark.usefixtures("errands")
def test_feedback_brings_files_that_those_who_read_the_document_read(district: District) -> None:
    paper = brought(district, PaperStage.ISSUED)

    answer = fed_back(tool_of(officer_of(district)), paper)

    assert answer.status_code == 200, answer.content
    path = f"/supervision/{paper.pk}"
    whole = paper_shapes.PaperWhole.model_validate(
        tool_of(supervisor_of(district)).get(path).json()
    )
    assert sorted((one.name, one.office) for one in whole.files) == [
        ("整改.pdf", "样例区环卫局"), ("说明.txt", "样例区环卫局"),
    ]  # fmt: skip
    pdf = next(one for one in whole.files if one.name.endswith("pdf"))
    paper = paper_again(paper)
    seen = set()
    for who in everybody(district, case_at(district, Stage.REPORTED))[:-1]:
        got = tool_of(who).get(f"{path}/files/{pdf.id}")
        sees = may_see_paper(who, paper)
        assert got.status_code == (200 if sees else 404), who.role
        assert not sees or b"".join(got.streaming_content) == PDF
        seen.add(sees)
    assert seen == {True, False}
    assert not supervision.verify_rows().faults


@pytest.mark.usefixtures("errands")
def test_a_file_is_read_below_its_own_document_only(district: District) -> None:
    paper, other = (brought(district, PaperStage.ISSUED, number) for number in (1, 2))
    fed_back(tool_of(officer_of(district)), paper)
    kept, chief = Enclosure.objects.first(), tool_of(supervisor_of(district))

    assert kept
    assert chief.get(f"/supervision/{other.pk}/files/{kept.pk}").status_code == 404
    assert chief.get(f"/files/{kept.pk}").status_code == 404


NOT_ENCLOSED: list[tuple[str, dict[str, Any], str]] = [
    ("six files", {"files": [file() for _ in range(6)]}, "party.too_many_enclosures"),
    ("a program", {"files": [file("a.pdf", b"MZ" + b"\0" * 60)]}, "grid.file_not_taken"),
    ("a macro", {"files": [file("a.docx", _docm())]}, "grid.file_has_program"),
    ("photos", {"photos": [picture()]}, "api.not_understood"),
]


@pytest.mark.usefixtures("errands")
@pytest.mark.parametrize(
    ("more", "code"), [one[1:] for one in NOT_ENCLOSED], ids=[one[0] for one in NOT_ENCLOSED]
)
def test_feedback_whose_files_are_not_taken_leaves_nothing(
    district: District, more: dict[str, Any], code: str
) -> None:
    paper = brought(district, PaperStage.ISSUED)

    answer = fed_back(tool_of(officer_of(district)), paper, **more)

    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.content
    assert paper_again(paper).stage == "issued"
    assert not Enclosure.objects.exists()
    assert _stored() == []


@pytest.mark.usefixtures("errands")
def test_feedback_on_an_older_version_stores_no_file(district: District) -> None:
    paper = brought(district, PaperStage.ISSUED)

    answer = fed_back(tool_of(officer_of(district)), paper, version=1)

    assert (answer.status_code, answer.json()["now"]["version"]) == (409, paper.version)
    assert _stored() == []
