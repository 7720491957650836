"""What an order must say (article rows P1, G1)."""

from __future__ import annotations

from typing import Any

import pytest

from linli.kernel.common.errors import LinliError
from linli.party.moves.rules import Source
from linli.party.orders import rules as orders
from linli.party.orders.rules import Order
from tests.party.sheet import FRIDAY_18, MONDAY_9, OTHERS, THEM, US


def _order(**more: Any) -> Order:
    given: dict[str, Any] = {
        "source": Source.BREACH,
        "title": "督办通知",
        "text": "请办结",
        "to_ids": (THEM,),
        "due_at": FRIDAY_18,
    }
    return Order(**(given | more))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"to_ids": ()}, "party.nobody_addressed"),
        ({"to_ids": (US,)}, "party.cannot_address"),
        ({"to_ids": (THEM, OTHERS)}, "party.cannot_address"),
        ({"text": ""}, "party.text_needed"),
        ({"title": ""}, "party.text_needed"),
        ({"due_at": MONDAY_9}, "party.deadline_passed"),
    ],
)
def test_an_order_asks_somebody_it_may_ask_for_something_in_time(
    more: dict[str, object], code: str
) -> None:
    found = ""
    try:
        orders.check_order(
            _order(**more), issuer_id=US, addressable=frozenset({US, THEM}), at=MONDAY_9
        )
    except LinliError as refused:
        found = refused.code

    assert found == code


def test_who_answers_gets_no_copy_beside() -> None:
    changes = _order(copy_ids=(THEM, OTHERS)).changes()

    assert changes["copy_ids"] == [OTHERS]
