"""What a phrase may say and who keeps it, asked whole."""

from __future__ import annotations

import pytest

from linli.grid.phrases import rules
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from tests.district import key

MINE, THEIRS = key(1), key(2)
KEEPERS = "community_desk street_desk district_desk department_head"


@pytest.mark.parametrize("name", rules.PLACEHOLDERS)
@pytest.mark.parametrize("form", ["{{%s}}", "{{ %s }}", "已派{{%s}}，请等候"])
def test_a_known_placeholder_is_taken(name: str, form: str) -> None:
    text = form.replace("%s", name)

    rules.check_text(text)

    assert rules.filled(text, {name: "甲"}) == text.replace(form[form.index("{") : form.rindex("}") + 1].replace("%s", name), "甲")  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["{{name}}", "{{ phone }}", "{{}}", "{{number", "number}}", "{{Number}}"],
)
def test_anything_else_between_marks_is_refused(text: str) -> None:
    with pytest.raises(LinliError) as refused:
        rules.check_text(text)

    assert refused.value.code == "grid.unknown_placeholder"
    assert "{{number}}" in str(refused.value.facts["known"])


@pytest.mark.parametrize("text", ["", "已清运", "单个 { 和 } 不算"])
def test_a_plain_text_is_taken_as_written(text: str) -> None:
    rules.check_text(text)

    assert rules.filled(text, {}) == text


def test_what_a_matter_has_not_is_a_dash() -> None:
    assert rules.filled("{{due}}前办结", {"due": ""}) == "—前办结"


@pytest.mark.parametrize("role", Role)
def test_desks_and_heads_keep_phrases_for_their_own_organisation(role: Role) -> None:
    actor = Actor(role=role, organisation_id=MINE)

    def code(owner: object = None, who: Actor = actor) -> str:
        try:
            rules.check_may_keep(who, owner)
        except LinliError as refused:
            return refused.code
        return ""

    keeps = role.value in KEEPERS.split()
    assert code() == code(MINE) == ("" if keeps else "common.forbidden")
    assert code(THEIRS) == ("grid.desk_keeps_it" if keeps else "common.forbidden")
    assert code(who=Actor(role=role)) == "common.forbidden"


@pytest.mark.parametrize(
    ("wanted", "word", "fits"),
    [([], "done", True), (["done"], "done", True), (["note"], "done", False)],
)
def test_nothing_named_fits_everywhere(wanted: list[str], word: str, fits: bool) -> None:
    assert rules.fits(wanted, word) is fits


@pytest.mark.parametrize(
    ("typed", "expected"), [("", "已清"), ("  ", "已清"), ("现场看过 ", "现场看过\n已清")]
)
def test_a_phrase_stands_behind_what_was_typed(typed: str, expected: str) -> None:
    assert rules.joined(typed, "已清") == expected


SAMPLE = {
    "number": "20261123-000123",
    "link": "https://linli.example/v/abcdefghijkl/",
    "desk": "甲",
}
ALONE = [rules.MESSAGE]


def fault(text: str, moves: list[str]) -> str:
    """Return the code a phrase is refused with, or ''."""
    try:
        rules.check_phrase(text, moves, SAMPLE)
    except LinliError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("text", "moves", "code"),
    [
        ("事项 {{number}} 请评价 {{link}}（{{desk}}）", ALONE, ""),
        ("请评价 {{ link }}", ALONE, ""),
        ("请评价", ALONE, "grid.link_missing"),
        ("{{link}} 或 {{link}}", ALONE, "grid.link_missing"),
        ("{{link}} {{category}}", ALONE, "grid.unknown_placeholder"),
        ("{{link}} {{place}}", ALONE, "grid.unknown_placeholder"),
        ("{{link}} {{lead}}", ALONE, "grid.unknown_placeholder"),
        ("{{link}} {{due}}", ALONE, "grid.unknown_placeholder"),
        ("{{link}} {{phone}}", ALONE, "grid.unknown_placeholder"),
        ("请评价 {{link", ALONE, "grid.unknown_placeholder"),
        ("请评价 {{link}}", ["message", "done"], "grid.message_stands_alone"),
        ("请评价 {{link}}", ["done"], "grid.unknown_placeholder"),
        ("请评价 {{link}}", [], "grid.unknown_placeholder"),
        ("已清运 {{place}}", ["done"], ""),
        ("字" * 164 + "{{link}}", ALONE, ""),
        ("字" * 165 + "{{link}}", ALONE, "grid.message_too_long"),
    ],
)
def test_a_message_has_its_link_once_and_nothing_of_the_matter(
    text: str, moves: list[str], code: str
) -> None:
    assert fault(text, moves) == code


@pytest.mark.parametrize(
    ("signs", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_a_long_message_is_counted_in_parts(signs: int, parts: int) -> None:
    found = rules.measured("字" * signs, {})

    assert (found.signs, found.parts) == (signs, parts)


def test_the_usual_message_fits_its_own_rules() -> None:
    assert fault(rules.USUAL, ALONE) == ""
