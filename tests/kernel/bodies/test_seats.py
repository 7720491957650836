"""Who may sit in a body, and what a number may say of them (row S2)."""

from typing import Any

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.seats import rules
from linli.kernel.seats.rules import Office


def _code(ask: Any, *given: Any, **more: Any) -> str:
    try:
        ask(*given, **more)
    except LinliError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("office", "held", "code"),
    [
        (Office.CHAIR, [], ""),
        (Office.CHAIR, ["chair"], "seats.office_taken"),
        (Office.DEPUTY, ["chair", "deputy"], ""),
        (Office.MEMBER, ["chair", "member"], ""),
        (Office.MEMBER, ["chair", "member", "member"], "seats.seats_full"),
        (Office.MEMBER, ["chair", "member", "alternate"], ""),
        (Office.ALTERNATE, ["chair", "member", "member"], ""),
        (Office.CHAIR, ["deputy", "member", "member"], "seats.seats_full"),
    ],
)
def test_three_seats_have_one_chair_and_alternates_fill_none(
    office: Office, held: list[str], code: str
) -> None:
    assert _code(rules.check_seat, office, seats=3, held=held) == code


@pytest.mark.parametrize(
    ("count", "members", "shown"),
    [
        (None, 7, None),
        (0, 7, None),
        (1, 7, 1),
        (6, 7, 6),
        (7, 7, None),
        (1, 3, 1),
        (1, 2, None),
        (0, 0, None),
    ],
)
def test_a_number_of_party_members_that_would_name_them_is_not_shown(
    count: int | None, members: int, shown: int | None
) -> None:
    assert rules.shown_party_members(count, members) == shown


@pytest.mark.parametrize(
    ("count", "code"),
    [(-1, "seats.more_than_members"), (0, ""), (2, ""), (3, "seats.more_than_members")],
)
def test_no_more_party_members_are_counted_than_members_sit(count: int, code: str) -> None:
    held = ["chair", "member", "alternate"]

    assert _code(rules.check_party_members, count, held) == code
