"""The reference is written from the code and says when it is stale."""

import argparse
from pathlib import Path

import pytest

from linli.cli import docs


def test_every_page_of_the_reference_is_as_the_code_says() -> None:
    assert [path.name for path in docs.stale()] == [], "./run docs writes them anew"


def test_a_page_somebody_changed_by_hand_is_named_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "REFERENCE", tmp_path)
    docs.handle(argparse.Namespace(check=False))
    page = tmp_path / "errors.md"
    page.write_text("Nothing ever goes wrong.")
    capsys.readouterr()

    code = docs.handle(argparse.Namespace(check=True))

    assert (code, capsys.readouterr().out) == (1, "errors.md is stale\n")
    assert page.read_text() == "Nothing ever goes wrong."


def test_an_error_has_its_code_status_and_both_sentences() -> None:
    rows = docs.errors().splitlines()

    assert (
        "| `grid.same_key_other_report` | 409 | This report was already sent with other content."
        " | Open the form again to send a new report. |"
    ) in rows


def test_a_verb_names_who_reads_it() -> None:
    row = next(line for line in docs.journal_verbs().splitlines() if "case_reported" in line)

    assert row == (
        "| `grid.case_reported` | A matter was raised. | `grid.rules`, `notices.inbox` |"
    )
