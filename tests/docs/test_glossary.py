"""One word per thing: what the pages say in Chinese is what the glossary says."""

import re

import pytest
from babel.messages.pofile import read_po

from linli.cli.places import ROOT
from linli.grid.moves.rules import MOVE_NAMES, STAGE_NAMES, Move, Stage
from linli.kernel.people.rules import ROLE_NAMES, Role

ROW = re.compile(r"^\| ([a-z][^|]*) \| ([^|]+) \|", re.MULTILINE)
NOTE = re.compile(r"\([^)]*\)")
MOVE_OF = {
    Stage.REPORTED: Move.REPORT,
    Stage.REGISTERED: Move.REGISTER,
    Stage.DISPATCHED: Move.DISPATCH,
    Stage.VERIFIED: Move.VERIFY,
    Stage.CLOSED: Move.CLOSE,
    Stage.MERGED: Move.MERGE,
}
"""A stage that is reached by a move has the move's word: 已受理 after 受理."""

CODE_OF = {Move.GIVE_BACK: "return", Move.ASK_SUSPENSION: "suspend", Move.ASK_EXTENSION: "extend"}
"""Moves that the code calls otherwise, because ``return`` is a word of Python."""


def glossary() -> dict[str, set[str]]:
    """Return the Chinese words of each code word; a row may hold several of both, in order."""
    words: dict[str, set[str]] = {}
    for codes, chinese in ROW.findall((ROOT / "docs" / "glossary.md").read_text()):
        names = [name.strip() for name in re.split("[,/]", NOTE.sub("", codes))]
        said = [set(re.findall(r"[^（）；：“”\s]+", part)) for part in re.split("[,、/]", chinese)]
        together = set().union(*said)
        for place, name in enumerate(names):
            words[name] = said[place] if len(names) == len(said) else together
    return words


def chinese() -> dict[str, str]:
    """Return the translations there are: English sentence → Chinese."""
    path = ROOT / "linli/ui/locale/zh_Hans/LC_MESSAGES/django.po"
    with path.open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source) if m.id and m.string}


NAMES = [
    *[(CODE_OF.get(move, move.value), name) for move, name in MOVE_NAMES.items()],
    *[(MOVE_OF[stage].value, STAGE_NAMES[stage]) for stage in MOVE_OF],
    *[("grid", ROLE_NAMES[Role.GRID_OFFICER]), ("community", ROLE_NAMES[Role.COMMUNITY_DESK])],
    *[("street", ROLE_NAMES[Role.STREET_DESK]), ("district", ROLE_NAMES[Role.DISTRICT_DESK])],
    *[("desk", ROLE_NAMES[Role.COMMUNITY_DESK])],
]
KNOWN = glossary()


@pytest.mark.parametrize(("code", "english"), [pair for pair in NAMES if pair[0] in KNOWN], ids=str)
def test_the_pages_use_the_word_of_the_glossary(code: str, english: str) -> None:
    said = chinese().get(english, "")
    if not said:
        pytest.skip(f"“{english}” is not translated yet")

    assert any(word in said for word in KNOWN[code]), f"{said} for {KNOWN[code]}"


def test_the_glossary_is_read() -> None:
    assert {"并案"} == KNOWN["merge"]
    assert {"拆分"} == KNOWN["split"]
    assert KNOWN["street"] == {"街道", "乡镇"}
