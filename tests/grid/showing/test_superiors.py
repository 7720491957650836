"""Rows G1 and X3: what is said between a superior and us is not for those who reported or joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linli.grid.cases.news import CaseNews
from linli.grid.external import news
from linli.grid.external import services as external
from linli.grid.external.rules import Result
from linli.grid.moves.rules import Stage
from linli.grid.showing import queries as showing
from linli.grid.showing import rules
from linli.kernel.people.rules import reporter
from tests.courses import desk_of
from tests.district import NOW, small_district, stamp
from tests.superiors import passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    return small_district()


def test_every_word_to_and_from_a_superior_is_the_houses_own_business() -> None:
    verbs = {
        each.verb
        for each in vars(news).values()
        if isinstance(each, type) and issubclass(each, CaseNews) and each is not CaseNews
    }

    assert len(verbs) == 16
    assert verbs <= rules.HIDDEN_FROM_REPORTER
    assert verbs <= rules.SENTENCES.keys()


def test_a_reporter_reads_nothing_of_the_reply_to_the_superior(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED)
    desk = desk_of(district)
    external.register(desk, case_id=case.pk, stamp=stamp(NOW, 1))
    external.reply(
        desk, case_id=case.pk, result=Result.SETTLED, words="致上级的话", stamp=stamp(NOW, 2)
    )

    hers = showing.page(reporter(case.pk), case.pk, at=NOW)
    ours = showing.page(desk, case.pk, at=NOW)

    assert "致上级的话" not in {entry.words for entry in hers.entries}
    assert "致上级的话" in {entry.words for entry in ours.entries}
