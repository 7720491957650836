"""Reading a table of moves."""

from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.moves.rules import STAYS, reachable, target


class Light(StrEnum):
    """Where a lamp of the stairs is."""

    NONE = ""
    DARK = "dark"
    LIT = "lit"


class Hand(StrEnum):
    """What a hand does to it."""

    HANG = "hang"
    PRESS = "press"
    CLEAN = "clean"


stages, moves = st.sampled_from(Light), st.sampled_from(Hand)
tables = st.fixed_dictionaries(
    {hand: st.tuples(st.frozensets(stages), st.none() | stages) for hand in Hand}
)


@given(tables, stages, moves)
def test_a_move_is_reachable_exactly_where_it_leads_somewhere(
    table: dict[Hand, tuple[frozenset[Light], Light | None]], stage: Light, move: Hand
) -> None:
    assert (move in reachable(table, stage)) == (target(table, stage, move) is not None)


@given(tables, stages, moves)
def test_a_move_leads_where_the_table_says_or_stays(
    table: dict[Hand, tuple[frozenset[Light], Light | None]], stage: Light, move: Hand
) -> None:
    origins, to = table[move]

    expected = (stage if to is STAYS else to) if stage in origins else None

    assert target(table, stage, move) == expected


def test_the_first_stage_is_a_stage_although_its_word_is_empty() -> None:
    table = {Hand.CLEAN: (frozenset({Light.NONE}), STAYS)}

    assert target(table, Light.NONE, Hand.CLEAN) is Light.NONE
    assert reachable(table, Light.NONE) == [Hand.CLEAN]
