"""Supervision documents through tools: read by those who may, answered by those addressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.api.papers import forms as shapes
from linli.kernel.common import ids
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor
from linli.party.moves.rules import Stage, may_see
from linli.party.supervision import queries as supervision
from linli.party.supervision.models import Supervision
from tests.api.tools import tool_of
from tests.district import District
from tests.grid.tasks.test_permissions import everybody
from tests.party.errands import Errands, again, brought, known, officer_of, supervisor_of


@pytest.fixture
def errands(district: District) -> Iterator[Errands]:
    """Let errands be known."""
    with known(district) as found:
        yield found


pytestmark = pytest.mark.usefixtures("errands")


def test_reads_a_document_and_answers_it(district: District) -> None:
    paper = brought(district, Stage.ISSUED)
    officer, chief = tool_of(officer_of(district)), tool_of(supervisor_of(district))
    path = f"/supervision/{paper.pk}"

    before = shapes.PaperWhole.model_validate(officer.get(path).json())
    body = {"version": before.version, "words": "已组织清扫，附照片"}
    answer, twice = officer.post(f"{path}/feedback", body), officer.post(f"{path}/feedback", body)
    after = shapes.PaperWhole.model_validate(chief.get(path).json())

    assert (before.number, before.stage) == ("样督〔2026〕1号", "issued")
    assert before.text == "请立即组织清扫。\n举一反三，排查同类问题。"
    assert "answer" in before.moves
    assert answer.status_code == 200, answer.content
    assert shapes.PaperAfter.model_validate(answer.json()).stage == "answered"
    assert (twice.status_code, twice.json()["now"]["version"]) == (409, again(paper).version)
    assert [one.has_answered for one in after.recipients] == [True]
    assert after.history[-1].words == "已组织清扫，附照片"
    assert not journal.verify().faults
    assert not supervision.verify_rows().faults


def test_feedback_under_a_word_is_given_once_and_something_else_under_it_is_refused(
    district: District,
) -> None:
    paper = brought(district, Stage.ISSUED)
    officer, word = tool_of(officer_of(district)), {"Idempotency-Key": "feedback-of-a-tool"}
    path, body = f"/supervision/{paper.pk}/feedback", {"version": 2, "words": "已组织清扫"}

    first, same = officer.post(path, body, **word), officer.post(path, body, **word)
    other = officer.post(path, body | {"words": "别的"}, **word)
    plain = officer.post(path, body)

    assert (first.status_code, same.status_code) == (200, 200), first.content
    assert first.json() == same.json()
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert (plain.status_code, plain.json()["code"]) == (409, "party.changed_meanwhile")
    assert again(paper).version == first.json()["version"]


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"words": "x"}, 422, "api.not_understood"),
    ({"version": 99, "words": "x"}, 409, "party.changed_meanwhile"),
    ({"version": 2, "words": ""}, 422, "api.not_understood"),
    ({"version": 2, "words": "x", "colour": "red"}, 422, "api.not_understood"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED, ids=["0", "1", "2", "3"])
def test_refuses_feedback_that_cannot_be_used(
    district: District, body: dict[str, Any], status: int, code: str
) -> None:
    paper = brought(district, Stage.ISSUED)

    answer = tool_of(officer_of(district)).post(f"/supervision/{paper.pk}/feedback", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert again(paper).stage == "issued"


@pytest.mark.parametrize("stage", [Stage.DRAFTED, Stage.ISSUED])
def test_every_post_reads_and_answers_what_the_rules_let_it(
    district: District, stage: Stage
) -> None:
    paper = brought(district, stage)
    seen = set()

    for who in _posts(district):
        tool, path = tool_of(who), f"/supervision/{paper.pk}"
        sees = may_see(who, paper)
        assert (tool.get(path).status_code == 200) is sees, who.role
        listed = [one["id"] for one in tool.get("/supervision").json()["documents"]]
        assert listed == ([str(paper.pk)] if sees else []), who.role
        with transaction.atomic():
            answer = tool.post(f"{path}/feedback", {"version": paper.version, "words": "x"})
            transaction.set_rollback(True)
        is_let = answer.status_code == 200
        wanted = stage is Stage.ISSUED and who.organisation_id == district.sanitation
        assert not is_let or wanted, (who.role, answer.content)
        assert answer.status_code in ((200, 403, 404, 409) if sees else (404,))
        seen.add((sees, is_let))
    assert (True, True) in seen or stage is Stage.DRAFTED
    assert {(True, False), (False, False)} <= seen


def _posts(district: District) -> list[Actor]:
    from linli.grid.moves.rules import Stage as CaseStage
    from tests.grid.desk.doors import case_at

    return everybody(district, case_at(district, CaseStage.REPORTED))[:-1]


def test_pages_are_the_whole_list_and_cost_three_statements(district: District) -> None:
    papers = [brought(district, Stage.ISSUED, number) for number in range(1, 6)]
    tool = tool_of(supervisor_of(district))
    tool.get("/supervision")

    found: list[str] = []
    cursor = None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        with CaptureQueriesContext(connection) as statements:
            page = shapes.PaperList.model_validate(tool.get("/supervision", **asked).json())
        assert len(statements) <= 3
        found += [str(one.id) for one in page.documents]
        cursor = page.next
        if cursor is None:
            break

    assert found == sorted(str(paper.pk) for paper in papers)


def test_filters_by_stage_and_matter_and_refuses_too_many_rows(district: District) -> None:
    paper = brought(district, Stage.ISSUED)
    tool = tool_of(supervisor_of(district))

    def asked(**more: Any) -> int:
        return len(tool.get("/supervision", **more).json()["documents"])

    assert (asked(stage="issued"), asked(stage="drafted")) == (1, 0)
    assert (asked(case=paper.subject_id), asked(case=ids.new())) == (1, 0)
    assert tool.get("/supervision", limit=1000).status_code == 200
    many = tool.get("/supervision", limit=1001)
    assert (many.status_code, many.json()["code"]) == (422, "api.not_understood")
    assert Supervision.objects.count() == 1
