"""Every sentence of the house can be read in Chinese, whole, with its facts, in its own words."""

import re

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from linli.cli import words

FACT = re.compile(r"%\(\w+\)s|<[^>]+>")
FOREIGN_WORDS = re.compile("请您|挂起|升级|重新打开")
FOREIGN_SIGNS = re.compile(r"！|[\u4e00-\u9fff] ?[,;:?!]|[,;:?!] ?[\u4e00-\u9fff]")


def said() -> list[tuple[Message, str]]:
    """Return every sentence of the Chinese catalogue; one form each, as Chinese has no plural."""
    (path,) = words.files()
    with path.open("rb") as source:
        catalog = read_po(source)
    return [(message, _first(message.string)) for message in catalog if message.id]


def source_of(message: Message) -> str:
    """Return the English of a sentence; with a plural, that one, which names every fact."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def _first(forms: object) -> str:
    return str(forms[0] if isinstance(forms, tuple | list) else forms)


def test_every_sentence_is_said_in_chinese_and_sure() -> None:
    (path,) = words.files()

    assert words.missing(path) == []
    assert [message.id for message, _ in said() if message.fuzzy] == []


def test_chinese_names_the_same_facts_as_english() -> None:
    differing = [
        (source_of(message), chinese)
        for message, chinese in said()
        if sorted(FACT.findall(chinese)) != sorted(FACT.findall(source_of(message)))
    ]

    assert differing == []


def test_chinese_keeps_to_the_words_and_signs_of_the_house() -> None:
    assert [chinese for _, chinese in said() if FOREIGN_WORDS.search(chinese)] == []
    assert [chinese for _, chinese in said() if FOREIGN_SIGNS.search(chinese)] == []
