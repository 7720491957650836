"""A report comes in by the door: its key, its place, its words, its token, sent twice (E3, E4)."""

import json
from collections.abc import Mapping

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.services import token_digest
from linli.grid.photos.models import Photo
from linli.grid.showing import queries as showing
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import Scope
from tests.courses import desk_of
from tests.district import NOW, District
from tests.grid.reports.resident import picture
from tests.open311.clients import READ_ONLY_SECRET, SECRET, Partner, errors_in, issued

pytestmark = pytest.mark.django_db

SPOT = {"lat": "29.3525", "long": "113.104", "service_code": "06010"}


def content_of(case: Case) -> Mapping[str, object]:
    """Return what the payload of a case keeps."""
    assert case.words
    assert case.words.content
    return dict(case.words.content)


def test_a_report_with_a_point_becomes_a_case_in_its_grid(
    district: District, partner: Partner
) -> None:
    receipt = partner.sends(
        **SPOT,
        description="楼下垃圾堆了三天\r\n没人收",
        first_name="丽",
        last_name="王",
        email="wang@example.cn",
        phone="138 0013 8000",
        media_url="https://example.cn/1.jpg",
        jurisdiction_id="yylou",
    )

    case = Case.objects.select_related("words").get()
    assert list(receipt) == ["service_request_id", "service_notice", "account_id"]
    assert receipt["service_request_id"] == case.number
    assert (case.source, case.category_code, case.stage) == ("open311", "06010", "reported")
    assert (case.grid_id, case.located) == (district.sides[0].grids[0], "inside")
    assert content_of(case) == {
        "text": "楼下垃圾堆了三天\n没人收\nhttps://example.cn/1.jpg",
        "address": "",
        "lon_e6": 113_104_000,
        "lat_e6": 29_352_500,
        "name": "丽 王",
        "phone": "13800138000",
        "email": "wang@example.cn",
        "photos": [],
    }


def test_the_notice_carries_the_link_by_which_the_reporter_follows_and_rates(
    partner: Partner,
) -> None:
    notice = partner.sends(**SPOT)["service_notice"]

    link = notice[notice.index("http://testserver/") :]
    token = link.rstrip("/").rpartition("/")[2]
    assert Reporter.objects.get().token == token_digest(token)
    assert partner.client.get(link.removeprefix("http://testserver")).status_code == 200


def test_a_matter_that_is_nobody_elses_is_answered_with_a_token_for_its_number(
    partner: Partner,
) -> None:
    receipt = partner.sends(**SPOT | {"service_code": "L201"}, description="邻居半夜拉琴")

    case = Case.objects.get()
    assert list(receipt) == ["token", "service_notice", "account_id"]
    assert case.number not in json.dumps(receipt)
    assert partner.reads(f"tokens/{receipt['token']}") == [
        {"service_request_id": case.number, "token": receipt["token"]}
    ]


@pytest.mark.parametrize("token", ["x", "A" * 38, "垃圾", "%00", "..", "A" * 3000])
def test_a_token_that_was_not_given_out_is_404(partner: Partner, token: str) -> None:
    assert partner.gets(f"tokens/{token}.json").status_code == 404


def test_an_emergency_begins_with_the_number_to_call(partner: Partner) -> None:
    notice = partner.sends(**SPOT | {"service_code": "L901"})["service_notice"]

    assert notice.index("119") < notice.index("http://")


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("secret", ["", "unknown-key"])
def test_without_a_key_that_opens_nothing_is_stored(
    partner: Partner, secret: str, form: str
) -> None:
    response = partner.client.post(
        f"/open311/v2/requests.{form}", SPOT | ({"api_key": secret} if secret else {})
    )

    assert response.status_code == 403
    assert errors_in(response)[0]["code"] == "403"
    assert not Case.objects.exists()


def test_a_key_without_the_scope_opens_nothing(district: District) -> None:
    issued(district, READ_ONLY_SECRET, number=3, scopes=frozenset({Scope.CASES_READ}))

    assert Partner(secret=READ_ONLY_SECRET).posts(**SPOT).status_code == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("query", "body", "headers"),
    [
        ("", {"api_key": SECRET}, {}),
        (f"?api_key={SECRET}&jurisdiction_id=x", {}, {}),
        ("", {}, {"X-Api-Key": SECRET}),
        ("", {}, {"Authorization": f"Bearer {SECRET}"}),
    ],
)
def test_the_key_is_taken_from_body_query_or_header(
    partner: Partner, query: str, body: dict[str, str], headers: dict[str, str]
) -> None:
    response = partner.client.post(
        f"/open311/v2/requests.json{query}", SPOT | body, headers=headers
    )

    assert response.status_code == 200


def test_says_everything_that_is_wrong_at_once(partner: Partner) -> None:
    response = partner.posts(lat="x", phone="call me", description="字" * 4001)

    errors = errors_in(response)
    assert response.status_code == 400
    assert {error["code"] for error in errors} == {"400"}
    assert len(errors) == 4
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"service_code": "9999"}, 404),
        ({"service_code": ""}, 400),
        ({"lat": ""}, 400),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "0", "long": "0"}, 400),
        ({"lat": "113.104", "long": "29.3525"}, 400),
        ({"lat": "91", "long": "200"}, 400),
        ({"lat": "nan"}, 400),
        ({"address_id": "NO-SUCH"}, 400),
    ],
)
def test_refuses_what_cannot_be_a_report(
    partner: Partner, said: dict[str, str], status: int
) -> None:
    response = partner.posts(**SPOT | said)

    assert response.status_code == status, response.content
    assert not Case.objects.exists()


def test_a_door_code_or_the_key_of_a_unit_says_where(district: District, partner: Partner) -> None:
    from linli.kernel.territory.rules import door_code

    building = district.sides[0].buildings[0]
    where = {"service_code": "06010"}

    partner.sends(**where, address_id=door_code(building))
    partner.sends(**where, address_id=str(district.sides[0].compounds[1]))

    one, other = Case.objects.order_by("number")
    assert (one.building_id, one.located) == (building, "code")
    assert (other.compound_id, other.located) == (district.sides[0].compounds[1], "chosen")


def test_a_place_in_words_goes_to_the_district(partner: Partner) -> None:
    partner.sends(service_code="06010", address_string="巴陵东路与青年路口")

    case = Case.objects.select_related("words").get()
    assert (case.community_id, case.located) == (None, "outside")
    assert content_of(case)["address"] == "巴陵东路与青年路口"


def test_attributes_in_both_spellings_are_kept_as_words(partner: Partner) -> None:
    partner.client.post(
        "/open311/v2/requests.json",
        SPOT
        | {
            "api_key": SECRET,
            "attribute[COLOUR]": "红",
            "attribute[SIZE][]": ["大", "小"],
            "attribute[TIMES]": ["早", "晚"],
        },
    )

    text = content_of(Case.objects.select_related("words").get())["text"]
    assert text == "COLOUR: 红\nSIZE: 大, 小\nTIMES: 早, 晚"


@pytest.mark.parametrize("name", ["media", "media[]", "photo1"])
def test_pictures_of_a_multipart_report_are_kept(partner: Partner, name: str) -> None:
    partner.sends(**SPOT, **{name: picture()})

    photo = Photo.objects.get()
    assert photo.case_id == Case.objects.get().pk
    assert default_storage.exists(photo.file)


def test_a_file_that_is_no_picture_is_refused(partner: Partner) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = partner.posts(**SPOT, media=SimpleUploadedFile("a.jpg", b"GIF89a no"))

    assert response.status_code == 400
    assert not Case.objects.exists()


def test_the_desk_of_the_place_sees_how_to_reach_the_reporter(
    district: District, partner: Partner
) -> None:
    partner.sends(**SPOT, email="wang@example.cn", first_name="王")
    case = Case.objects.get()

    contact = showing.page(desk_of(district), case.pk, at=NOW).contact
    assert contact
    assert (contact.name, contact.phone, contact.email) == ("王", "", "wang@example.cn")


# Sent again -----------------------------------------------------------------------------------


def test_the_same_idempotency_key_twice_is_one_case_with_one_answer(partner: Partner) -> None:
    headers = {"Idempotency-Key": "a1"}
    said = SPOT | {"api_key": SECRET, "description": "垃圾"}

    one, two = (
        partner.client.post("/open311/v2/requests.json", said, headers=headers).content
        for _ in range(2)
    )

    assert one == two
    assert Case.objects.count() == 1


def test_device_and_uuid_do_the_same(partner: Partner) -> None:
    one, two = (partner.sends(**SPOT, device_id="d1", uuid="u1") for _ in range(2))
    three = partner.sends(**SPOT, device_id="d1", uuid="u2")

    assert one == two != three
    assert Case.objects.count() == 2


def test_without_either_two_reports_are_two_cases(partner: Partner) -> None:
    assert partner.sends(**SPOT) != partner.sends(**SPOT)


def test_the_same_key_with_other_content_is_refused_and_says_so(partner: Partner) -> None:
    headers = {"Idempotency-Key": "a1"}
    for words in ("垃圾", "路灯"):
        response = partner.client.post(
            "/open311/v2/requests.json",
            SPOT | {"api_key": SECRET, "description": words},
            headers=headers,
        )

    assert response.status_code == 409
    assert errors_in(response)[0]["code"] == "409"
    assert Case.objects.count() == 1


def test_the_same_key_of_two_partners_are_two_cases(district: District, partner: Partner) -> None:
    issued(district, "second-" + "0" * 40, number=2)

    for secret in (SECRET, "second-" + "0" * 40):
        partner.client.post(
            "/open311/v2/requests.json",
            SPOT | {"api_key": secret},
            headers={"Idempotency-Key": "a1"},
        )

    assert Case.objects.count() == 2


def test_sent_again_with_its_picture_keeps_one_picture(partner: Partner) -> None:
    for _ in range(2):
        partner.sends(**SPOT, device_id="d", uuid="u", media=picture())

    photo = Photo.objects.get()
    folder = photo.file.rpartition("/")[0]
    kept = [name for name in default_storage.listdir(folder)[1] if str(photo.pk) in name]
    assert len(kept) == 2  # the picture and its thumbnail


# The test endpoint, and what it costs ---------------------------------------------------------


def test_the_test_endpoint_answers_alike_and_keeps_nothing(partner_key: Key) -> None:
    test = Partner(base="/open311/test/v2")

    receipt = test.sends(**SPOT, description="垃圾", media=picture())
    wrong = test.posts(service_code="06010")

    assert receipt["service_request_id"]
    assert wrong.status_code == 400
    assert test.client.post("/open311/test/v2/requests.json", SPOT).status_code == 403
    assert not Case.objects.exists()
    assert not Photo.objects.exists()
    assert not Key.objects.get(pk=partner_key.pk).last_used_on


@pytest.mark.django_db(transaction=True)
def test_a_report_takes_the_key_and_the_statements_of_any_report(partner: Partner) -> None:
    partner.sends(**SPOT, media=picture())

    with CaptureQueriesContext(connection) as asked:
        partner.sends(**SPOT, description="垃圾", media=picture("blue"))

    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    own = [one["sql"] for one in asked if "procrastinate" not in one["sql"]]  # woken once a second
    statements = [sql for sql in own if not sql.startswith(control)]
    assert len(statements) == 7, "\n".join(statements)
    assert any("FOR SHARE" in sql for sql in statements)
    assert not any("session" in sql for sql in statements)
