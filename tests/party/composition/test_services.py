"""The standard is adopted, the property service of a compound changes (row P4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.kernel.contracts import services as contracts
from linli.kernel.contracts.rules import Form, Terms
from linli.kernel.journal import services as journal
from linli.kernel.people.rules import BY_RULE, Role
from linli.party.composition import queries
from linli.party.composition import services as composition
from linli.party.composition.rules import Situation
from linli.party.composition.services import NewService
from tests.board.compounds.estate import company
from tests.district import NOW, District, key, stamp
from tests.party.grassroots import BRANCH, FOUNDED, TODAY, again, code_of, served, tree

pytestmark = pytest.mark.django_db
STAFF = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


def test_without_an_edition_the_shipped_one_holds() -> None:
    assert queries.edition(TODAY).number == 0
    assert "岳阳楼区" in queries.edition(TODAY).source


@pytest.mark.usefixtures("district")
def test_an_edition_holds_from_its_day_and_the_former_one_stays() -> None:
    later = TODAY + timedelta(days=30)
    content = queries.shipped() | {"source": "样组〔2026〕9号"}

    composition.adopt(BY_RULE, content=content, valid_from=later, stamp=stamp())

    assert queries.edition(later - timedelta(days=1)).number == 0
    assert (queries.edition(later).number, queries.edition(later).source) == (1, "样组〔2026〕9号")
    assert set(queries.editions()) == {0, 1}
    assert queries.content(later)["source"] == "样组〔2026〕9号"


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("days", [-1, 10, 30])
def test_no_edition_begins_in_the_past_or_before_the_last(days: int) -> None:
    last = TODAY + timedelta(days=30)
    composition.adopt(BY_RULE, content=queries.shipped(), valid_from=last, stamp=stamp())

    def adopt() -> object:
        day = TODAY + timedelta(days=days)
        return composition.adopt(
            BY_RULE, content=queries.shipped(), valid_from=day, stamp=stamp(number=2)
        )

    assert code_of(adopt) == "party.standard_too_early"


@pytest.mark.parametrize("role", STAFF)
def test_the_district_adopts_the_standard(district: District, role: Role) -> None:
    actor = district.actor(role)

    def adopt() -> object:
        return composition.adopt(actor, content=queries.shipped(), valid_from=TODAY, stamp=stamp())

    if role in {Role.DISTRICT_DESK, Role.OPERATOR}:
        adopt()
    else:
        assert code_of(adopt) == "common.forbidden"


def test_the_property_service_has_a_history(district: District) -> None:
    compound = district.sides[0].compounds[0]
    served(compound, has_company=True)
    served(compound, has_company=False, since=TODAY, number=1)

    rows = queries.services_of(compound)

    assert [(row.has_company, row.valid_from, row.valid_to) for row in rows] == [
        (True, FOUNDED, TODAY),
        (False, TODAY, None),
    ]
    for day, situation in [
        (FOUNDED - timedelta(days=1), None),
        (FOUNDED, Situation.WITH_COMPANY),
        (TODAY - timedelta(days=1), Situation.WITH_COMPANY),
        (TODAY, Situation.WITHOUT_COMPANY),
    ]:
        assert queries.situations([compound], on=day).get(compound) == situation


@pytest.mark.parametrize(
    ("has_company", "since", "code"),
    [
        (True, FOUNDED, "party.status_too_early"),
        (False, date(2023, 1, 1), "party.status_too_early"),
        (True, TODAY, "party.status_the_same"),
    ],
)
def test_the_history_is_not_written_anew(
    district: District, since: date, code: str, *, has_company: bool
) -> None:
    compound = district.sides[0].compounds[0]
    served(compound, has_company=True)

    refused = code_of(lambda: served(compound, has_company=has_company, since=since, number=1))

    assert refused == code


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("side", [0, 2], ids=["first street", "second street"])
def test_desks_record_the_property_service_of_their_own_compounds(
    district: District, role: Role, side: int
) -> None:
    actor = district.actor(role)
    said = NewService(district.sides[side].compounds[0], True, FOUNDED)

    def record() -> object:
        return composition.set_service(actor, new=said, stamp=stamp())

    if role not in {Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK}:
        assert code_of(record) == "common.forbidden"
    elif side == 2 and role is not Role.DISTRICT_DESK:
        assert code_of(record) == "people.not_your_territory"
    else:
        record()


def test_many_compounds_begin_at_once(district: District) -> None:
    compounds = [compound for side in district.sides for compound in side.compounds]
    rows = [NewService(compound, bool(n % 2), FOUNDED) for n, compound in enumerate(compounds)]

    assert composition.begin_services(rows=rows, stamp=stamp()) == 6

    assert len(queries.situations(None, on=TODAY)) == 6


@pytest.mark.parametrize(
    ("form", "until", "situation"),
    [
        (Form.AGREED, None, Situation.WITH_COMPANY),
        (Form.AGREED, TODAY, Situation.WITH_COMPANY),
        (Form.AGREED, TODAY - timedelta(days=1), Situation.WITHOUT_COMPANY),
        (Form.TRUSTEESHIP, None, Situation.WITHOUT_COMPANY),
        (Form.SELF_MANAGED, None, Situation.WITHOUT_COMPANY),
    ],
)
def test_where_nothing_is_recorded_the_contract_says_who_serves(
    district: District, form: Form, until: date | None, situation: Situation
) -> None:
    compound = district.sides[0].compounds[0]
    serving = None if form is Form.SELF_MANAGED else company()
    terms = Terms(form=form, organisation_id=serving, starts_on=FOUNDED, until=until)
    contracts.enter(
        BY_RULE, contract_id=key(310_000), compound_id=compound, terms=terms, stamp=stamp(number=3)
    )

    assert queries.situations([compound], on=TODAY) == {compound: situation}
    assert queries.situations(None, on=TODAY) == {compound: situation}
    assert queries.situations([compound], on=FOUNDED - timedelta(days=1)) == {}
    served(compound, has_company=True)
    assert queries.situations([compound], on=TODAY) == {compound: Situation.WITH_COMPANY}


def test_a_contract_lets_the_organisation_be_judged_anew(district: District) -> None:
    tree(district)
    before = again(BRANCH).situation
    terms = Terms(form=Form.AGREED, organisation_id=company(), starts_on=FOUNDED)
    contracts.enter(
        BY_RULE, contract_id=key(310_000), compound_id=district.sides[0].compounds[0],
        terms=terms, stamp=stamp(number=3),
    )  # fmt: skip

    journal.deliver(at=NOW)

    assert (before, again(BRANCH).situation) == (Situation.UNKNOWN, Situation.WITH_COMPANY)
