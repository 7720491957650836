"""Reports that come at the same time are stored together, and each gets its own answer."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases.models import Case, Reporter
from linli.kernel.journal import queries as journal
from linli.kernel.keys import services as keys
from linli.kernel.keys.models import Key
from linli.kernel.people.rules import BY_RULE
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory.models import TerritoryVersion
from linli.open311.doors.rules import Sender
from linli.open311.requests import services
from linli.open311.requests.services import Kept, Reported, Wish
from tests.district import District, key, stamp
from tests.open311.clients import OTHER_SECRET, SECRET, Partner, issued
from tests.open311.test_report import SPOT

pytestmark = pytest.mark.django_db


def wish(district: District, number: int, *, secret: str = SECRET, said: str = "") -> Wish:
    """Return a report on its way in."""
    lon, lat = district.sides[0].inside
    return Wish(
        sender=Sender(secret, "203.0.113.1"),
        reported=Reported(
            service_code="06010",
            lon=lon,
            lat=lat,
            address_id="",
            address="",
            words=f"垃圾 {number}",
            name="",
            phone="",
            email="",
            pictures=(),
            said=said,
        ),
        place=places.locate(lon, lat),
        stored=[],
        keys=services.Keys(case_id=key(30_000 + number), reporter_id=key(40_000 + number)),
        stamp=stamp(number=number),
    )


def test_ten_at_once_take_as_many_statements_as_one(district: District, partner_key: Key) -> None:
    assert partner_key.pk
    wishes = [wish(district, number) for number in range(10)]
    services._all([wish(district, 99)])

    with CaptureQueriesContext(connection) as asked:
        kept = services._all(wishes)

    statements = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(statements) == 5, [statement[:80] for statement in statements]
    assert [one.case_id for one in kept if isinstance(one, Kept)] == [
        one.keys.case_id for one in wishes
    ]
    assert Reporter.objects.count() == 11
    assert not journal.verify().faults


def test_a_place_found_before_the_territory_changed_is_found_anew(
    district: District, partner_key: Key
) -> None:
    assert partner_key.pk
    one = wish(district, 1)
    before = places.seen()
    elsewhere = replace(one, place=Place(district_id=one.place.district_id), version=before)
    assert isinstance(services._all([elsewhere])[0], Kept)
    assert Case.objects.get().compound_id is None

    TerritoryVersion.objects.create(changed_at=one.stamp.at, source="test")
    two = replace(elsewhere, keys=wish(district, 2).keys)
    assert isinstance(services._all([two])[0], Kept)
    assert places.seen() > before
    assert Case.objects.get(pk=two.keys.case_id).compound_id == one.place.compound_id


def test_one_whose_key_opens_nothing_takes_nobody_with_her(
    district: District, partner_key: Key
) -> None:
    assert partner_key.pk
    one, two = services._all([wish(district, 1), wish(district, 2, secret="unknown")])

    assert isinstance(one, Kept)
    assert getattr(two, "code", "") == "keys.refused"
    assert Case.objects.get().pk == one.case_id


def test_the_same_request_twice_at_once_is_one_case(district: District, partner_key: Key) -> None:
    assert partner_key.pk
    one, two, three = services._all(
        [
            wish(district, 1, said="a"),
            Wish(**{**_fields(wish(district, 1, said="a")), "keys": wish(district, 2).keys}),
            wish(district, 3, said="a"),
        ]
    )

    assert isinstance(one, Kept)
    assert isinstance(two, Kept)
    assert (two.case_id, two.number, two.link_token) == (one.case_id, one.number, one.link_token)
    assert getattr(three, "code", "") == "open311.same_key_other_request"
    assert Case.objects.count() == 1


def _fields(one: Wish) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Wish.__slots__}


@pytest.mark.django_db(transaction=True)
def test_many_threads_get_each_their_own_answer(district: District, partner_key: Key) -> None:
    assert partner_key.pk
    withdrawn = issued(district, OTHER_SECRET, number=2)
    keys.revoke(BY_RULE, key_id=withdrawn.pk, stamp=stamp())

    def sends(number: int) -> tuple[int, str]:
        secret = OTHER_SECRET if number % 10 == 9 else SECRET
        try:
            answer = Partner(secret=secret).client.post(
                "/open311/v2/requests.json",
                SPOT | {"api_key": secret, "description": f"第{number // 2}件"},
                headers={"Idempotency-Key": str(number // 2)},
            )
            return answer.status_code, json.loads(answer.content)[0].get("service_request_id", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(sends, range(80)))

    assert Counter(status for status, _ in answers) == {200: 72, 403: 8}
    numbers = Counter(number for status, number in answers if status == 200)
    assert len(numbers) == Case.objects.count() == 40
    words = {
        case.words.content["text"]: case.number
        for case in Case.objects.select_related("words")
        if case.words and case.words.content
    }
    assert {
        f"第{n // 2}件": number for n, (status, number) in enumerate(answers) if number
    } == words
    assert not journal.verify().faults
