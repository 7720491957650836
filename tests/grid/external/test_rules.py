"""Rows G1 and X3: the superior's clock and the steps towards a superior, whole tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from linli.grid.external import rules
from linli.grid.external.rules import Act, Extension, Result, State
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import LinliError
from tests.district import NOW

HOUR = timedelta(hours=1)
DUE = NOW + 10 * HOUR


@dataclass
class Outside:
    """The superior's side of a case as the rules read it."""

    state: str = "registered"
    extension: str = ""
    received_at: datetime = NOW
    due_at: datetime = DUE
    refused_at: datetime | None = None
    replied_at: datetime | None = None
    asked_until: datetime | None = None
    is_warned: bool = False
    is_late: bool = False
    was_late: bool = False
    extensions: int = 0
    sent_back: int = 0


OPEN: dict[Act, set[State]] = {
    Act.REGISTER: {State.RECEIVED},
    Act.REFUSE: {State.RECEIVED},
    Act.ASK: {State.REGISTERED},
    Act.GRANT: {State.REGISTERED},
    Act.DENY: {State.REGISTERED},
    Act.REPLY: {State.REGISTERED},
    Act.FOLLOW_UP: {State.REPLIED},
    Act.SEND_BACK: {State.REFUSED, State.REPLIED, State.FOLLOWED_UP},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_open_from_its_states_and_no_others(act: Act, state: State) -> None:
    outside = Outside(state=state.value)

    if state in OPEN[act]:
        assert rules.check_act(outside, act) in set(State)
        return
    with pytest.raises(LinliError) as refusal:
        rules.check_act(outside, act)
    assert refusal.value.code == "grid.act_not_open"


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.value])
@pytest.mark.parametrize("state", list(State))
def test_a_page_offers_what_makes_sense(state: State, stage: Stage, waits: bool) -> None:
    outside = Outside(state=state.value, extension="asked" if waits else "")

    offered = set(rules.open_acts(outside, stage.value))

    expected = {act for act in Act if state in OPEN[act]}
    expected -= {Act.ASK} if waits else {Act.GRANT, Act.DENY}
    if stage not in rules.REPLY_FROM:
        expected -= {Act.REPLY}
    assert offered == expected


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.value])
@pytest.mark.parametrize("result", list(Result))
def test_a_reply_needs_that_something_was_done_or_decided(result: Result, stage: Stage) -> None:
    if stage in rules.REPLY_FROM:
        changes = rules.replied(Outside(), result, stage=stage.value, at=NOW)
        assert changes["state"] == "replied"
        assert changes["result"] == result.value
        return
    with pytest.raises(LinliError) as refusal:
        rules.replied(Outside(), result, stage=stage.value, at=NOW)
    assert refusal.value.code == "grid.not_handled_yet"


@pytest.mark.parametrize(("hours", "late"), [(9, False), (10, False), (11, True)])
def test_a_late_reply_stays_late_in_the_figures(hours: int, late: bool) -> None:
    changes = rules.replied(Outside(), Result.SETTLED, stage="closed", at=NOW + hours * HOUR)

    assert changes["was_late"] is late


def test_a_reply_puts_an_unanswered_wish_to_rest() -> None:
    asked = Outside(extension="asked", asked_until=DUE + HOUR)
    granted = Outside(extension="granted")

    put_to_rest = rules.replied(asked, Result.SETTLED, stage="closed", at=NOW)
    kept = rules.replied(granted, Result.SETTLED, stage="closed", at=NOW)

    assert (put_to_rest["extension"], put_to_rest["asked_until"]) == ("", None)
    assert kept["extension"] == "granted"


def test_asking_moves_nothing_until_the_superior_answers() -> None:
    changes = rules.asked(Outside(), DUE + HOUR)

    assert changes == {"extension": "asked", "asked_until": DUE + HOUR}


@pytest.mark.parametrize(
    ("outside", "until", "code"),
    [
        (Outside(), DUE, "grid.not_later"),
        (Outside(), DUE - HOUR, "grid.not_later"),
        (Outside(extension="asked"), DUE + HOUR, "grid.extension_waits"),
        (Outside(state="received"), DUE + HOUR, "grid.act_not_open"),
        (Outside(state="replied"), DUE + HOUR, "grid.act_not_open"),
    ],
)
def test_a_wish_for_more_time_is_refused_where_it_makes_no_sense(
    outside: Outside, until: datetime, code: str
) -> None:
    with pytest.raises(LinliError) as refusal:
        rules.asked(outside, until)

    assert refusal.value.code == code


def test_only_a_granted_extension_moves_the_superiors_deadline() -> None:
    asked = Outside(extension="asked", asked_until=DUE + HOUR, is_warned=True)

    granted = rules.answered(asked, due_at=DUE + 2 * HOUR, at=NOW)
    denied = rules.answered(asked, due_at=None, at=NOW)

    assert granted["due_at"] == DUE + 2 * HOUR
    assert (granted["extensions"], granted["is_warned"]) == (1, False)
    assert denied == {"extension": Extension.REFUSED.value, "asked_until": None}


@pytest.mark.parametrize(
    ("outside", "due_at", "code"),
    [
        (Outside(), DUE + HOUR, "grid.no_extension_asked"),
        (Outside(), None, "grid.no_extension_asked"),
        (Outside(extension="granted"), DUE + HOUR, "grid.no_extension_asked"),
        (Outside(extension="asked"), DUE, "grid.not_later"),
        (Outside(extension="asked", state="replied"), None, "grid.act_not_open"),
    ],
)
def test_an_answer_needs_a_wish(outside: Outside, due_at: datetime | None, code: str) -> None:
    with pytest.raises(LinliError) as refusal:
        rules.answered(outside, due_at=due_at, at=NOW)

    assert refusal.value.code == code


def test_what_is_sent_back_runs_again_with_a_new_deadline() -> None:
    replied = Outside(state="replied", is_late=True, was_late=True)

    changes = rules.sent_back(replied, due_at=DUE, at=NOW)

    assert changes["state"] == "registered"
    assert (changes["sent_back"], changes["due_at"], changes["is_late"]) == (1, DUE, False)
    assert "was_late" not in changes
    with pytest.raises(LinliError) as refusal:
        rules.sent_back(replied, due_at=NOW, at=NOW)
    assert refusal.value.code == "grid.not_later"


@pytest.mark.parametrize(
    ("outside", "said_at", "code"),
    [
        (Outside(state="replied", replied_at=NOW - HOUR), None, ""),
        (Outside(state="replied", replied_at=NOW - HOUR), NOW - HOUR, ""),
        (Outside(state="replied", replied_at=NOW - HOUR), NOW, ""),
        (
            Outside(state="replied", replied_at=NOW - HOUR),
            NOW - 2 * HOUR,
            "grid.answer_too_early",
        ),
        (Outside(state="replied"), NOW - 99 * HOUR, ""),
        (Outside(state="replied"), NOW + HOUR, "grid.answer_in_future"),
        (
            Outside(state="refused", refused_at=NOW - HOUR),
            NOW - 2 * HOUR,
            "grid.answer_too_early",
        ),
    ],
)
def test_an_answer_is_of_after_our_last_word_and_not_of_tomorrow(
    outside: Outside, said_at: datetime | None, code: str
) -> None:
    if not code:
        assert rules.check_said(outside, said_at, at=NOW) == (said_at or NOW)
        return
    with pytest.raises(LinliError) as refusal:
        rules.check_said(outside, said_at, at=NOW)
    assert refusal.value.code == code
