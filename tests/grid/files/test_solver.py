"""What a file is by its content, and which are not taken (rows G1, X4)."""

import random

import pytest

from linli.grid.files import solver
from linli.grid.files.rules import Form, shown_name
from tests.grid.files.documents import PDF, TYPES, archive, docx, encrypted, relation, xlsx
from tests.grid.photos import pictures

ELSEWHERE = "https://elsewhere.example/"


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (PDF, Form.PDF),
        (docx(), Form.DOCX),
        (xlsx(), Form.XLSX),
        ("现场勘查记录\n一切正常".encode(), Form.TXT),
        ("现场勘查记录".encode("gb18030"), Form.TXT),
        (b"\xef\xbb\xbfwords", Form.TXT),
        (docx(word___rels__document=relation(ELSEWHERE, "hyperlink")), Form.DOCX),
        (docx(word__embeddings__sheet1=xlsx()), Form.DOCX),
        (pictures.encoded(pictures.noise()), None),
        (pictures.HEIC, None),
        (b"", None),
        (b"\x7fELF" + b"\x00" * 90, None),
        (b"words \x1b[31m", None),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, form: Form | None) -> None:
    assert solver.form_of(content) == form


@pytest.mark.parametrize(
    "content",
    [
        docx(word__vbaProject=b"x"),
        docx(**{"word__vbaProject.bin": b"x"}),
        docx(**{"word__activeX__activeX1.xml": b"x"}),
        docx(**{"word__embeddings__oleObject1.bin": b"x"}),
        docx(**{"word__embeddings__setup.exe": b"x"}),
        docx(**{"word___rels__settings.xml.rels": relation(ELSEWHERE, "attachedTemplate")}),
        docx(**{"word___rels__document.xml.rels": relation(ELSEWHERE, "oleObject")}),
        archive(
            {
                "[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml",
                "word/document.xml": b"x",
            }
        ),
        archive(
            {"[Content_Types].xml": TYPES, "xl/workbook.xml": b"x", "xl/macrosheets/a.xml": b"x"}
        ),
        encrypted(),
        PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        PDF.replace(b"/Type /Catalog", b"/S /#4Aava#53cript"),
        PDF.replace(b"/Type /Catalog", b"/Launch (cmd.exe)"),
        PDF.replace(b"/Type /Catalog", b"/EmbeddedFile"),
        PDF.replace(b"/Root 1 0 R", b"/Encrypt 2 0 R"),
    ],
)
def test_a_program_a_lock_or_a_part_from_elsewhere_is_refused(content: bytes) -> None:
    with pytest.raises(solver.Harmful):
        solver.form_of(content)


@pytest.mark.parametrize(
    "content",
    [
        PDF[:40],
        docx()[:60],
        archive({"a.txt": b"x"}),
        archive({"word/document.xml": b"x"}),
        archive({"[Content_Types].xml": TYPES, "word/document.xml": b"x", "xl/workbook.xml": b"x"}),
        archive({"[Content_Types].xml": TYPES, "word/document.xml": b"x", "../../etc/x": b"x"}),
        archive({"[Content_Types].xml": TYPES, "word/document.xml": b"x", "/root": b"x"}),
        archive({"AndroidManifest.xml": b"x", "classes.dex": b"x"}),
    ],
    ids=range(8),
)
def test_an_archive_that_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(solver.Unknown):
        solver.form_of(content)


@pytest.mark.parametrize(
    "content",
    [
        docx(word__bomb=b"\x00" * 30_000_000),
        docx(**{f"word__{number}": b"" for number in range(2001)}),
        archive({"[Content_Types].xml": b" " * 1_100_000, "word/document.xml": b"x"}),
    ],
)
def test_an_archive_that_grows_is_not_unpacked(content: bytes) -> None:
    with pytest.raises(solver.Enormous):
        solver.form_of(content)


def test_broken_documents_are_refused_and_nothing_else_happens() -> None:
    sent, dice = [docx(), xlsx(), PDF, docx(word__more=b"x" * 5000)], random.Random(20261127)

    for _ in range(3000):
        broken = bytearray(dice.choice(sent))
        for _ in range(dice.randint(1, 10)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            solver.form_of(bytes(broken))
        except (solver.Unknown, solver.Harmful, solver.Enormous):
            continue


@pytest.mark.parametrize(
    ("typed", "form", "shown"),
    [
        ("现场勘查记录.pdf", Form.PDF, "现场勘查记录.pdf"),
        ("报告.pdf.exe", Form.PDF, "报告.pdf"),
        ("C:\\Users\\wang\\报告.docx", Form.DOCX, "报告.docx"),
        ("../../etc/passwd", Form.TXT, "passwd.txt"),
        ('a"b\r\nc.txt', Form.TXT, "abc.txt"),
        ("fdp.\u202egnp", Form.JPG, "fdp.jpg"),
        ("", Form.PDF, "file.pdf"),
        ("..", Form.PDF, "file.pdf"),
        ("长" * 200 + ".pdf", Form.PDF, "长" * 80 + ".pdf"),
        ("v1.2 说明.txt", Form.TXT, "v1.2 说明.txt"),
    ],
)
def test_a_name_has_no_path_and_its_true_ending(typed: str, form: Form, shown: str) -> None:
    assert shown_name(typed, form) == shown
