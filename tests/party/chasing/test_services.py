"""The clock of a document does by itself what it has to, once (rows P1, G1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.journal import queries as journal
from linli.party.chasing import services as chasing
from linli.party.moves.rules import Stage
from linli.party.supervision import queries
from tests.district import District, stamp
from tests.party.errands import (
    DUE,
    again,
    brought,
    step_of,
    supervisor_of,
    verbs_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]


def _is_sound() -> bool:
    return not journal.verify().faults and not queries.verify_rows().faults


def test_more_time_moves_the_deadline_and_warns_anew(district: District) -> None:
    paper = brought(district, Stage.ISSUED)
    chasing.watch(supervision_id=paper.pk, stamp=stamp(DUE - timedelta(hours=1)))
    later = DUE + timedelta(days=7)

    chasing.extend(
        supervisor_of(district), step=step_of(paper, "需招标"), due_at=later, stamp=stamp(DUE)
    )

    paper = again(paper)
    assert (paper.due_at, paper.is_warned, paper.was_late) == (later, False, False)


def test_the_clock_warns_and_chases_and_does_nothing_twice(district: District) -> None:
    paper = brought(district, Stage.ISSUED)

    moments = [DUE - timedelta(hours=1), DUE + timedelta(hours=1), DUE + timedelta(days=3, hours=1)]
    moves = [
        [chasing.watch(supervision_id=paper.pk, stamp=stamp(at)) for _ in range(2)]
        for at in moments
    ]

    paper = again(paper)
    assert moves == [["warn", None], ["rise", None], ["rise", None]]
    assert (paper.level, paper.chases, paper.was_late) == (2, 2, True)
    assert verbs_of(paper)[-3:] == ["warned", "risen", "risen"]
    assert _is_sound()


def test_an_answered_document_has_no_clock(district: District) -> None:
    paper = brought(district, Stage.ANSWERED)

    assert chasing.watch(supervision_id=paper.pk, stamp=stamp(DUE + timedelta(days=9))) is None
    assert queries.due_for_watch(at=DUE + timedelta(days=9)) == []
