"""Threads that come at the same time share one piece of work."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from linli.kernel.common.together import Together


def test_alone_it_is_done_at_once() -> None:
    doubled = Together[int, int](lambda given: [2 * each for each in given], most=10)

    assert [doubled(number) for number in range(3)] == [0, 2, 4]


def test_who_comes_while_another_works_is_done_with_all_the_others_who_did() -> None:
    batches: list[list[int]] = []
    works, may_end = threading.Event(), threading.Event()

    def do(given: Sequence[int]) -> list[int]:
        batches.append(list(given))
        works.set()
        assert may_end.wait(10)
        return [each + 100 for each in given]

    shared = Together[int, int](do, most=3)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(shared, 0)
        assert works.wait(10)
        others = [pool.submit(shared, number) for number in range(1, 6)]
        while len(shared._waiting) < 5:
            pass
        may_end.set()
        found = [first.result(10), *[each.result(10) for each in others]]

    assert found == [100, 101, 102, 103, 104, 105]
    assert [len(batch) for batch in batches] == [1, 3, 2]


def test_everybody_in_the_batch_gets_what_it_raised_and_the_next_ones_go_on() -> None:
    def do(given: Sequence[int]) -> list[int]:
        if 13 in given:
            raise ArithmeticError("thirteen")
        return list(given)

    shared = Together[int, int](do, most=10)

    with pytest.raises(ArithmeticError, match="thirteen"):
        shared(13)
    assert shared(14) == 14


def test_a_thousand_of_many_threads_get_each_their_own() -> None:
    shared = Together[int, int](lambda given: [-each for each in given], most=7)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(shared, range(1000))) == [-each for each in range(1000)]
