"""What happened to matters, as FixMyStreet polls it: every update once, by a name that stays."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage
from linli.grid.published.rules import SENTENCES, WORDS, word
from linli.grid.showing import rules as showing
from linli.grid.verdicts import services as verdicts
from linli.kernel.journal.rules import Stamp
from tests.courses import brought, desk_of, holder_of
from tests.district import District, key, stamp
from tests.open311.clients import Partner

pytestmark = pytest.mark.django_db

FMS = {
    "open", "closed", "fixed", "in_progress", "planned", "action_scheduled", "investigating",
    "duplicate", "not_councils_responsibility", "no_further_action", "internal_referral",
    "cancelled", "reopen", "for_triage", "unchanged",
}  # fmt: skip
"""The words of the exchange that FixMyStreet knows."""

MINUTE = timedelta(minutes=1)


def closed(district: District, number: int = 1) -> Case:
    """Return a case that was closed a moment ago."""
    return brought(district, Stage.CLOSED, number, at=timezone.now() - MINUTE)


def window(minutes: int = 120) -> dict[str, str]:
    """Return the span that FixMyStreet polls: the last two hours."""
    now = timezone.now()
    return {
        "start_date": (now - minutes * MINUTE).isoformat(),
        "end_date": now.isoformat(),
        "jurisdiction_id": "yylou",
        "api_key": "of-the-poller",
    }


def test_each_step_is_one_update_with_all_its_elements(
    district: District, partner: Partner
) -> None:
    case = closed(district)

    rows = partner.reads("servicerequestupdates", **window())
    root = ET.fromstring(partner.gets("servicerequestupdates.xml", **window()).content)

    assert [(row["update_id"], row["status"]) for row in rows] == [
        (f"{case.number}.2", "investigating"),
        (f"{case.number}.3", "action_scheduled"),
        (f"{case.number}.4", "in_progress"),
        (f"{case.number}.5", "in_progress"),
        (f"{case.number}.6", "in_progress"),
        (f"{case.number}.7", "fixed"),
    ]
    assert list(rows[0]) == [
        "update_id", "service_request_id", "status", "updated_datetime", "description", "media_url",
    ]  # fmt: skip
    assert {row["service_request_id"] for row in rows} == {case.number}
    assert rows[0]["description"] == "已受理。"
    assert root.tag == "service_request_updates"
    assert [part.tag for part in root] == ["request_update"] * 6


def test_two_windows_side_by_side_tell_every_update_and_twice_the_same_name(
    district: District, partner: Partner
) -> None:
    closed(district)

    one, two = (partner.reads("servicerequestupdates", **window()) for _ in range(2))

    assert one == two
    assert len({row["update_id"] for row in one}) == len(one)


def test_nothing_outside_the_window(district: District, partner: Partner) -> None:
    closed(district)

    old = partner.reads(
        "servicerequestupdates", start_date="2026-01-01T00:00:00Z", end_date="2026-01-02T00:00:00Z"
    )
    rows = partner.reads("servicerequestupdates", **window())

    assert old == []
    start = timezone.now() - 120 * MINUTE
    assert all(start < datetime.fromisoformat(row["updated_datetime"]) for row in rows)


def test_what_was_done_offline_is_told_when_the_house_hears_of_it(
    district: District, partner: Partner
) -> None:
    case = brought(district, Stage.DONE, at=timezone.now() - timedelta(days=2))
    now = timezone.now()
    handling.verify(
        desk_of(district),
        step=Step(case_id=case.pk),
        stamp=Stamp(at=now - timedelta(hours=8), recorded_at=now, salt=bytes(16)),
    )

    (row,) = partner.reads("servicerequestupdates", **window())

    assert row["update_id"].startswith(case.number)
    assert row["description"] == "核查通过。"


def test_a_verdict_of_not_settled_makes_fixed_closed(district: District, partner: Partner) -> None:
    case = closed(district)
    verdicts.rate(
        holder_of(case),
        step=Step(case_id=case.pk),
        settled=False,
        satisfied=Satisfied.DISSATISFIED,
        stamp=stamp(timezone.now()),
    )

    rows = partner.reads("servicerequestupdates", **window())
    (request,) = partner.reads("requests", extensions="true")

    assert [row["status"] for row in rows][-2:] == ["fixed", "closed"]
    assert request["extended_attributes"]["status"] == "closed"


def test_a_neighbour_who_has_it_too_changes_nothing_and_is_not_named(
    district: District, partner: Partner
) -> None:
    case = brought(district, Stage.IN_HAND, at=timezone.now())
    joining.join(
        case_id=case.pk,
        reporter_id=key(9),
        token="neighbour",
        name="李四",
        phone="13900139000",
        stamp=stamp(timezone.now()),
    )

    rows = partner.reads("servicerequestupdates", **window())

    assert (rows[-1]["status"], rows[-1]["description"]) == (
        "unchanged",
        "又有一位邻居反映同样的问题。",
    )
    assert "李四" not in json.dumps(rows, ensure_ascii=False)


def test_private_matters_have_no_updates_but_for_the_partner_who_reported_them(
    district: District, partner: Partner
) -> None:
    partner.sends(lat="29.3525", long="113.104", service_code="L201")
    case = Case.objects.get()
    handling.register(
        desk_of(district),
        step=Step(case_id=case.pk),
        category_code="L201",
        stamp=stamp(timezone.now()),
    )

    def asks(**query: Any) -> int:
        return len(partner.reads("servicerequestupdates", **window() | query))

    assert asks() == 0
    assert asks(api_key=partner.secret) == 1


def test_pages_of_updates_follow_each_other(district: District, partner: Partner) -> None:
    closed(district)

    pages = [
        partner.gets("servicerequestupdates.json", page=n, page_size=4, **window()) for n in (1, 2)
    ]

    assert [len(json.loads(page.content)) for page in pages] == [4, 2]
    assert 'rel="next"' in pages[0].headers["Link"]


def test_a_poll_takes_four_statements_or_fewer(district: District, partner: Partner) -> None:
    for number in range(1, 5):
        closed(district, number)
    partner.reads("servicerequestupdates", **window())

    with CaptureQueriesContext(connection) as asked:
        partner.reads("servicerequestupdates", **window())

    assert len(asked) <= 4, "\n".join(one["sql"] for one in asked)


def test_every_stage_has_a_word_that_the_exchange_knows() -> None:
    assert set(WORDS) == set(Stage) - {Stage.NONE}
    assert {word(stage) for stage in WORDS} <= FMS
    assert word(Stage.IN_HAND, stands=True) == "planned"
    assert word(Stage.DECLINED, ground="beyond_duty") == "not_councils_responsibility"


def test_every_published_sentence_belongs_to_a_verb_of_the_record() -> None:
    assert set(SENTENCES) <= set(showing.SENTENCES)
    assert "%(" not in "".join(SENTENCES.values())
