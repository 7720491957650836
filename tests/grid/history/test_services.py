"""A district's own history comes in by the bulk door exactly as the services would have made it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.grid.cases import queries as cases
from linli.grid.cases import services
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Ground, Satisfied
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.history import services as history
from linli.grid.history.rules import Past, StepsOutOfOrder
from linli.grid.history.services import Matter
from linli.grid.moves.rules import Move, MoveNotAllowed
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import Forbidden
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry, Payload, Unread
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Role, reporter
from tests.district import NOW, District, key, small_district

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=400)


def _course(district: District, number: int) -> tuple[Past, ...]:
    """Return one of five courses: done and rated, declined, reworked and reopened, open, returned."""
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[number % 2].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    head = district.actor(Role.DEPARTMENT_HEAD)
    holder = reporter(key(10_000 + number))
    taken = (
        Past(Move.REGISTER, NOW + HOUR, desk, category_code="06010"),
        Past(Move.DISPATCH, NOW + HOUR, desk, lead_id=district.sanitation),
        Past(Move.ACCEPT, NOW + 2 * HOUR, officer),
    )
    finished = (
        Past(Move.DONE, NOW + 30 * HOUR, officer, words="已清运"),
        Past(Move.VERIFY, NOW + 31 * HOUR, desk),
        Past(Move.CLOSE, NOW + 32 * HOUR, BY_RULE),
    )
    return {
        0: (
            *taken,
            *finished,
            Past(Move.RATE, NOW + 40 * HOUR, holder, satisfied=Satisfied.MOSTLY),
        ),
        1: (Past(Move.DECLINE, NOW + HOUR, desk, words="已转法院", ground=Ground.OTHER_PROCEDURE),),
        2: (
            *taken,
            Past(Move.DONE, NOW + 5 * HOUR, officer, words="已清"),
            Past(Move.REWORK, NOW + 6 * HOUR, desk, words="还有一堆"),
            *finished,
            Past(Move.REOPEN, NOW + 50 * HOUR, holder, words="又堆满了"),
        ),
        3: taken,
        4: (
            *taken[:2],
            Past(Move.GIVE_BACK, NOW + 2 * HOUR, head, words="不在清运范围"),
            Past(Move.DISPATCH, NOW + 3 * HOUR, desk, lead_id=district.sanitation),
        ),
    }[number % 5]


def matter_of(district: District, number: int) -> Matter:
    """Return a matter of the past with one of five courses."""
    report = district.report(
        number, side=number % 2, category="06010" if number % 3 else "", request_key=f"h{number}"
    )
    salt = number.to_bytes(16, "big")
    return Matter(report, ANONYMOUS, NOW, salt, steps=_course(district, number))


def _by_services(matter: Matter) -> None:
    """Take one matter through the ordinary services, at the same moments, with the same salt."""

    def stamped(at: datetime) -> Stamp:
        return Stamp(at=at, recorded_at=LATER, salt=matter.salt)

    case = services.report(matter.actor, report=matter.report, stamp=stamped(matter.at))
    for past in matter.steps:
        step = Step(case_id=case.pk, words=past.words)
        stamp, actor = stamped(past.at), past.actor
        match past.move:
            case Move.REGISTER:
                handling.register(actor, step=step, category_code=past.category_code, stamp=stamp)
            case Move.DISPATCH:
                assert past.lead_id
                handling.dispatch(actor, step=step, lead_id=past.lead_id, stamp=stamp)
            case Move.DECLINE:
                assert past.ground
                handling.decline(actor, step=step, ground=past.ground, stamp=stamp)
            case Move.RATE:
                verdicts.rate(
                    actor, step=step, settled=past.settled, satisfied=past.satisfied, stamp=stamp
                )
            case Move.REOPEN:
                verdicts.reopen(actor, step=step, stamp=stamp)
            case _:
                getattr(handling, past.move.value)(actor, step=step, stamp=stamp)


def _all_by_services(matters: list[Matter]) -> None:
    for matter in matters:
        _by_services(matter)


def _all_in_bulk(matters: list[Matter]) -> None:
    history.import_cases(BY_RULE, matters=matters, recorded_at=LATER)


def _tables() -> dict[str, list[dict[str, object]]]:
    """Return the rows of all tables a case writes, keys of entries as places in the order."""
    order = {
        pk: n
        for n, pk in enumerate(
            Entry.objects.order_by("stream", "number").values_list("pk", flat=True)
        )
    }

    def rows(model: type, *by: str) -> list[dict[str, object]]:
        found = []
        for row in model.objects.order_by(*by).values():  # type: ignore[attr-defined]
            for name in ("id", "entry_id", "words_id"):
                if row.get(name) in order:
                    row[name] = order[row[name]]
            if "salt" in row:
                row["salt"] = bytes(row["salt"])
            found.append(row)
        return found

    return {
        "cases": rows(Case, "pk"),
        "entries": rows(Entry, "stream", "number"),
        "payloads": rows(Payload, "entry__stream", "entry__number"),
        "reporters": rows(Reporter, "pk"),
    }


def _restart_numbers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE grid_case_number RESTART")


def test_writes_the_same_rows_and_entries_as_the_services_for_200_cases() -> None:
    district = small_district()
    matters = [matter_of(district, number) for number in range(200)]
    _restart_numbers()
    seen: list[dict[str, list[dict[str, object]]]] = []
    for way in (_all_by_services, _all_in_bulk):
        with transaction.atomic():
            way(matters)
            seen.append(_tables())
            transaction.set_rollback(True)
        _restart_numbers()

    by_services, by_bulk = seen
    assert len(by_bulk["cases"]) == 200
    for table in by_services:
        assert by_bulk[table] == by_services[table], table


def test_tells_nobody_and_verifies() -> None:
    district = small_district()

    imported = history.import_cases(
        BY_RULE, matters=[matter_of(district, n) for n in range(10)], recorded_at=LATER
    )

    assert imported.cases == 10
    assert Unread.objects.count() == 0
    assert journal.verify().faults == []
    assert cases.verify_rows().faults == []


def test_passes_over_what_is_there_already() -> None:
    district = small_district()
    matters = [matter_of(district, n) for n in range(4)]
    history.import_cases(BY_RULE, matters=matters[:2], recorded_at=LATER)

    again = history.import_cases(BY_RULE, matters=matters, recorded_at=LATER)

    assert again.cases == 2
    assert Case.objects.count() == 4


def test_asks_the_database_as_often_for_hundred_cases_as_for_ten() -> None:
    district = small_district()
    cases.book(NOW)

    counts = []
    for numbers in (range(10), range(100, 200)):
        matters = [matter_of(district, n) for n in numbers]
        with CaptureQueriesContext(connection) as asked:
            history.import_cases(BY_RULE, matters=matters, recorded_at=LATER)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_refuses_steps_that_go_back_in_time() -> None:
    district = small_district()
    desk = district.actor(Role.COMMUNITY_DESK)
    steps = (Past(Move.REGISTER, NOW - HOUR, desk, category_code="06010"),)
    matter = Matter(district.report(), ANONYMOUS, NOW, bytes(16), steps=steps)

    with pytest.raises(StepsOutOfOrder):
        history.import_cases(BY_RULE, matters=[matter], recorded_at=LATER)

    assert Case.objects.count() == 0


def test_refuses_a_course_that_the_table_does_not_know() -> None:
    district = small_district()
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    desk = district.actor(Role.COMMUNITY_DESK)
    steps = (
        Past(Move.REGISTER, NOW, desk, category_code="06010"),
        Past(Move.DISPATCH, NOW, desk, lead_id=district.sanitation),
        Past(Move.DONE, NOW, officer, words="已清"),
    )
    matter = Matter(district.report(), ANONYMOUS, NOW, bytes(16), steps=steps)

    with pytest.raises(MoveNotAllowed):
        history.import_cases(BY_RULE, matters=[matter], recorded_at=LATER)

    assert Case.objects.count() == 0


def test_lets_only_those_import_who_may_edit_the_territory() -> None:
    district = small_district()

    with pytest.raises(Forbidden):
        history.import_cases(district.actor(Role.COMMUNITY_DESK), matters=[], recorded_at=LATER)
