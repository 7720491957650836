"""Who asks too often is told so in the same form, and only she is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases.models import Case
from linli.grid.clocks import queries as clocks
from linli.grid.clocks.models import Policy
from linli.kernel.common.errors import TooMany
from linli.kernel.limits import services as limits
from linli.open311.doors import services as doors
from tests.district import NOW, District
from tests.open311.clients import OTHER_SECRET, Partner, errors_in, issued
from tests.open311.test_report import SPOT

pytestmark = pytest.mark.django_db


def policy(**values: int) -> None:
    """Put a policy in force."""
    Policy.objects.create(version=1, values=values, valid_from=NOW - timedelta(days=1))
    clocks.forget()


def counted(most: int, *, tries: int, address: str = "203.0.113.1") -> int:
    """Return how many of some requests are let through."""
    let_through = 0
    for _ in range(tries):
        try:
            doors.count_read(address, at=NOW)
        except TooMany:
            continue
        let_through += 1
    return let_through


@pytest.mark.parametrize("most", [1, 7, 100, 250])
def test_lets_through_what_the_policy_says_and_not_one_more(district: District, most: int) -> None:
    policy(open311_reads_a_minute=most)

    assert counted(most, tries=most + 20) == most
    assert counted(most, tries=most, address="203.0.113.2") == most


def test_several_processes_together_let_through_no_more(district: District) -> None:
    policy(open311_reads_a_minute=10)
    one = counted(10, tries=6)
    limits.forget()

    assert one + counted(10, tries=20) == 10


def test_a_new_minute_begins_anew(district: District) -> None:
    policy(open311_reads_a_minute=1)
    doors.count_read("203.0.113.1", at=NOW)

    doors.count_read("203.0.113.1", at=NOW + timedelta(minutes=1))

    with pytest.raises(TooMany):
        doors.count_read("203.0.113.1", at=NOW + timedelta(minutes=1))


def test_a_hundred_requests_cost_one_statement(district: District) -> None:
    policy(open311_reads_a_minute=30_000)
    clocks.current(NOW)

    with CaptureQueriesContext(connection) as asked:
        counted(30_000, tries=300)

    assert len(asked) == 1


@pytest.mark.parametrize("form", ["json", "xml"])
def test_one_key_too_often_is_429_and_another_is_served(
    district: District, partner: Partner, form: str
) -> None:
    policy(open311_reports_an_hour=2)
    issued(district, OTHER_SECRET, number=2)
    other = Partner(secret=OTHER_SECRET)
    other.client.defaults["REMOTE_ADDR"] = "203.0.113.9"

    answers = [partner.posts(f"requests.{form}", **SPOT) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert errors_in(answers[2])[0]["code"] == "429"
    assert answers[2].headers["Retry-After"]
    assert other.posts(**SPOT).status_code == 200
    assert Case.objects.count() == 3


def test_keys_cannot_be_tried_out(district: District, partner: Partner) -> None:
    policy(open311_refusals_an_hour=3)
    guesser = Partner(secret="guess")

    assert [guesser.posts(**SPOT).status_code for _ in range(4)] == [403, 403, 403, 429]


def test_a_list_too_often_is_429(district: District, partner: Partner) -> None:
    policy(open311_reads_a_minute=2)

    statuses = [partner.gets("services.json").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
