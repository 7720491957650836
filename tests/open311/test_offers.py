"""Discovery, services and their definitions (E0 to E2)."""

import json
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.district import District
from tests.open311.clients import Partner, errors_in

pytestmark = pytest.mark.django_db


def test_discovery_names_a_production_and_a_test_endpoint_in_both_forms(partner: Partner) -> None:
    plain = json.loads(partner.client.get("/open311/discovery.json").content)
    root = ET.fromstring(partner.client.get("/open311/discovery.xml").content)

    assert list(plain) == ["changeset", "contact", "key_service", "endpoints"]
    assert [
        (point["type"], point["url"], point["formats"], point["specification"])
        for point in plain["endpoints"]
    ] == [
        (
            kind,
            f"http://testserver/open311/{path}",
            ["text/xml", "application/json"],
            "http://wiki.open311.org/GeoReport_v2",
        )
        for kind, path in [("production", "v2"), ("test", "test/v2")]
    ]
    assert [part.tag for part in root] == list(plain)
    assert [url.text for url in root.iter("url")] == [p["url"] for p in plain["endpoints"]]


def test_every_category_is_a_service_with_all_its_elements(
    district: District, partner: Partner
) -> None:
    rows = partner.reads("services")

    assert [row["service_code"] for row in rows] == ["06010", "06001", "L101", "L201", "L901"]
    assert rows[0] == {
        "service_code": "06010",
        "service_name": "暴露垃圾",
        "description": "移交承办单位后 4 个工作时内处置。",
        "metadata": False,
        "type": "realtime",
        "keywords": "垃圾",
        "group": "测试",
    }


def test_what_is_nobody_elses_is_reported_by_token_and_marked_private(partner: Partner) -> None:
    rows = {row["service_code"]: row for row in partner.reads("services")}

    assert (rows["L201"]["type"], rows["L201"]["keywords"]) == ("batch", "private,邻居")
    assert "119" in rows["L901"]["description"]


def test_names_come_in_the_language_that_is_asked_for(partner: Partner) -> None:
    answer = partner.client.get(
        "/open311/v2/services.json", headers={"Accept-Language": "en-GB,en"}
    )

    first = json.loads(answer.content)[0]
    assert (first["service_name"], first["group"]) == ("Exposed rubbish", "Tests")


def test_a_definition_without_questions_is_there_and_empty(partner: Partner) -> None:
    assert partner.reads("services/06010") == {"service_code": "06010", "attributes": []}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_unknown_service_is_404_in_the_form_that_was_asked_for(
    partner: Partner, form: str
) -> None:
    response = partner.gets(f"services/9999.{form}")

    assert response.status_code == 404
    assert [error["code"] for error in errors_in(response)] == ["404"]
    assert "9999" in errors_in(response)[0]["description"]


def test_the_list_of_services_needs_no_statement_no_session_and_no_cookie(
    partner: Partner,
) -> None:
    partner.reads("services")
    partner.client.cookies["sessionid"] = "stolen"

    with CaptureQueriesContext(connection) as asked:
        response = partner.gets("services.xml")

    assert len(asked) == 0
    assert not response.cookies
    assert response.headers["Vary"] == "Accept-Language"
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_jurisdiction_id_is_taken_anywhere_and_changes_nothing(partner: Partner) -> None:
    assert partner.reads("services", jurisdiction_id="yylou") == partner.reads("services")
