"""Official numbers: no gap, none twice, also when many are issued at once (rows P1, G1)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connections, transaction

from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import BY_RULE, Role
from linli.party.moves.rules import Stage
from linli.party.numbering import queries, rules
from linli.party.numbering import services as numbering
from linli.party.numbering.models import Series
from linli.party.steps.rules import Step
from linli.party.supervision import queries as papers
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from tests.district import District, small_district, stamp
from tests.party.errands import brought, code_of, draft_of, known, supervisor_of

pytestmark = pytest.mark.django_db


def test_a_number_is_written_in_the_official_manner() -> None:
    assert rules.number("区督字", year=2026, running=12) == "区督字〔2026〕12号"


@pytest.mark.parametrize("code", ["", "样督〔", "样督2026", "样 督", "样" * 13])
def test_a_code_has_characters_and_letters_only(code: str) -> None:
    with pytest.raises(rules.CodeRefused):
        rules.check_code(code)


def test_numbers_begin_anew_each_year_and_for_each_office(district: District) -> None:
    office, street = district.district_office, district.street_offices[0]
    for number, (each, code) in enumerate([(office, "样督"), (street, "街督")]):
        at = stamp(number=number)
        numbering.set_code(BY_RULE, organisation_id=each, code=code, stamp=at)

    taken = [(office, 2026), (office, 2026), (street, 2026), (office, 2027)]

    assert [numbering.take(each, year=year).number for each, year in taken] == [
        "样督〔2026〕1号", "样督〔2026〕2号", "街督〔2026〕1号", "样督〔2027〕1号",
    ]  # fmt: skip


def test_the_year_is_that_of_the_district_and_not_of_greenwich(district: District) -> None:
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    with known(district):
        due = datetime(2027, 1, 8, 10, 0, tzinfo=UTC)
        paper = brought(district, Stage.ISSUED, at=new_year, due_at=due)

    assert paper.number == "样督〔2027〕1号"


def test_a_number_of_a_transaction_that_failed_is_given_to_the_next(district: District) -> None:
    office = district.district_office
    numbering.set_code(BY_RULE, organisation_id=office, code="样督", stamp=stamp())

    with transaction.atomic():
        numbering.take(office, year=2026)
        transaction.set_rollback(True)

    assert numbering.take(office, year=2026).running == 1


def test_two_offices_do_not_share_a_code(district: District) -> None:
    numbering.set_code(
        BY_RULE, organisation_id=district.district_office, code="样督", stamp=stamp()
    )

    def take_it() -> object:
        office = district.street_offices[0]
        return numbering.set_code(BY_RULE, organisation_id=office, code="样督", stamp=stamp())

    assert code_of(take_it) == "party.code_taken"
    assert queries.code_of(district.street_offices[0]) == ""


MAY_SET = {Role.DISTRICT_DESK, Role.OPERATOR}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
def test_codes_are_set_by_the_district_desk_and_the_operator(
    district: District, role: Role
) -> None:
    actor = district.actor(role)

    def set_it() -> object:
        return numbering.set_code(
            actor, organisation_id=district.district_office, code="样督", stamp=stamp()
        )

    if role in MAY_SET:
        set_it()
    else:
        assert code_of(set_it) == "common.forbidden"


def _at_once(turns: list[Callable[[], str]]) -> list[str]:
    begin = threading.Barrier(len(turns))
    outcomes: list[str] = []

    def run(turn: Callable[[], str]) -> None:
        begin.wait()
        try:
            outcomes.append(turn())
        except LinliError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(turn,)) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_many_documents_issued_at_once_have_consecutive_numbers() -> None:
    district = small_district()
    with known(district):
        chief = supervisor_of(district)

        def turn(number: int) -> Callable[[], str]:
            new = draft_of(district, number)
            return lambda: supervision.order(chief, new=new, stamp=stamp(number=number)).number

        found = _at_once([turn(number) for number in range(1, 13)])

    assert sorted(found) == sorted(f"样督〔2026〕{number}号" for number in range(1, 13))
    assert Series.objects.get().last == 12
    assert papers.verify_rows().faults == []


@pytest.mark.django_db(transaction=True)
def test_a_document_issued_twice_at_once_has_one_number() -> None:
    district = small_district()
    with known(district):
        paper = brought(district, Stage.DRAFTED)
        step, chief = Step(paper.pk), supervisor_of(district)

        def turn(number: int) -> Callable[[], str]:
            return lambda: supervision.issue(chief, step=step, stamp=stamp(number=number)).number

        found = _at_once([turn(1), turn(2)])

    assert sorted(found) == ["party.move_not_allowed", "样督〔2026〕1号"]
    assert (Supervision.objects.get().running, Series.objects.get().last) == (1, 1)
