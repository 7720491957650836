"""The whole demonstration, loaded once at full size: the figures, the record, the variety."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from pytest_django import Settings

from linli.board.demonstration import queries, services
from linli.board.indicators import queries as indicators
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.kernel.journal import queries as journal
from linli.kernel.people.models import Person
from linli.party.branches import queries as branches
from linli.party.coverage import queries as coverage
from linli.party.preparations import queries as preparations
from linli.party.supervision import queries as supervision

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_shows_the_figures_of_the_article_and_every_overlay(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }

    services.load(at=NOW, say=lambda line: None)

    found = {one.code: one for one in indicators.indicators(year=2021, at=NOW)}
    counted = ("compounds", "grids", "micro_grids", "posted_staff", "cases_reported")
    assert [found[code].value for code in counted] == [977, 675, 1819, 3000, 11_925]
    party = ("compound_organisations", "coinciding_organisations", "most_organisations")
    assert [found[code].value for code in party] == [357, 247, 153]
    disposal = found["disposal_rate"]
    assert (disposal.numerator, disposal.denominator) == (11_138, 11_925)
    assert disposal.value == "93.4"
    assert not Case.objects.filter(reported_at__year=2021, closed_at__isnull=True).exists()
    assert journal.verify().faults == []
    assert cases.verify_rows().faults == []
    papers = supervision.verify_rows()
    assert (papers.rows > 3, papers.faults) == (True, [])
    assert supervision.due_for_watch(at=NOW) == []
    assert preparations.verify_rows() == preparations.RowProof(78, [])
    assert coverage.figures(at=NOW).most_street == "五里牌街道"
    assert found["company_organisations"].value == 39
    assert branches.verify_rows().faults == []
    recent = Case.objects.filter(reported_at__year=2026)
    assert recent.count() > 800
    shown: list[dict[str, object]] = [
        {"level__gt": 0},
        {"stands_since__isnull": False},
        {"is_supervised": True},
        {"reopens__gt": 0},
        {"reworks__gt": 0},
        {"returns__gt": 0},
        {"extensions__gt": 0},
        {"pending": "extend"},
        {"joined__gt": 1},
        {"is_on_site": True},
        {"stage": "merged"},
        {"stage": "declined"},
        {"external__state": "received"},
        {"external__is_late": True},
        {"external__state": "replied"},
        {"disputed": "case"},
        {"judged": "lawfully_settled"},
        {"notes__kind": "public"},
    ]
    assert [wanted for wanted in shown if not recent.filter(**wanted).exists()] == []
    assert not recent.filter(changed_at__gt=NOW).exists()
    _check_sign_ins()
    with pytest.raises(services.NotEmpty):
        services.load(at=NOW, say=lambda line: None)


def _check_sign_ins() -> None:
    """Check that eight persons can sign in, and that everybody else cannot."""
    assert Person.objects.exclude(password="!").count() == len(queries.sign_ins()) == 8
    assert not Person.objects.filter(is_demonstration=False).exists()
    username, password, _role = queries.sign_ins()[0]
    assert authenticate(username=username, password=password)
