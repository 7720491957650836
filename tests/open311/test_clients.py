"""Independent clients, as their registries have them, speak to a running house (X3).

Their quirks, not ours: ``georeport`` cannot read an empty XML list and turns a list of one in
XML into its one item; ``chicagorequests`` answers a failure with a warning, so a warning fails
the test.
"""

import warnings
from datetime import datetime, timedelta
from multiprocessing.dummy import Pool
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from chicagorequests import Downloader
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, Open311Error
from civicbot.registry import Endpoint
from django.utils import timezone
from georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.keys.models import Key
from tests.courses import brought, reported
from tests.district import District, key
from tests.open311.clients import SECRET

pytestmark = pytest.mark.django_db(transaction=True)

CLOSE, OPEN = timedelta(hours=2), timedelta(hours=1)


@pytest.fixture
def root(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of the production endpoint of a running house."""
    monkeypatch.setenv("NO_PROXY", "*")
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def cases(district: District) -> tuple[Case, Case]:
    """Return an open case, and one that was closed before."""
    now = timezone.now()
    return (
        reported(district, 1, at=now - OPEN, category="06001"),
        brought(district, Stage.CLOSED, 2, at=now - CLOSE),
    )


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_everything(root: str, cases: tuple[Case, Case], form: str) -> None:
    open_case, closed = cases
    client = GeoReport(root, jurisdiction="yylou", output_format=form)

    services = client.get_service_list()
    definition = client.get_service_definition("06010")
    both = client.get_service_requests(start_date="2026-11-01T00:00:00+08:00", end_date=None)
    one: Any = client.get_service_request(closed.number)
    by_filter: Any = client.get_service_requests(
        service_request_id=f"{open_case.number},{closed.number}", status="open"
    )

    assert [service["service_code"] for service in services][:2] == ["06010", "06001"]
    assert definition["service_code"] == "06010"
    assert [row["service_request_id"] for row in both] == [open_case.number, closed.number]
    assert (one["status"], one["service_code"]) == ("closed", "06010")
    assert len(by_filter) == 2


def civicbot(root: str) -> Open311Client:
    """Return a client that asks as fast as it can."""
    endpoint = Endpoint(
        id="yylou", name="Yueyanglou", base_url=root, write=True, api_key_required_for_write=True
    )
    return Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0)), "yylou")


def test_civicbot_finds_a_service_reports_and_follows(
    root: str, cases: tuple[Case, Case], partner_key: Key
) -> None:
    assert partner_key.pk
    client = civicbot(root)

    sent = client.create_request(
        "06010",
        lat=29.3525,
        lng=113.104,
        description="楼下垃圾堆了三天",
        phone="13800138000",
        api_key=SECRET,
        dry_run=False,
        confirm="SEND",
        validate_remote=True,
    )

    (receipt,) = sent.response
    found = client.get_request(receipt["service_request_id"])
    assert found
    assert (found["status"], found["service_code"]) == ("open", "06010")
    assert [row["service_request_id"] for row in client.list_requests(status="open")] == [
        receipt["service_request_id"],
        cases[0].number,
    ]
    assert client.get_service_definition("06010")["attributes"] == []


def test_civicbot_gets_a_token_for_what_is_nobody_elses(
    root: str, district: District, partner_key: Key
) -> None:
    assert partner_key.pk
    client = civicbot(root)

    sent = client.create_request(
        "L201", lat=29.3525, lng=113.104, api_key=SECRET, dry_run=False, confirm="SEND"
    )

    token = sent.response[0]["token"]
    assert client.get_token(token)[0]["service_request_id"] == Case.objects.get().number


def test_civicbot_learns_why_it_is_refused(root: str, district: District) -> None:
    client = civicbot(root)

    with pytest.raises(HttpError) as refused:
        client.create_request(
            "06010", lat=1, lng=1, api_key="unknown", dry_run=False, confirm="SEND"
        )
    with pytest.raises(Open311Error, match="not offered"):
        client.create_request("9999", lat=1, lng=1, validate_remote=True)

    assert (refused.value.status, refused.value.body[:13]) == (403, '[{"code":403,')


def test_chicagorequests_downloads_every_request_once_by_fifteen_threads(
    root: str, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Downloader, "BASE_URL", f"{root}/requests.json")
    midnight = datetime.now(ZoneInfo("Asia/Shanghai")).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    days = [midnight - timedelta(days=n) for n in range(1, 16)]
    first = reported(district, 1, at=timezone.now())
    values = {field.attname: getattr(first, field.attname) for field in Case._meta.fields}
    Case.objects.bulk_create(
        Case(
            **values
            | {
                "id": key(100_000 + 500 * n + m),
                "number": f"d{n}-{m}",
                "request_key": None,
                "reported_at": day + timedelta(minutes=m),
            }
        )
        for n, day in enumerate(days)
        for m in range(450 if n == 0 else 20)
    )
    whole_days = [(day, day + timedelta(days=1, microseconds=-1)) for day in days]

    with warnings.catch_warnings(), Pool(15) as pool:
        warnings.simplefilter("error")
        answers = pool.map(Downloader(["06010", "06001"]), whole_days)

    numbers = [row["service_request_id"] for day in answers for row in day]
    assert len(numbers) == len(set(numbers)) == 450 + 14 * 20
    assert all("extended_attributes" in row for day in answers for row in day)
