"""The list, one request, and the bulk file: what neighbours may know, in every way to ask (E5, E6)."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ground
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.grid.photos.models import Photo
from tests.courses import brought, desk_of, reported
from tests.district import District, key, stamp
from tests.open311.clients import OTHER_SECRET, Partner, issued
from tests.open311.test_report import SPOT

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)

ELEMENTS = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]
"""All elements of a request in GeoReport v2, in its order."""


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    """Return the numbers of some requests."""
    return [row["service_request_id"] for row in rows]


def two_cases(district: District) -> tuple[Case, Case]:
    """Return an open case reported an hour ago, and one reported and closed a day ago."""
    now = timezone.now()
    return (
        reported(district, 1, at=now - HOUR, category="06001"),
        brought(district, Stage.CLOSED, 2, at=now - 24 * HOUR),
    )


def test_every_element_is_there_also_when_it_is_empty(district: District, partner: Partner) -> None:
    open_case, _ = two_cases(district)
    (row, _) = partner.reads("requests")
    root = ET.fromstring(partner.gets("requests.xml").content)

    assert list(row) == ELEMENTS
    assert [part.tag for part in root[0]] == ELEMENTS
    assert row == {
        "service_request_id": open_case.number,
        "status": "open",
        "status_notes": "已上报",
        "service_name": "私搭乱建",
        "service_code": "06001",
        "description": "私搭乱建",
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": open_case.reported_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "updated_datetime": open_case.reported_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "expected_datetime": None,
        "address": "甲东苑, 甲社区, 第一街道, 样例区",
        "address_id": str(district.sides[0].compounds[0]),
        "zipcode": None,
        "lat": 29.3525,
        "long": 113.105,
        "media_url": None,
    }


def test_moments_are_told_in_whole_seconds_with_their_offset(
    district: District, partner: Partner
) -> None:
    at = timezone.now() - timedelta(seconds=5)
    reported(district, at=at.replace(microsecond=999_999))

    (row,) = partner.reads("requests")

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["requested_datetime"])
    assert datetime.fromisoformat(row["requested_datetime"]) <= timezone.now()


def test_a_closed_one_names_who_was_responsible_and_when_it_closed(
    district: District, partner: Partner
) -> None:
    _, closed = two_cases(district)

    (row,) = partner.reads("requests", status="closed")

    assert (row["status"], row["agency_responsible"]) == ("closed", "样例区环卫局")
    assert closed.closed_at
    assert row["updated_datetime"] == closed.closed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert row["expected_datetime"]


def test_newest_first_and_one_request_is_a_list_of_one(
    district: District, partner: Partner
) -> None:
    open_case, closed = two_cases(district)

    assert numbers(partner.reads("requests")) == [open_case.number, closed.number]
    assert partner.reads(f"requests/{closed.number}") == partner.reads("requests")[1:]


@pytest.mark.parametrize("number", ["0", "20261123-999999", "垃圾", "%00", "a,b", "x" * 3000])
def test_a_number_that_is_none_is_404(partner: Partner, number: str) -> None:
    for form in ("xml", "json"):
        assert partner.gets(f"requests/{number}.{form}").status_code == 404


def test_each_filter_alone(district: District, partner: Partner) -> None:
    open_case, closed = two_cases(district)
    now = timezone.now()
    one, two = [open_case.number], [closed.number]

    def asks(**query: Any) -> list[str]:
        return numbers(partner.reads("requests", **query))

    assert asks(status="open") == one
    assert asks(status="OPEN, closed") == one + two
    assert asks(service_code="06001,9999") == one
    assert asks(service_code="9999") == []
    assert asks(start_date=(now - 2 * HOUR).isoformat()) == one
    assert asks(end_date=(now - 2 * HOUR).isoformat()) == two
    assert asks(start_date=(now - 200 * HOUR).isoformat().replace("+", " ")) == one + two
    assert asks(updated_after=(now - 2 * HOUR).isoformat()) == one
    assert asks(updated_before=(now - 2 * HOUR).isoformat()) == two
    assert asks(lat="29.3525", long="113.105", radius="10") == one + two
    assert asks(lat="29.3525", long="113.205", radius="10") == []
    assert asks(status="", service_code="", start_date="", page="") == one + two


def test_numbers_override_every_other_argument(district: District, partner: Partner) -> None:
    open_case, closed = two_cases(district)

    found = partner.reads(
        "requests",
        service_request_id=f"{closed.number}, {open_case.number},none",
        status="nonsense",
        start_date="nonsense",
        service_code="9999",
    )

    assert numbers(found) == [open_case.number, closed.number]


def test_by_default_the_last_ninety_days(district: District, partner: Partner) -> None:
    now = timezone.now()
    old = reported(district, 1, at=now - timedelta(days=100))

    assert partner.reads("requests") == []
    assert numbers(partner.reads("requests", service_request_id=old.number)) == [old.number]
    assert numbers(partner.reads("requests", updated_after="2001-01-01")) == [old.number]


def test_pages_follow_each_other_by_their_links(district: District, partner: Partner) -> None:
    cases = [reported(district, n, at=timezone.now() - n * HOUR) for n in range(1, 6)]
    seen, links = [], []
    path = "/open311/v2/requests.json?page_size=2&status=open&api_key=secret"
    while path:
        response = partner.client.get(path)
        seen += numbers(json.loads(response.content))
        links.append(response.headers.get("Link", ""))
        following = [link for link in links[-1].split(", ") if 'rel="next"' in link]
        path = (
            following[0].partition(">")[0].removeprefix("<http://testserver") if following else ""
        )

    assert seen == [case.number for case in cases]
    assert [link.count("rel=") for link in links] == [1, 3, 2]
    assert "secret" not in "".join(links)


def test_a_thousand_rows_at_most_whatever_is_asked(district: District, partner: Partner) -> None:
    first = reported(district, 1, at=timezone.now())
    Case.objects.bulk_create(
        Case(**{
            **{field.attname: getattr(first, field.attname) for field in Case._meta.fields},
            "id": key(100_000 + n),
            "number": f"n{n}",
            "request_key": None,
        })
        for n in range(1001)
    )  # fmt: skip

    response = partner.gets("requests.json", page_size=1001)
    ids = ",".join(f"n{n}" for n in range(1001))
    by_ids = partner.gets("requests.json", service_request_id=ids)

    assert len(json.loads(response.content)) == 1000
    assert "page_size=1000&page=2" in response.headers["Link"]
    assert len(json.loads(by_ids.content)) == 1000
    assert 'rel="next"' in by_ids.headers["Link"]
    assert partner.reads("requests", page="999999999999999999") == []


# What neighbours may know ---------------------------------------------------------------------

READABLE = {
    Stage.REPORTED: True,
    Stage.REGISTERED: True,
    Stage.DISPATCHED: True,
    Stage.IN_HAND: True,
    Stage.DONE: True,
    Stage.VERIFIED: True,
    Stage.CLOSED: True,
}


@pytest.mark.parametrize("stage", list(READABLE))
@pytest.mark.parametrize("is_public", [True, False])
def test_public_kinds_are_read_in_every_stage_private_ones_in_none(
    district: District, partner: Partner, stage: Stage, is_public: bool
) -> None:
    case = brought(district, stage, at=timezone.now())
    Case.objects.filter(pk=case.pk).update(is_public=is_public)

    found = [
        partner.gets(f"requests/{case.number}.json").status_code,
        len(partner.reads("requests")),
        len(partner.reads("requests", service_request_id=case.number)),
        len(list(csv.reader(io.StringIO(partner.gets("requests.csv").getvalue().decode())))) - 1,
    ]

    assert found == ([200, 1, 1, 1] if is_public and READABLE[stage] else [404, 0, 0, 0])


def test_a_refused_one_is_nobody_elses(district: District, partner: Partner) -> None:
    case = reported(district, at=timezone.now())
    handling.decline(
        desk_of(district),
        step=Step(case_id=case.pk, words="属于个人隐私"),
        ground=Ground.SECRET,
        stamp=stamp(timezone.now()),
    )

    assert partner.gets(f"requests/{case.number}.json").status_code == 404


def test_a_partner_reads_with_her_key_what_she_reported_and_nobody_else_does(
    district: District, partner: Partner
) -> None:
    issued(district, OTHER_SECRET, number=2)
    partner.sends(**SPOT | {"service_code": "L201"}, description="邻居半夜拉琴")
    case = Case.objects.get()

    def asks(secret: str) -> list[int]:
        query = {"api_key": secret} if secret else {}
        return [
            len(partner.reads("requests", **query)),
            partner.gets(f"requests/{case.number}.json", **query).status_code,
        ]

    assert asks(partner.secret) == [1, 200]
    assert asks(OTHER_SECRET) == asks("") == asks("unknown") == [0, 404]
    assert "拉琴" not in json.dumps(
        partner.reads("requests", api_key=partner.secret), ensure_ascii=False
    )


PERSONAL = ["13800138000", "wang@example.cn", "王女士", "三号楼二单元", "113104", "113.104"]


@pytest.mark.parametrize("path", ["requests.json", "requests.xml", "requests.csv"])
def test_no_answer_says_who_reported_what_she_wrote_or_where_she_stood(
    district: District, partner: Partner, path: str
) -> None:
    partner.sends(
        **SPOT,
        description="三号楼二单元王女士家外",
        phone="13800138000",
        email="wang@example.cn",
        first_name="王女士",
        address_string="三号楼二单元",
    )

    response = partner.gets(path, extensions="true")
    said = b"".join(response) if response.streaming else response.content

    assert b"06010" in said or "暴露垃圾".encode() in said
    assert [word for word in PERSONAL if word in said.decode()] == []


def test_circles_find_no_exact_place_only_the_published_point(
    district: District, partner: Partner
) -> None:
    partner.sends(**SPOT)

    assert partner.reads("requests", lat="29.3525", long="113.104", radius="5") == []
    assert len(partner.reads("requests", lat="29.3525", long="113.105", radius="5")) == 1


def test_pictures_of_staff_show_once_it_is_settled_those_of_the_reporter_never(
    district: District, partner: Partner
) -> None:
    case = brought(district, Stage.VERIFIED, at=timezone.now())
    for number, kind in enumerate(("report", "before", "after")):
        Photo.objects.create(
            id=key(500 + number), case_id=case.pk, kind=kind, file="x", thumbnail="x",
            width=1, height=1, digest="0", taken_in=1 + number,
        )  # fmt: skip
    assert partner.reads("requests", extensions="true")[0]["media_url"] is None

    handling.close(desk_of(district), step=Step(case_id=case.pk), stamp=stamp(timezone.now()))

    (row,) = partner.reads("requests", extensions="true")
    urls = [f"http://testserver/photos/{key(500 + number)}/" for number in (1, 2)]
    assert row["media_url"] == urls[0]
    assert row["extended_attributes"]["photos"] == urls


# Extensions -----------------------------------------------------------------------------------


def test_extensions_add_the_finer_status_and_what_happened(
    district: District, partner: Partner
) -> None:
    brought(district, Stage.CLOSED, at=timezone.now())

    (plain,) = partner.reads("requests")
    (row,) = partner.reads("requests", extensions="true")

    assert {name: row[name] for name in plain} == plain
    assert row["extended_attributes"] == {
        "channel": "web",
        "status": "fixed",
        "x": 113.105,
        "y": 29.3525,
        "photos": [],
    }
    assert row["attributes"] == []
    assert [note["type"] for note in row["notes"]] == [
        "registered", "dispatched", "accepted", "done", "verified", "closed",
    ]  # fmt: skip
    assert row["notes"][1]["description"] == "已派单。"


def test_the_bulk_file_has_the_columns_of_the_draft(district: District, partner: Partner) -> None:
    two_cases(district)

    response = partner.gets("requests.csv", status="closed")

    head, row = csv.reader(io.StringIO(response.getvalue().decode()))
    assert head == [
        "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status",
        "status_description", "source", "service_name", "service_subtype", "description",
        "agency_responsible", "address", "lat", "long",
    ]  # fmt: skip
    assert row[3:5] == [row[2], "closed"]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


# What it costs --------------------------------------------------------------------------------


def test_a_list_takes_five_statements_or_fewer_however_long(
    district: District, partner: Partner
) -> None:
    for n in range(1, 8):
        brought(district, Stage.CLOSED, n, at=timezone.now() - n * HOUR)
    partner.reads("requests")

    with CaptureQueriesContext(connection) as asked:
        rows = partner.reads("requests", api_key=partner.secret)

    assert len(rows) == 7
    assert len(asked) <= 5, "\n".join(one["sql"] for one in asked)
