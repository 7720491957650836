"""The pages on which a desk keeps the registers of a compound (rows P4, P5, S2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.bodies.models import Body
from linli.kernel.compounds import queries as compounds
from linli.kernel.contracts.models import PropertyContract
from linli.kernel.people.rules import Role
from linli.kernel.seals.models import Seal
from linli.kernel.seats.models import Seat
from tests.board.compounds.estate import BODY, CONTRACT, NAMES, SEAL, company, furnish
from tests.district import District, key, small_district
from tests.grid.desk.doors import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """Return the small district."""
    return small_district()


@pytest.fixture
def compound(district: District) -> UUID:
    """Return a furnished compound."""
    return furnish(district, timezone.localdate())


@pytest.fixture
def desk(district: District) -> Client:
    """Return the browser of the community's desk, in English."""
    client = browser_of(district.actor(Role.COMMUNITY_DESK))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def _step(client: Client, word: str, **said: Any) -> Any:
    return client.post(f"/board/compounds/bodies/{BODY}/{word}/", said)


def test_a_body_is_entered_and_the_one_before_it_ends(
    district: District, compound: UUID, desk: Client
) -> None:
    said = {
        "kind": "owners_committee", "name": "甲东苑第三届业委会", "number": 3, "seats": 7,
        "elected_on": "2026-11-02", "starts_on": "2026-11-10", "until": "2029-11-09",
    }  # fmt: skip

    page = desk.post(f"/board/compounds/{compound}/bodies/new/", said, follow=True)

    assert "Now enter who sits in it." in page.content.decode()
    assert "甲东苑业主委员会, term 2" in page.content.decode()
    ended = Body.objects.get(pk=BODY)
    assert (ended.ended_on, ended.reason) == (date(2026, 11, 10), "replaced")
    waiting = desk.get(f"/board/compounds/{compound}/").content.decode()
    assert "ended, seal not handed over" in waiting
    assert "Hand-over of seals and files" in waiting


def test_an_election_that_cannot_be_comes_back_with_what_was_typed(
    compound: UUID, desk: Client
) -> None:
    said = {
        "kind": "council", "name": "甲东苑理事会", "number": 1, "seats": 5,
        "elected_on": "2026-11-20", "starts_on": "2026-11-10", "until": "2029-11-09",
    }  # fmt: skip

    page = desk.post(f"/board/compounds/{compound}/bodies/new/", said)

    assert page.status_code == 422
    assert "The election comes first" in page.content.decode()
    assert "甲东苑理事会" in page.content.decode()


def test_seats_are_taken_left_and_forgotten(compound: UUID, desk: Client) -> None:
    _step(desk, "take", name="周八方", office="deputy", on="2026-11-01")
    full = _step(desk, "take", name="吴九龄", office="member", on="2026-11-01")
    left = Seat.objects.get(name=NAMES[1])
    _step(desk, "leave", row=left.pk, on="2026-11-02", reason="resigned")
    _step(desk, "forget", row=left.pk)

    assert full.status_code == 422
    assert "All 5 seats of this body are filled." in full.content.decode()
    left.refresh_from_db()
    assert (left.name, left.reason) == ("", "resigned")
    assert set(Seat.objects.filter(ended_on=None).values_list("name", flat=True)) == {
        *NAMES[:1], *NAMES[2:4], "周八方",
    }  # fmt: skip


def test_a_seal_is_declared_invalid_and_another_one_issued(compound: UUID, desk: Client) -> None:
    _step(desk, "invalidate", row=SEAL, on="2026-11-01")
    _step(desk, "seal", kind="body", on="2026-11-03")
    page = desk.get(f"/board/compounds/bodies/{BODY}/").content.decode()

    assert Seal.objects.filter(invalid_on=None).count() == 1
    assert "declared invalid" in page
    assert "invalid since 1 Nov 2026" in page


def test_a_body_is_filed_counted_and_ended(
    district: District, compound: UUID, desk: Client
) -> None:
    Body.objects.filter(pk=BODY).update(filed_on=None, filing_number="", filed_with=None)
    office = district.street_offices[0]

    _step(desk, "file", number="样备〔2026〕9号", office=office, on="2026-11-01")
    _step(desk, "count", count=3, on="2026-11-01")
    over = _step(desk, "count", count=9, on="2026-11-01")
    _step(desk, "end", on="2026-11-20", reason="dissolved")

    row = Body.objects.get(pk=BODY)
    assert (row.filing_number, row.party_members, row.reason) == ("样备〔2026〕9号", 3, "dissolved")
    assert over.status_code == 422


@pytest.mark.parametrize("word", ["dance", "leave", "hand_over"])
def test_a_step_that_is_none_or_about_nothing_is_not_found(
    compound: UUID, desk: Client, word: str
) -> None:
    assert _step(desk, word, on="2026-11-01", reason="resigned").status_code == 404


def test_who_only_reads_sees_masked_names_and_no_form(district: District, compound: UUID) -> None:
    officer = browser_of(district.actor(Role.GRID_OFFICER))

    page = officer.get(f"/board/compounds/bodies/{BODY}/").content.decode()

    assert "张**" in page
    assert NAMES[0] not in page
    assert "/take/" not in page
    assert _step(officer, "take", name="周", office="member", on="2026-11-01").status_code == 403
    assert officer.get(f"/board/compounds/{compound}/bodies/new/").status_code == 403


def test_a_contract_is_entered_ended_and_goes_on(district: District, desk: Client) -> None:
    company()
    compound = district.sides[0].compounds[1]
    address = f"/board/compounds/{compound}/contracts/"
    today = timezone.localdate()
    said = {
        "form": "agreed", "organisation": str(key(7000)), "starts_on": "2025-01-01",
        "until": (today - timedelta(days=9)).isoformat(), "fee": "1.25", "dismissal_days": 60,
        "refusal_days": 90,
    }  # fmt: skip

    desk.post(address, said)
    again = desk.post(address, said)
    row = PropertyContract.objects.get()
    desk.post(f"{address}{row.pk}/go-on/")
    row.refresh_from_db()
    went_on = row.last_on
    desk.post(f"{address}{row.pk}/end/", {"last_on": today.isoformat(), "ground": "dismissed"})

    row.refresh_from_db()
    assert (again.status_code, row.fee_fen, went_on) == (422, 125, None)
    assert "Another contract is in force" in again.content.decode()
    assert (row.last_on, row.ground) == (today, "dismissed")
    assert "dismissed by the owners" in desk.get(address).content.decode()


def test_an_end_outside_the_contract_is_refused(compound: UUID, desk: Client) -> None:
    address = f"/board/compounds/{compound}/contracts/{CONTRACT}/end/"

    page = desk.post(address, {"last_on": "2020-01-01", "ground": "withdrew"})

    assert page.status_code == 422
    assert "not in force on that day" in page.content.decode()


def test_values_are_entered_over_those_known(compound: UUID, desk: Client) -> None:
    address = f"/board/compounds/{compound}/attributes/"
    said = {
        "estate": "mixed", "households": 900, "buildings": 12, "built_in": 2016, "lifts": 24,
        "spare": "no", "spare_m2": "", "as_of": timezone.localdate().isoformat(),
        "source": "社区核对",
    }  # fmt: skip

    assert 'value="860"' in desk.get(address).content.decode()
    refused = desk.post(address, said | {"spare_m2": 80})
    desk.post(address, said)

    known = compounds.attributes(compound)
    assert known is not None
    assert refused.status_code == 422
    assert "There is said to be no spare room" in refused.content.decode()
    assert (known.estate, known.households, known.has_spare_room) == ("mixed", 900, False)


def test_each_page_stays_readable_in_both_languages(compound: UUID, desk: Client) -> None:
    for path in ("contracts/", "attributes/", "bodies/new/", ""):
        for language in ("en", "zh-CN"):
            desk.defaults["HTTP_ACCEPT_LANGUAGE"] = language
            assert desk.get(f"/board/compounds/{compound}/{path}").status_code == 200
