"""Words suggest categories: the right one mostly, and nothing rather than nonsense."""

from pathlib import Path

import pytest

from linli.grid.catalogue import rules as catalogue
from linli.grid.catalogue.rules import read_catalogue
from linli.grid.categories.rules import Category
from linli.grid.suggestions import rules
from linli.grid.suggestions.rules import suggest
from linli.kernel.calendar.rules import Limit, Unit
from tests.grid.suggestions.sentences import NONSENSE, SENTENCES, UNSEEN

CONTENT = Path(catalogue.__file__).with_name("catalogue.json").read_bytes()
SHIPPED = read_catalogue(CONTENT).categories


def share(sentences: list[tuple[str, str]], *, most: int) -> float:
    """Return the share of sentences whose category is among the first ``most`` suggested."""
    hits = [
        code in [found.code for found in suggest(words, SHIPPED)[:most]]
        for words, code in sentences
    ]
    return sum(hits) / len(hits)


def shipped(code: str) -> Category:
    """Return one category of the shipped catalogue."""
    return next(category for category in SHIPPED if category.code == code)


def test_finds_nearly_every_category_the_keywords_were_chosen_for() -> None:
    assert len(SENTENCES) >= 60
    assert share(SENTENCES, most=3) >= 0.95
    assert share(SENTENCES, most=1) >= 0.9


def test_finds_the_category_of_sentences_it_was_not_made_for() -> None:
    assert len(UNSEEN) >= 60
    assert share(UNSEEN, most=3) >= 0.8
    assert share(UNSEEN, most=1) >= 0.6


@pytest.mark.parametrize("words", NONSENSE)
def test_suggests_nothing_for_words_that_say_nothing(words: str) -> None:
    assert suggest(words, SHIPPED) == []


@pytest.mark.parametrize("category", SHIPPED, ids=lambda category: category.code)
def test_suggests_each_category_by_its_own_name(category: Category) -> None:
    assert category.code in [found.code for found in suggest(category.name_zh, SHIPPED)[:3]]
    assert category.code in [found.code for found in suggest(category.name_en, SHIPPED)[:3]]


def test_gives_the_best_first_at_most_five_and_only_above_the_threshold() -> None:
    found = suggest("楼上漏水 垃圾桶满了 电梯坏了 停水 着火 消防通道被堵 养鸡", SHIPPED)

    scores = [each.score for each in found]
    assert len(found) == rules.MOST_SUGGESTIONS
    assert scores == sorted(scores, reverse=True)
    assert all(rules.THRESHOLD <= score <= 100 for score in scores)


def test_reads_over_width_case_and_punctuation() -> None:
    assert suggest("ｋｔｖ，太 吵！", SHIPPED) == suggest("KTV太吵", SHIPPED)
    assert suggest("KTV太吵", SHIPPED)[0].code == "06028"


def test_needs_every_word_of_a_keyword_but_only_one_of_its_alternatives() -> None:
    assert suggest("电瓶车很新", SHIPPED) == []
    for words in ("电瓶车进楼", "电动车推进电梯", "电动自行车上楼"):
        assert suggest(words, SHIPPED)[0].code == "L403"


def test_calls_the_emergency_line_before_anything_else() -> None:
    emergencies = {category.code: category.emergency for category in SHIPPED if category.emergency}

    assert emergencies == {"L101": "119", "L102": "119", "L103": "120", "L104": "110"}
    assert not any(shipped(code).is_public for code in emergencies)


def test_hides_what_concerns_persons_and_households() -> None:
    private = {category.code for category in SHIPPED if not category.is_public}

    assert private == {
        *("L101", "L102", "L103", "L104"),
        *("L301", "L302", "L303", "L304"),
        *("L701", "L702", "L703"),
    }


def test_marks_own_codes_and_never_counts_through_a_range() -> None:
    codes = [category.code for category in SHIPPED]

    assert {"06001", "09012", "10002", "01046", "04013"} <= set(codes)
    assert not {"06031", "07005", "09007"} & set(codes)
    assert all(code.startswith("L") or (len(code) == 5 and code.isdigit()) for code in codes)


def test_says_of_every_deadline_where_it_comes_from() -> None:
    assert all(category.source for category in SHIPPED)
    assert "济源" in shipped("06001").source
    assert shipped("06001").handle == Limit(15, Unit.WORKING_DAY)
    assert shipped("09009").handle == Limit(180, Unit.URGENT_HOUR)
    assert shipped("09009").verify == Limit(90, Unit.WORKING_HOUR)


def test_gives_every_category_three_to_twelve_keywords() -> None:
    assert all(3 <= len(category.keywords) <= 12 for category in SHIPPED)
