"""Every link of the documents leads somewhere, and every command in them exists."""

import re
from pathlib import Path

import pytest

from linli.cli import main, start
from linli.cli.places import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
RUN = re.compile(r"\./run ([a-z][a-z-]*)")
LINLI = re.compile(r"(?:^|[`\s])linli ([a-z][a-z-]*)")
NAMED_PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")


def dead_links(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    return [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()]


def unknown_commands(page: Path) -> list[str]:
    """Return the commands in the code of a page that are not there."""
    code = " ".join(CODE.findall(page.read_text()))
    return [f"./run {name}" for name in RUN.findall(code) if name not in start.COMMANDS] + [
        f"linli {name}" for name in LINLI.findall(code) if name not in main.known()
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert dead_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_a_page_exists(page: Path) -> None:
    assert unknown_commands(page) == []


def test_every_page_named_in_a_sentence_of_the_code_exists() -> None:
    named = {
        name for path in ROOT.glob("linli/**/*.py") for name in NAMED_PAGE.findall(path.read_text())
    }

    assert named
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_a_dead_link_and_an_unknown_command_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Read [this](gone.md), [that](page.md#there) and [them](https://example.org).\n\n"
        "Type `./run paint`, then `./run linli sing` or `./run test`.\n\n"
        "```console\n$ ./run linli verify --json\n$ linli dance\n```\n"
    )

    assert dead_links(page) == ["gone.md"]
    assert [name for name in unknown_commands(page) if "verify" not in name] == [
        "./run paint",
        "linli sing",
        "linli dance",
    ]
