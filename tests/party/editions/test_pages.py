"""The standard of composition as a page: editions, and adopting one (row P4)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.people.rules import Role
from linli.party.composition import queries
from linli.party.composition.rules import Situation
from tests.district import District
from tests.grid.desk.doors import browser_of
from tests.party.grassroots import BRANCH, again, served, tree

pytestmark = pytest.mark.django_db
ADOPT = "/organisations/composition/adopt/"


def _posted(browser: Client) -> dict[str, Any]:
    """Return what the form sends when nobody changes it."""
    draft = browser.get(ADOPT).context["draft"]
    forms = [draft.edition, *(part for rows in draft.seats.values() for part in rows.forms)]
    said = {one.html_name: one.value() for form in forms for one in form}
    for rows in draft.seats.values():
        said |= {one.html_name: one.value() for one in rows.management_form}
    return {name: value for name, value in said.items() if value not in (None, False)}


def test_the_present_edition_adopted_again_asks_for_the_same(district: District) -> None:
    browser = browser_of(district.actor(Role.DISTRICT_DESK))

    answer = browser.post(ADOPT, _posted(browser) | {"source": "样组〔2026〕9号"})

    assert answer.status_code == 302
    today = timezone.localdate()
    edition = queries.edition(today)
    assert (edition.number, edition.source) == (1, "样组〔2026〕9号")
    assert edition.standard.asked == queries.editions()[0].standard.asked


def test_a_seat_more_is_missing_from_its_day(district: District) -> None:
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))
    said = _posted(browser) | {"source": "样组〔2026〕9号", "with_company-5-name_zh": "党员医生"}

    browser.post(ADOPT, said)

    seats = queries.edition(timezone.localdate()).standard.asked[Situation.WITH_COMPANY].seats
    assert (seats[5].code, seats[5].name_zh, seats[5].name_en) == ("seat_1", "党员医生", "党员医生")
    assert "seat_1" in again(BRANCH).missing
    page = browser.get("/organisations/composition/").content.decode()
    assert "第1版" in page
    assert "党员医生" in page


@pytest.mark.parametrize(
    "more",
    [{"source": ""}, {"valid_from": "2020-01-01"}, {"with_company-0-least": "0"}],
    ids=range(3),
)
def test_what_is_no_edition_is_refused(district: District, more: dict[str, str]) -> None:
    browser = browser_of(district.actor(Role.DISTRICT_DESK))

    answer = browser.post(ADOPT, _posted(browser) | {"source": "样组〔2026〕9号"} | more)

    assert answer.status_code == 422
    assert queries.edition(timezone.localdate()).number == 0
