"""When a letter is tried, tried again and given up, asked whole."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from linli.notices.letters import rules
from linli.notices.letters.rules import MOST_TRIES, REASON_NAMES, SENTENCES, After, Reason, State
from tests.district import local

MINUTES = {1: 1, 2: 5, 3: 30, 4: 120, 5: 480}


def expected(reason: Reason, tries: int) -> After:
    """Return the answer of the table: taken, hopeless or tried enough, else again later."""
    if not reason:
        return After(State.SENT)
    if reason in {"no_channel", "cut_off"} or tries not in MINUTES:
        return After(State.GIVEN_UP, reason)
    return After(State.WAITING, reason, timedelta(minutes=MINUTES[tries]))


@pytest.mark.parametrize(("reason", "tries"), list(product(Reason, range(1, MOST_TRIES + 2))))
def test_a_try_ends_or_leaves_a_longer_pause(reason: Reason, tries: int) -> None:
    assert rules.after(reason, tries=tries) == expected(reason, tries)


@pytest.mark.parametrize(
    ("hour", "minute", "is_quiet"),
    [(0, 0, True), (7, 59, True), (8, 0, False), (12, 30, False), (20, 59, False), (21, 0, True)],
)
def test_nobody_is_woken(hour: int, minute: int, is_quiet: bool) -> None:
    at = local(2026, 11, 24, hour, minute)
    morning = local(2026, 11, 24 if hour < 8 else 25, 8)

    assert rules.is_quiet(at) is is_quiet
    assert rules.waking(at) == (morning if is_quiet else at)
    assert not rules.is_quiet(rules.waking(at))


def test_the_link_of_a_letter_is_the_same_again_and_nobody_elses() -> None:
    one, other = UUID(int=1), UUID(int=2)

    found = {rules.link_token(secret, key) for secret in ("a", "b") for key in (one, other)}

    assert len(found) == 4
    assert rules.link_token("a", one) == rules.link_token("a", one)
    assert {len(token) for token in found} == {12}


def test_each_state_and_each_reason_has_its_words() -> None:
    assert set(SENTENCES) == set(State)
    assert set(REASON_NAMES) == set(Reason) - {Reason.NONE}
