"""Contracts are entered, end early and go on; the status of a compound follows (rows P4, A2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from linli.kernel.common.errors import Forbidden, NotFound
from linli.kernel.contracts import queries, rules
from linli.kernel.contracts import services as contracts
from linli.kernel.contracts.models import PropertyContract
from linli.kernel.contracts.rules import Form, Ground, Service, Terms
from linli.kernel.journal import queries as journal
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.district import District, key, stamp
from tests.everybody import everybody

JAN = date(2026, 1, 1)


@pytest.fixture
def company(district: District) -> UUID:
    """Return a property company."""
    return Organisation.objects.create(
        id=key(7000), kind="property_company", name="样例物业服务有限公司"
    ).pk


def _terms(company: UUID, **changes: Any) -> Terms:
    terms = Terms(
        form=Form.INITIAL, organisation_id=company, starts_on=JAN, until=date(2027, 12, 31),
        fee_fen=150, number="〔2026〕合字第3号",
    )  # fmt: skip
    return replace(terms, **changes)


def _enter(
    district: District, terms: Terms, number: int = 0, actor: Actor = BY_RULE
) -> PropertyContract:
    return contracts.enter(
        actor, contract_id=key(310_000 + number), compound_id=district.sides[0].compounds[0],
        terms=terms, stamp=stamp(number=number),
    )  # fmt: skip


def _folded(row: PropertyContract) -> dict[str, object]:
    found: dict[str, object] = {}
    for entry in journal.entries(contracts.stream_of(row.pk)):
        found |= entry.facts["set"]
    return found


def test_the_status_follows_the_contracts(district: District, company: UUID) -> None:
    compound = district.sides[0].compounds[0]
    chosen = _terms(
        company, form=Form.TENDERED, starts_on=date(2026, 7, 1), until=date(2026, 10, 31)
    )

    first, second = _enter(district, _terms(company)), _enter(district, chosen, 1)

    first.refresh_from_db()
    assert (first.last_on, first.ground) == (date(2026, 6, 30), "replaced")
    assert first.until == date(2027, 12, 31)
    statuses = [
        (queries.property_status(compound, on).service, on)
        for on in (date(2025, 12, 31), JAN, date(2026, 7, 1), date(2026, 11, 1))
    ]
    assert [service.value for service, _ in statuses] == ["none", "company", "company", "none"]
    assert [each.since for each in queries.property_history(compound)] == [
        JAN, date(2026, 7, 1), date(2026, 11, 1),
    ]  # fmt: skip
    assert second.organisation_id == company


def test_the_statuses_of_many_compounds_cost_one_statement(
    district: District, company: UUID, django_assert_num_queries: Any
) -> None:
    _enter(district, _terms(company))
    compounds = [compound for side in district.sides for compound in side.compounds]

    with django_assert_num_queries(1):
        found = queries.property_statuses(compounds, date(2026, 3, 1))

    assert [each.service for each in found.values()] == [Service.COMPANY, *[Service.NONE] * 5]


def test_a_contract_ends_early_with_its_ground(district: District, company: UUID) -> None:
    row = _enter(district, _terms(company))

    contracts.end(
        BY_RULE, contract_id=row.pk, last_on=date(2026, 9, 30), ground=Ground.DISMISSED,
        stamp=stamp(number=1),
    )  # fmt: skip

    row.refresh_from_db()
    assert (row.last_on, row.until, row.ground) == (
        date(2026, 9, 30), date(2027, 12, 31), "dismissed",
    )  # fmt: skip
    with pytest.raises(rules.EndedAlready):
        contracts.end(
            BY_RULE, contract_id=row.pk, last_on=date(2026, 10, 1), ground=Ground.WITHDREW,
            stamp=stamp(number=2),
        )  # fmt: skip


def test_a_contract_that_ran_out_goes_on_without_an_end(district: District, company: UUID) -> None:
    row = _enter(district, _terms(company, until=date(2026, 10, 31)))

    contracts.go_on(BY_RULE, contract_id=row.pk, stamp=stamp(number=1))

    row.refresh_from_db()
    status = queries.property_status(row.compound_id, date(2026, 11, 23))
    assert (row.last_on, row.until) == (None, date(2026, 10, 31))
    assert (status.service, status.until) == (Service.COMPANY, None)


def test_folding_the_entries_gives_the_row(district: District, company: UUID) -> None:
    row = _enter(district, _terms(company, until=date(2026, 10, 31)))
    contracts.go_on(BY_RULE, contract_id=row.pk, stamp=stamp(number=1))

    stored = PropertyContract.objects.filter(pk=row.pk).values(*contracts.FIELDS).get()

    folded = _folded(row)
    assert {name: str(value) for name, value in stored.items()} == {
        name: str(folded[name]) for name in contracts.FIELDS
    }


def test_who_keeps_the_registers_of_the_place_enters_contracts_and_nobody_else(
    district: District, company: UUID
) -> None:
    keeps = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}

    for actor, is_inside in everybody(district):
        PropertyContract.objects.all().delete()
        try:
            _enter(district, _terms(company), 0, actor)
            entered = True
        except (Forbidden, NotFound):
            entered = False
        assert entered == (is_inside and actor.role in keeps), actor


def test_a_company_that_is_not_there_and_a_contract_that_is_not_are_not_found(
    district: District,
) -> None:
    with pytest.raises(NotFound):
        _enter(district, _terms(key(7999)))
    with pytest.raises(NotFound):
        contracts.go_on(BY_RULE, contract_id=key(310_009), stamp=stamp())
