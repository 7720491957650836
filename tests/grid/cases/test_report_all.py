"""Many reports at once are what they are one by one, in as many statements as one."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.services import Raised
from linli.kernel.common.errors import Forbidden
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry, Payload, Unread
from linli.kernel.people.rules import ANONYMOUS, Actor, Role
from tests.district import District, small_district, stamp

pytestmark = pytest.mark.django_db


def _raised(district: District, number: int) -> Raised:
    report = district.report(
        number, category="06010" if number % 2 else "", request_key=f"k{number}"
    )
    return Raised(ANONYMOUS, report, stamp(number=number))


def _kept() -> list[object]:
    """Return everything that reports leave, without the keys the database gives."""
    rows = Case.objects.order_by("id").values()
    own = [{**row, "number": row["number"][:8], "words_id": 0} for row in rows]
    links = list(Reporter.objects.order_by("id").values_list("id", "token", "case_id"))
    entries = Entry.objects.order_by("stream").values_list("stream", "verb", "commitment", "actor")
    contents = list(Payload.objects.order_by("entry__stream").values_list("content", flat=True))
    return [own, links, list(entries), contents, Unread.objects.count()]


def test_leaves_what_single_reports_leave() -> None:
    district = small_district()
    raised = [_raised(district, number) for number in range(6)]

    with transaction.atomic():
        cases.report_all(raised)
        together = _kept()
        assert journal.verify().faults == queries.verify_rows().faults == []
        transaction.set_rollback(True)
    for one in raised:
        cases.report(one.actor, report=one.report, stamp=one.stamp)

    assert _kept() == together


def test_takes_as_many_statements_for_twenty_as_for_one() -> None:
    district = small_district()
    cases.report_all([_raised(district, 0)])
    counts = []
    for numbers in (range(1, 2), range(2, 22)):
        raised = [_raised(district, number) for number in numbers]
        with CaptureQueriesContext(connection) as asked:
            cases.report_all(raised)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 10


def test_stores_nothing_where_one_may_not_report_or_one_key_is_known() -> None:
    district = small_district()
    known = _raised(district, 1)
    cases.report_all([known])
    auditor = replace(_raised(district, 3), actor=Actor(role=Role.AUDITOR))

    with pytest.raises(IntegrityError), transaction.atomic():
        cases.report_all(
            [
                _raised(district, 2),
                replace(
                    known, report=replace(known.report, case_id=_raised(district, 9).report.case_id)
                ),
            ]
        )
    with pytest.raises(Forbidden), transaction.atomic():
        cases.report_all([_raised(district, 2), auditor])

    assert Case.objects.count() == 1
