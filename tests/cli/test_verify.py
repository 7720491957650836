"""``linli verify`` says what is sound and names what is not; ``linli forget`` erases one case."""

from __future__ import annotations

import json
from argparse import ArgumentParser

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from linli.cli import forget, recount, verify
from linli.grid.cases.models import Case, Reporter
from linli.grid.figures.models import Delta
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Payload
from tests.courses import brought, last_entry
from tests.district import again, small_district

pytestmark = pytest.mark.django_db(transaction=True)


def _run(*words: str) -> int:
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    module = {"verify": verify, "forget": forget, "recount": recount}[words[0]]
    module.add(commands)
    with translation.override("en"):
        return int(module.handle(parser.parse_args(words)))


def test_says_how_much_was_checked_and_that_nothing_was_altered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    district = small_district()
    brought(district, Stage.CLOSED, 1)
    brought(district, Stage.REPORTED, 2)

    code = _run("verify")

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "8 entries in 2 chains",
        "8 payloads kept, 0 erased",
        "2 cases compared with their entries",
        "0 entries in the log, not signed yet",
        "Nothing was altered.",
    ]


def test_names_what_was_altered_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    district = small_district()
    case = brought(district, Stage.IN_HAND)
    Payload.objects.filter(entry=last_entry(case)).update(content={"text": "没有人说过"})
    Case.objects.filter(pk=case.pk).update(joined=7)

    code = _run("verify")

    stream = f"grid.case:{case.pk}"
    assert code == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "2 faults; the first of them:",
        f"{stream}, entry 4: has a payload that was altered",
        f"{stream}, entry 4: joined is not what the entries say",
    ]


def test_prints_one_object_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    district = small_district()
    case = brought(district, Stage.IN_HAND)
    Case.objects.filter(pk=case.pk).update(joined=7)

    code = _run("verify", "--json")

    assert code == 1
    assert json.loads(capsys.readouterr().out) == {
        "is_sound": False,
        "entries": 4,
        "streams": 1,
        "payloads": 4,
        "erased": 0,
        "rows": 1,
        "beside": 0,
        "logged": 0,
        "heads": 0,
        "signed_at": None,
        "key": "",
        "documents": 0,
        "party_organisations": 0,
        "policies": 0,
        "faults": [
            {
                "stream": f"grid.case:{case.pk}",
                "number": 4,
                "reason": "joined is not what the entries say",
            }
        ],
    }


def test_a_check_writes_nothing() -> None:
    with (
        pytest.raises(DatabaseError, match="read-only"),
        journal.one_moment(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM grid_case")


def test_a_check_sees_the_house_as_it_was_at_one_moment() -> None:
    small_district()
    with journal.one_moment(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
    assert not transaction.get_connection().in_atomic_block


def test_forgets_the_words_of_one_case_and_the_record_stays_sound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    district = small_district()
    case = brought(district, Stage.CLOSED, 1)
    other = brought(district, Stage.REPORTED, 2)

    code = _run("forget", case.number)

    assert code == 0
    assert capsys.readouterr().out == "7 texts were erased; the course of the case stays.\n"
    assert list(Reporter.objects.values_list("case_id", flat=True)) == [other.pk]
    assert last_entry(case).actor["role"] == "operator"
    assert again(case).stage == Stage.CLOSED
    assert _run("verify") == 0
    assert "1 payloads kept, 7 erased" in capsys.readouterr().out


def test_does_not_know_a_number_that_no_case_has() -> None:
    small_district()

    with pytest.raises(NotFound):
        _run("forget", "20261123-999999")


def test_finds_figures_that_are_not_what_happened_and_counts_them_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    brought(small_district(), Stage.CLOSED)
    Delta.objects.filter(measure="closed").update(count=3)

    assert _run("verify") == 1
    assert "1 counts are not what a recount finds" in capsys.readouterr().out
    assert _run("recount") == 0
    assert _run("verify") == 0
