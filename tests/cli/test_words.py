"""Every sentence of the house is found, in Python and in templates."""

from pathlib import Path

import pytest

from linli.cli import words

CODE = """
message = gettext_noop("A bench of %(colour)s.")
label = pgettext("short", "Sit")
count = ngettext("one bench", "%(count)s benches", benches)
unknown = gettext(message)
"""
PAGE = """
  <p>{% translate "It's a bench" %}</p>
    {% blocktranslate trimmed count n=benches %}
      {{ n }} seat
    {% plural %}
      {{ n }} seats
    {% endblocktranslate %}
"""
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "It's a bench"
msgstr "这是一条长椅"
"""


def test_gathers_sentences_with_their_context_and_plural(tmp_path: Path) -> None:
    (tmp_path / "linli" / "templates").mkdir(parents=True)
    (tmp_path / "linli" / "rules.py").write_text(CODE)
    (tmp_path / "linli" / "templates" / "page.html").write_text(PAGE)

    found = words.sentences(tmp_path / "linli")

    assert {key: plural for key, (plural, _) in found.items()} == {
        ("", "A bench of %(colour)s."): "",
        ("short", "Sit"): "",
        ("", "one bench"): "%(count)s benches",
        ("", "It's a bench"): "",
        ("", "%(n)s seat"): "%(n)s seats",
    }


def test_compiles_and_keeps_what_is_translated_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po = folder / "django.po"
    po.write_text(PO)
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    (tmp_path / "linli" / "templates").mkdir(parents=True)
    (tmp_path / "linli" / "templates" / "page.html").write_text(PAGE)
    monkeypatch.setattr(words, "ROOT", tmp_path)

    words.update_all()
    words.compile_all()

    assert words.missing(po) == [("", "%(n)s seat")]
    assert "这是一条长椅".encode() in (folder / "django.mo").read_bytes()
