"""A partner says what it knows of a matter, and asks for what it may ask for (X3)."""

import json
from typing import Any

import pytest
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.grid.notes import services as notes
from linli.grid.notes.rules import Kind
from linli.grid.photos.models import Photo
from linli.grid.steps.services import Step
from linli.kernel.journal import queries as journal
from linli.kernel.keys import services as keys
from linli.kernel.keys.rules import Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people.models import Post
from linli.kernel.people.rules import BY_RULE
from linli.open311.updates.rules import ASKED, WORDS, asked
from tests.courses import brought, desk_of, entries_of, last_entry, words_of
from tests.district import District, again, key, stamp
from tests.grid.reports.resident import picture
from tests.open311.clients import OTHER_SECRET, READ_ONLY_SECRET, Partner, errors_in, issued
from tests.open311.test_updates import FMS

pytestmark = pytest.mark.django_db

POST_SECRET = "tool-of-a-post-" + "0" * 40


def said(case: Case, **more: str) -> dict[str, Any]:
    """Return an update as FixMyStreet sends it."""
    return {
        "service_request_id": case.number,
        "update_id": "fms-1",
        "status": "OPEN",
        "updated_datetime": "2026-11-27T17:00:00+08:00",
        "description": "还没有人来",
        "first_name": "丽",
        "last_name": "王",
        "public_anonymity_required": "TRUE",
        "email_alerts_requested": "FALSE",
    } | more


def sends(partner: Partner, case: Case, **more: Any) -> Any:
    """Return the answer to an update."""
    return partner.posts("servicerequestupdates.json", **said(case) | more)


def receipt_of(response: Any) -> dict[str, str]:
    """Return what the sender of an update gets."""
    assert response.status_code == 200, response.content
    (row,) = json.loads(response.content)
    return dict(row)


@pytest.fixture
def reported(partner: Partner) -> Case:
    """Return a case that the partner reported."""
    partner.sends(lat="29.3525", long="113.104", service_code="06010", description="垃圾")
    return Case.objects.get()


def of_partner(district: District, stage: Stage) -> Case:
    """Return a case at a stage whose report came by the partner."""
    case = brought(district, stage, at=timezone.now())
    Case.objects.filter(pk=case.pk).update(request_key=f"open311:{key(70_001).hex}:x")
    return again(case)


def test_words_are_added_and_the_answer_names_the_entry(partner: Partner, reported: Case) -> None:
    receipt = receipt_of(sends(partner, reported))

    entry = last_entry(reported)
    assert receipt == {
        "update_id": f"{reported.number}.{entry.number}",
        "service_request_id": reported.number,
        "status": "open",
    }
    assert entry.verb == "grid.case_words_added"
    assert words_of(entry) == {"text": "还没有人来\n对方系统状态：open", "photos": []}
    assert again(reported).version == entry.number
    assert not journal.verify().faults


def test_the_answer_is_there_in_xml_too(partner: Partner, reported: Case) -> None:
    response = partner.posts("servicerequestupdates.xml", **said(reported))

    assert b"<service_request_updates><request_update><update_id>" in response.content


def test_the_same_update_twice_is_one_entry_and_another_is_two(
    partner: Partner, reported: Case
) -> None:
    one, two = (receipt_of(sends(partner, reported)) for _ in range(2))
    three = receipt_of(sends(partner, reported, update_id="fms-2"))

    assert one == two != three
    assert len(entries_of(reported)) == 3


def test_the_same_update_id_with_other_words_is_refused(partner: Partner, reported: Case) -> None:
    sends(partner, reported)

    response = sends(partner, reported, description="有人来过了")

    assert response.status_code == 409
    assert len(entries_of(reported)) == 2


def test_a_partner_reopens_for_the_reporter(district: District, partner: Partner) -> None:
    case = of_partner(district, Stage.CLOSED)

    receipt = receipt_of(sends(partner, case, status="REOPEN"))

    assert again(case).stage == "dispatched"
    assert receipt["status"] == "action_scheduled"
    assert last_entry(case).verb == "grid.case_reopened"


def test_what_a_partner_may_not_do_stays_words(district: District, partner: Partner) -> None:
    case = of_partner(district, Stage.IN_HAND)

    receipt = receipt_of(sends(partner, case, status="FIXED"))

    assert receipt["status"] == "in_progress"
    assert again(case).stage == "in_hand"
    assert words_of(last_entry(case)) == {"text": "还没有人来\n对方系统状态：fixed", "photos": []}


def test_the_key_of_a_post_takes_in_hand_and_reports_as_handled(district: District) -> None:
    case = brought(district, Stage.DISPATCHED, at=timezone.now())
    post = Post.objects.get(role="department_officer", organisation_id=district.sanitation)
    new = NewKey(id=key(1), name="环卫", scopes=frozenset({Scope.OPEN311_UPDATE}), post_id=post.pk)
    keys.issue(BY_RULE, key=new, secret=POST_SECRET, stamp=stamp())
    tool = Partner(secret=POST_SECRET)

    one = receipt_of(sends(tool, case, status="IN_PROGRESS", description="已派人"))
    stage = again(case).stage
    two = receipt_of(sends(tool, case, status="fixed", description="已清运", update_id="2"))

    assert (stage, one["status"]) == ("in_hand", "in_progress")
    assert (again(case).stage, two["status"]) == ("done", "in_progress")
    assert again(case).handler_post_id == post.pk
    assert [entry.verb for entry in entries_of(case)[-4:]] == [
        "grid.case_note_published",
        "grid.case_accepted",
        "grid.case_note_published",
        "grid.case_done",
    ]


def test_a_note_for_the_reporter_reaches_the_partner_who_speaks_for_her_and_nobody_else(
    district: District, partner: Partner, reported: Case
) -> None:
    notes.note(
        desk_of(district),
        step=Step(case_id=reported.pk, words="明天上午去看"),
        key=key(8),
        kind=Kind.PUBLIC,
        stamp=stamp(timezone.now()),
    )

    def asks(**query: str) -> list[str]:
        rows = partner.reads("servicerequestupdates", **query)
        return [row["description"] for row in rows]

    assert asks(api_key=partner.secret) == ["明天上午去看"]
    assert asks() == []


@pytest.mark.parametrize("secret", [OTHER_SECRET, READ_ONLY_SECRET, ""])
def test_nobody_else_adds_to_a_case(
    district: District, partner: Partner, reported: Case, secret: str
) -> None:
    issued(district, OTHER_SECRET, number=2)
    issued(district, READ_ONLY_SECRET, number=3, scopes=frozenset({Scope.OPEN311_REPORT}))

    status = sends(Partner(secret=secret), reported).status_code

    assert status == (404 if secret == OTHER_SECRET else 403)
    assert len(entries_of(reported)) == 1


def test_names_every_argument_that_is_missing(partner: Partner) -> None:
    response = partner.posts("servicerequestupdates.xml")

    assert response.status_code == 400
    assert len(errors_in(response)) == 5


@pytest.mark.parametrize(
    "more",
    [{"status": "SOLVED"}, {"updated_datetime": "now"}, {"description": "字" * 4001}],
)
def test_refuses_what_cannot_be_read(
    partner: Partner, reported: Case, more: dict[str, str]
) -> None:
    assert sends(partner, reported, **more).status_code == 400
    assert len(entries_of(reported)) == 1


def test_pictures_come_along_and_stay_among_those_who_deal_with_it(
    partner: Partner, reported: Case
) -> None:
    sends(partner, reported, media=picture())

    photo = Photo.objects.get()
    assert (photo.case_id, photo.kind, photo.taken_in) == (reported.pk, "report", 2)


def test_the_test_endpoint_keeps_nothing(partner: Partner, reported: Case) -> None:
    test = Partner(base="/open311/test/v2")

    assert receipt_of(sends(test, reported))["status"] == "open"
    assert len(entries_of(reported)) == 1


def test_every_word_of_the_exchange_is_taken() -> None:
    assert set(WORDS) == FMS
    assert {word for rows in ASKED.values() for words, _ in rows for word in words} <= FMS
    assert asked("reported", "fixed") == ()
