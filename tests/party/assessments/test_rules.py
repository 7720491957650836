"""Points against a standard: whole weights, no rounding (article rows P1, P5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from linli.kernel.common.errors import LinliError
from linli.party.assessments import rules
from linli.party.assessments.rules import ProofNeeded, Result
from linli.party.standards import rules as standards
from linli.party.standards.rules import Item, Period, Standard

ITEMS = (Item("1", "一", 3, "照片", True), Item("2", "二", 2, "记录"), Item("3", "三", 2))
STANDARD = Standard("样例标准", "样例区委办公室", Period.QUARTER, date(2026, 12, 31), ITEMS)


def test_a_standard_reads_back_as_it_was_kept() -> None:
    assert standards.read(STANDARD.content()) == STANDARD
    assert standards.read({}) == Standard("", "")
    assert STANDARD.weight == 7


MET, NOT, NONE = Result.MET, Result.NOT_MET, Result.DOES_NOT_APPLY
SCORES = [
    # results of the three items → points, of, percent
    ((MET, MET, MET), 7, 7, "100.0"),
    ((MET, NOT, NOT), 3, 7, "42.8"),
    ((NOT, MET, MET), 4, 7, "57.1"),
    ((NONE, MET, NOT), 2, 4, "50.0"),
    ((NONE, NONE, MET), 2, 2, "100.0"),
    ((NONE, NONE, NONE), 0, 0, "0.0"),
    ((None, None, None), 0, 7, "0.0"),
    ((MET, None, NONE), 3, 5, "60.0"),
]


@pytest.mark.parametrize(("results", "points", "of", "percent"), SCORES)
def test_points_are_sums_of_whole_weights(
    results: tuple[Result | None, ...], points: int, of: int, percent: str
) -> None:
    given = {str(n): one.value for n, one in enumerate(results, start=1) if one}

    found = rules.score(STANDARD, given)

    assert (found.points, found.of, found.percent) == (points, of, percent)


def _is_refused(item: Item, result: Result, *, words: bool, files: int) -> bool:
    try:
        rules.check_proof(item, result, has_words=words, files=files)
    except ProofNeeded:
        return True
    return False


@pytest.mark.parametrize(("words", "files"), list(product([False, True], [0, 1])))
def test_what_each_result_needs(words: bool, files: int) -> None:
    with_file, with_words, bare = ITEMS

    assert _is_refused(with_file, MET, words=words, files=files) is not (words and files == 1)
    assert _is_refused(with_words, MET, words=words, files=files) is not words
    assert not _is_refused(bare, MET, words=words, files=files)
    assert not _is_refused(with_file, NOT, words=words, files=files)
    assert _is_refused(bare, NONE, words=words, files=files) is not words


BAD = [
    (replace(STANDARD, name=""), "party.source_needed"),
    (replace(STANDARD, source=""), "party.source_needed"),
    (replace(STANDARD, items=(Item("1", "", 1),)), "party.item_refused"),
    (replace(STANDARD, items=(Item("1", "一", 0),)), "party.item_refused"),
    (replace(STANDARD, items=(Item("1", "一", 101),)), "party.item_refused"),
    (replace(STANDARD, items=(Item("1", "一"),) * 61), "party.item_refused"),
]


@pytest.mark.parametrize(("standard", "code"), BAD, ids=range(len(BAD)))
def test_a_standard_that_cannot_be_reckoned_with_is_refused(standard: Standard, code: str) -> None:
    with pytest.raises(LinliError) as refused:
        standards.check_standard(standard)

    assert refused.value.code == code
    assert str(refused.value)


def test_an_empty_standard_is_kept_and_not_assessed() -> None:
    empty = replace(STANDARD, items=())

    standards.check_standard(empty)
    with pytest.raises(LinliError) as refused:
        standards.check_may_be_assessed(empty)

    assert refused.value.code == "party.nothing_to_assess"
