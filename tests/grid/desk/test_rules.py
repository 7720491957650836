"""Which of the open steps are worth offering."""

import pytest

from linli.grid.desk.rules import ANSWERS, ASKS, BATCH, WORDINGS, State, offered
from linli.grid.moves.rules import Move

CALM = State(stage="in_hand", pending="", stands=False)
ASKED = State(stage="in_hand", pending="suspend", stands=False)
STANDS = State(stage="in_hand", pending="", stands=True)
VERIFIED = State(stage="verified", pending="", stands=False)
JUDGED = State(stage="closed", pending="", stands=False, is_judged=True)


@pytest.mark.parametrize(
    ("state", "left_out"),
    [
        (CALM, ANSWERS | {Move.RESUME}),
        (ASKED, ASKS | {Move.RESUME}),
        (STANDS, ASKS | ANSWERS),
        (JUDGED, ANSWERS | {Move.RESUME, Move.REOPEN}),
        (VERIFIED, ASKS | ANSWERS | {Move.RESUME}),
    ],
)
def test_a_step_that_makes_no_sense_now_is_not_offered(
    state: State, left_out: frozenset[Move]
) -> None:
    every = list(Move)

    assert set(offered(every, state)) == set(WORDINGS) - left_out


def test_a_step_that_is_not_open_is_never_offered() -> None:
    assert offered([Move.DONE], CALM) == [Move.DONE]
    assert offered([], CALM) == []


def test_the_most_usual_step_comes_first() -> None:
    assert offered([Move.SPLIT, Move.DECLINE, Move.REGISTER], CALM)[0] is Move.REGISTER


def test_a_batch_takes_no_step_that_the_page_does_not_know() -> None:
    assert set(BATCH) <= set(WORDINGS)
