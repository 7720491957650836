"""Whatever is sent, the answer is an error document or a good one; never a 5xx (X3)."""

import json
import threading
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.grid.cases.models import Case
from linli.kernel.keys import queries as keys_read
from linli.kernel.keys import services as keys
from linli.kernel.keys.models import Key
from linli.kernel.keys.queries import Holder
from linli.kernel.people.rules import BY_RULE
from linli.open311.requests import services
from tests.district import District, stamp
from tests.open311.clients import SECRET, Partner, errors_in
from tests.open311.test_report import SPOT, content_of

pytestmark = pytest.mark.django_db

FIELDS = [
    "service_code", "lat", "long", "address_string", "address_id", "email", "device_id",
    "account_id", "first_name", "last_name", "phone", "description", "media_url", "uuid",
    "jurisdiction_id", "attribute[A]", "attribute[B][]", "attribute[", "api_key",
]  # fmt: skip

NASTY = ["]]>", "\x00", "a\x00b", "<![CDATA[x]]>", "&#0;", "\ufffe\uffff", "\u202e", "'; --", "%s"]


def reads_well(response: Any) -> int:
    """Return the status of an answer that a client can read, in its own form."""
    assert response.status_code < 500, response.content
    if response.headers["Content-Type"].startswith("application/json"):
        json.loads(response.content)
    elif response.headers["Content-Type"].startswith("text/xml"):
        ET.fromstring(response.content)
    if response.status_code >= 400:
        assert errors_in(response)[0]["description"]
    return int(response.status_code)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_takes_every_text(partner: Partner, field: str) -> None:
    for words in NASTY:
        for form in ("xml", "json"):
            assert reads_well(partner.posts(f"requests.{form}", **SPOT | {field: words})) < 500


def test_control_signs_and_ends_of_sections_come_out_as_text(partner: Partner) -> None:
    partner.sends(**SPOT, description="一\x00]]>二\x0b", address_string="三\x00")

    kept = content_of(Case.objects.select_related("words").get())
    assert (kept["text"], kept["address"]) == ("一]]>二", "三")
    assert reads_well(partner.gets("requests.xml")) == 200


QUERY = [
    "service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size",
    "updated_after", "updated_before", "lat", "long", "radius", "extensions", "api_key",
]  # fmt: skip


@pytest.mark.parametrize("name", QUERY)
def test_every_argument_of_a_list_takes_every_text(partner: Partner, name: str) -> None:
    for words in [*NASTY, "9" * 400, "-1", "1e308", "nan", "1,001"]:
        for path in ("requests.xml", "requests.json", "servicerequestupdates.xml", "requests.csv"):
            assert reads_well(partner.gets(path, **{name: words})) < 500


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"service_code": "06010"}'),
        ("text/xml", b"<request/>"),
        ("application/x-www-form-urlencoded; charset=latin-1", b"description=%E9"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"description=x"),
        ("application/x-www-form-urlencoded", b"description=%ff%fe&%00=%00&lat=%c0"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3000))),
        ("application/x-www-form-urlencoded", b"description=" + b"x" * 3_000_000),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Dis"),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 2000),
        ("multipart/form-data; boundary=" + "x" * 300, b""),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
        ),
        ("", b"\x00\x01"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_every_body_is_answered(
    partner: Partner, content_type: str, body: bytes, form: str
) -> None:
    response = partner.client.generic(
        "POST", f"/open311/v2/requests.{form}?api_key={SECRET}", body, content_type
    )

    assert reads_well(response) in {400, 403}
    assert not Case.objects.exists()


def test_a_body_larger_than_anything_that_is_taken_is_not_read(partner: Partner) -> None:
    response = partner.client.generic(
        "POST",
        "/open311/v2/requests.json",
        b"x",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(65 * 1024 * 1024),
    )

    assert reads_well(response) == 400
    assert "64" in errors_in(response)[0]["description"]


def test_a_file_with_a_broken_name_is_answered(partner: Partner) -> None:
    file = SimpleUploadedFile("\x00]]>.jpg", b"x", content_type="image/\x00")

    assert reads_well(partner.posts(**SPOT, media=file)) == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["services.json", "requests.xml", "requests/1.json"])
def test_other_methods_are_refused_with_the_ones_that_are_possible(
    partner: Partner, method: str, path: str
) -> None:
    response = partner.client.generic(method, f"/open311/v2/{path}")

    assert reads_well(response) == 405
    assert response.headers["Allow"].startswith("GET")


@pytest.mark.parametrize(
    "path",
    ["", "v2/", "v2/requests", "v2/requests.html", "v2/nothing.json", "v3/services.xml",
     "v2/services/a/b.json", "v2/%ff.xml", "v2/requests/.json", "../etc.json"],
)  # fmt: skip
def test_an_address_that_is_none_is_404_in_a_form_that_fits(partner: Partner, path: str) -> None:
    response = partner.client.get(f"/open311/{path}")

    assert reads_well(response) == 404
    is_json = path.endswith(".json")
    assert response.headers["Content-Type"].startswith(
        "application/json" if is_json else "text/xml"
    )


def test_head_is_answered_like_get_without_its_body(partner: Partner) -> None:
    response = partner.client.head("/open311/v2/services.xml")

    assert (response.status_code, response.content) == (200, b"")


def test_a_foreign_host_name_is_answered(partner: Partner) -> None:
    response = partner.client.get("/open311/v2/requests.json", headers={"Host": "evil.example"})

    assert reads_well(response) == 400


def test_a_fault_of_our_own_is_a_general_error_and_stores_nothing(
    partner: Partner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services.Wish, "raised", breaks)

    response = partner.posts(**SPOT)

    assert reads_well(response) == 400
    assert "the disk is full" in caplog.text
    assert "disk" not in response.content.decode()
    assert not Case.objects.exists()


ANY = some.text(alphabet=some.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = some.sampled_from(FIELDS + QUERY) | ANY
FORMS = some.sampled_from(["xml", "json"])


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(some.dictionaries(NAMES, ANY, max_size=6), FORMS, some.booleans())
def test_no_request_is_answered_with_a_five_hundred(
    partner: Partner, said: dict[str, str], form: str, is_report: bool
) -> None:
    if is_report:
        reads_well(partner.posts(f"requests.{form}", **{**SPOT, **said}))
    for path in ("requests", "services", "servicerequestupdates", "discovery", "nothing"):
        reads_well(partner.gets(f"{path}.{form}", **said))


# A key withdrawn while a report is on its way ---------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_by_a_key_once_its_withdrawal_has_returned(
    district: District, partner_key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report holds its key when it is withdrawn: the withdrawal waits for the report."""
    has_begun, order = threading.Event(), []
    raised = services.Wish.raised

    def slowly(wish: services.Wish, holder: Holder) -> Any:
        has_begun.set()
        threading.Event().wait(0.3)
        order.append("stored")
        return raised(wish, holder)

    monkeypatch.setattr(services.Wish, "raised", slowly)

    def withdraw() -> None:
        has_begun.wait(5)
        keys.revoke(BY_RULE, key_id=partner_key.pk, stamp=stamp())
        order.append("withdrawn")
        connection.close()

    other = threading.Thread(target=withdraw)
    other.start()
    first = Partner().posts(**SPOT)
    other.join()
    second = Partner().posts(**SPOT)

    assert order == ["stored", "withdrawn"]
    assert (first.status_code, second.status_code) == (200, 403)
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_key_withdrawn_after_the_request_came_in_stores_nothing(
    district: District, partner_key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = keys_read.asked_holder

    def after_the_withdrawal(*args: Any, **named: Any) -> Any:
        other = threading.Thread(target=withdraw)
        other.start()
        other.join()
        return read(*args, **named)

    def withdraw() -> None:
        keys.revoke(BY_RULE, key_id=partner_key.pk, stamp=stamp())
        connection.close()

    monkeypatch.setattr(keys_read, "asked_holder", after_the_withdrawal)

    response = Partner().posts(**SPOT)

    assert response.status_code == 403
    assert not Case.objects.exists()
