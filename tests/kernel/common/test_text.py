"""Text as people type it."""

from hypothesis import given, strategies

from linli.kernel.common import text


@given(strategies.text())
def test_what_is_seen_to_be_plain_has_nothing_to_be_cleaned(words: str) -> None:
    if text._is_plain(words):
        assert text._cleaned(words) == words


def test_a_name_gets_ordinary_digits_and_letters_and_keeps_its_brackets() -> None:
    assert text.narrow("　Ａ１ 小区（二期）\n３栋 ") == "A1 小区（二期） 3栋"
