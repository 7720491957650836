"""Whoever opens the link of a message rates one case and reads nothing else of it (row G1)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.invitations import queries, services
from linli.grid.invitations.models import Invitation
from linli.grid.invitations.rules import InvitationOver, State
from linli.grid.moves.rules import Stage
from linli.grid.reporters import services as reporters
from linli.grid.showing import queries as showing
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.people.rules import BY_RULE
from tests.courses import brought, desk_of, entries_of, holder_of, officer_of, step_of, words_of
from tests.district import District, again, key, stamp
from tests.grid.desk.doors import case_at

TOKEN = "abcdefghijkl"
SAID = {"settled": "yes", "satisfied": "mostly", "words": "谢谢师傅"}
DISCLOSES_NOTHING = ("垃圾", "东苑", "甲社区", "13800138000", "样例区环卫局", "token-1")


def invited(district: District) -> Case:
    """Return a closed case whose reporter was sent a link."""
    case = case_at(district, Stage.CLOSED)
    services.invite(case_id=case.pk, key=key(70_001), token=TOKEN, at=timezone.now())
    return case


def test_one_reads_the_number_and_two_questions_and_nothing_of_the_matter(
    district: District,
) -> None:
    case = invited(district)

    page = Client().get(f"/v/{TOKEN}/").content.decode()

    assert case.number in page
    assert "是否解决" in page
    assert not [word for word in DISCLOSES_NOTHING if word in page]
    assert "no-store" in Client().get(f"/v/{TOKEN}/")["Cache-Control"]


def test_the_verdict_is_kept_and_her_words_are_for_those_who_know_of_her(
    district: District,
) -> None:
    case = invited(district)

    sent = Client().post(f"/v/{TOKEN}/", SAID)
    page = Client().get(f"/v/{TOKEN}/").content.decode()

    entry = entries_of(case)[-1]
    assert (sent.status_code, sent["Location"]) == (302, f"/v/{TOKEN}/")
    assert (again(case).settled, again(case).satisfied) == (True, "mostly")
    assert (entry.verb, words_of(entry)) == ("grid.case_rated", {"text": "谢谢师傅", "photos": []})
    assert "谢谢师傅" not in page
    assert "评价已记录" in page
    read = {
        who.role: showing.page(who, case.pk, at=timezone.now()).entries[-1].words
        for who in (desk_of(district), officer_of(district), holder_of(case))
    }
    assert list(read.values()) == ["谢谢师傅", "", "谢谢师傅"]
    assert cases.verify_rows().faults == []


@pytest.mark.parametrize(
    "said", [{}, {"settled": "yes"}, {"satisfied": "mostly"}, {**SAID, "words": "字" * 501}]
)
def test_a_verdict_with_something_missing_is_asked_again(
    district: District, said: dict[str, str]
) -> None:
    case = invited(district)

    answer = Client().post(f"/v/{TOKEN}/", said)

    assert answer.status_code == 422
    assert again(case).rated_at is None


def test_a_link_opens_no_other_page_of_the_matter(district: District) -> None:
    invited(district)
    browser = Client()

    pages = [browser.get(f"/m/{TOKEN}/"), browser.get(f"/m/{TOKEN}/proof/")]
    pages += [
        browser.post(f"/m/{TOKEN}/{word}/", {"words": "x", "sure": "1", **SAID})
        for word in ("rate", "reopen", "erase", "add", "review")
    ]

    assert {page.status_code for page in pages} == {404}
    assert Invitation.objects.exists()


def test_a_second_verdict_is_refused(district: District) -> None:
    case = invited(district)
    Client().post(f"/v/{TOKEN}/", SAID)

    answer = Client().post(f"/v/{TOKEN}/", {**SAID, "settled": "no"})

    assert answer.status_code == 409
    assert again(case).settled is True


def test_a_link_of_before_the_reopening_asks_nothing(district: District) -> None:
    case = invited(district)
    now = timezone.now()
    verdicts.reopen(desk_of(district), step=step_of(case, "又堆上了"), stamp=stamp(now, 7))

    page, sent = Client().get(f"/v/{TOKEN}/"), Client().post(f"/v/{TOKEN}/", SAID)

    assert page.status_code == 200
    assert "不再用于评价" in page.content.decode()
    assert sent.status_code == 409
    assert again(case).rated_at is None


@pytest.mark.parametrize(("days", "state"), [(15, State.OPEN), (16, State.OVER)])
def test_a_link_ends_with_the_time_for_verdicts(
    district: District, days: int, state: State
) -> None:
    case = brought(district, Stage.CLOSED)
    assert case.closed_at
    services.invite(case_id=case.pk, key=key(70_001), token=TOKEN, at=case.closed_at)
    at = case.closed_at + timedelta(days=days)

    found = services.look(TOKEN, address="1.2.3.4", at=at)

    assert found.state is state
    if state is State.OVER:
        with pytest.raises(InvitationOver):
            rated(at)


def rated(at: datetime) -> None:
    """Rate by the link of the message."""
    services.rate(
        TOKEN,
        address="1.2.3.4",
        settled=True,
        satisfied=Satisfied.MOSTLY,
        words="",
        stamp=stamp(at, 9),
    )


def test_forgetting_the_reporter_ends_the_link(district: District) -> None:
    case = invited(district)

    reporters.forget(BY_RULE, case_id=case.pk, stamp=stamp(timezone.now(), 8))

    assert Client().get(f"/v/{TOKEN}/").status_code == 404
    with pytest.raises(NotFound):
        services.invite(case_id=case.pk, key=key(70_002), token="x", at=timezone.now())


def test_the_link_itself_is_stored_nowhere(district: District) -> None:
    invited(district)

    assert TOKEN not in str(Invitation.objects.values().get())


def test_whoever_guesses_links_is_stopped(district: District) -> None:
    case = invited(district)
    browser = Client()

    answers = [browser.get(f"/v/guess-{number:06}/").status_code for number in range(102)]

    assert set(answers[:100]) == {404}
    assert set(answers[100:]) == {429}
    assert browser.get(f"/v/{TOKEN}/").status_code == 200
    assert again(case).rated_at is None


def test_one_link_is_not_tried_without_end(district: District) -> None:
    invited(district)
    codes = []
    for _ in range(12):
        try:
            rated(timezone.now())
        except LinliError as refused:
            codes.append(refused.code)

    assert codes[:9] == ["grid.rated_already"] * 9
    assert set(codes[10:]) == {"common.too_many"}


def test_the_same_message_is_one_link(district: District) -> None:
    case = invited(district)

    services.invite(case_id=case.pk, key=key(70_001), token=TOKEN, at=timezone.now())

    assert Invitation.objects.count() == 1
    assert queries.has_left(case.pk)
