"""The check of the record names every row beside a case that is not what its entries say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from linli.grid.beside import queries as beside
from linli.grid.beside import rules
from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseDispatched, CaseNews
from linli.grid.cases.services import TooLateToUndo
from linli.kernel.common.errors import LinliError
from tests.courses import desk_of, entries_of, reported
from tests.district import NOW, District, again, key, small_district, stamp

pytestmark = pytest.mark.django_db


class CaseBenched(CaseNews):
    """A bench was put beside the case."""

    verb: ClassVar[str] = "tests.case_benched"


@pytest.fixture
def bench(db: None) -> Iterator[Any]:
    """Return a table of benches beside cases, there for one test."""
    with isolate_apps("linli.grid"):

        class Bench(models.Model):
            id = models.UUIDField(primary_key=True)
            case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_constraint=False)
            colour = models.CharField(max_length=20, blank=True)
            seats = models.PositiveIntegerField(default=2)
            since = models.DateTimeField(null=True)
            words = models.CharField(max_length=20, blank=True)

            class Meta:
                app_label = "grid"

    with connection.schema_editor() as editor:
        editor.create_model(Bench)
    beside.prove_beside("bench", Bench, but=["words"])
    yield Bench
    del beside.PROVEN["bench"]


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    return small_district()


def benched(district: District, case: Case, bench: Any, number: int, **values: object) -> Any:
    """Put a bench beside a case, or change it, and let the case's entry say so."""
    row, _new = bench.objects.update_or_create(pk=key(number), case_id=case.pk, defaults=values)
    cases.change(
        desk_of(district),
        again(case),
        news=CaseBenched,
        changes={},
        stamp=stamp(),
        details={"bench": {"id": row.pk, "set": values}},
    )
    return row


def faults() -> list[str]:
    """Return what the check names, in words."""
    return [fault.reason for fault in queries.verify_rows().faults]


def test_rows_that_their_entries_prove_are_counted_and_not_named(
    district: District, bench: Any
) -> None:
    one, other = reported(district, 1), reported(district, 2)
    benched(district, one, bench, 31, colour="red", since=NOW)
    benched(district, one, bench, 31, colour="blue")
    benched(district, other, bench, 32, seats=4)

    proof = queries.verify_rows()

    assert (proof.rows, proof.beside, proof.faults) == (2, 2, [])


@pytest.mark.parametrize(
    ("tampered", "reason"),
    [
        ({"colour": "green"}, "colour is not what the entries say"),
        ({"seats": 9}, "seats is not what the entries say"),
        ({"since": NOW}, "since is not what the entries say"),
        ({"case_id": key(10_002)}, "case_id is not what the entries say"),
    ],
)
def test_a_tampered_row_is_named(
    district: District, bench: Any, tampered: dict[str, object], reason: str
) -> None:
    case = reported(district, 1)
    reported(district, 2)
    row = benched(district, case, bench, 31, colour="red")
    bench.objects.filter(pk=row.pk).update(**tampered)

    found = queries.verify_rows().faults

    assert [(one.stream, one.number, one.reason) for one in found] == [
        (f"grid.case:{case.pk}", 2, f"bench {row.pk}: {reason}")
    ]


def test_a_row_that_was_removed_is_named(district: District, bench: Any) -> None:
    row = benched(district, reported(district), bench, 31, colour="red")
    bench.objects.filter(pk=row.pk).delete()

    assert faults() == [f"bench {row.pk}: has entries but no row"]


def test_a_row_that_nobody_recorded_is_named(district: District, bench: Any) -> None:
    stranger = bench.objects.create(pk=key(33), case=reported(district))

    assert faults() == [f"bench {stranger.pk} has no entries"]


def test_a_field_that_no_entry_sets_is_left_out(district: District, bench: Any) -> None:
    row = benched(district, reported(district), bench, 31, colour="red")
    bench.objects.filter(pk=row.pk).update(words="beside the gate")

    assert faults() == []


def test_a_step_that_changed_a_row_beside_the_case_is_not_taken_back(
    district: District, bench: Any
) -> None:
    case, desk = reported(district), desk_of(district)
    details = {"bench": {"id": key(31), "set": {"colour": "red"}}}
    bench.objects.create(pk=key(31), case=case, colour="red")
    cases.change(desk, case, news=CaseDispatched, changes={}, stamp=stamp(), details=details)

    with pytest.raises(LinliError) as refusal:
        cases.undo(desk, case_id=case.pk, version=case.version, stamp=stamp())

    assert refusal.value.code == TooLateToUndo.code
    assert len(entries_of(case)) == 2


def test_one_entry_may_change_several_rows() -> None:
    facts: list[dict[str, object]] = [
        {"task": [{"id": "a", "set": {"stage": "given"}}, {"id": "b", "set": {"stage": "given"}}]},
        {"set": {"stage": "done"}},
        {"task": {"id": "a", "set": {"stage": "done", "level": 1}}},
    ]

    assert rules.fold("task", facts) == {
        "a": {"stage": "done", "level": 1},
        "b": {"stage": "given"},
    }
