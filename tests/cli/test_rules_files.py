"""What a district edits for itself goes out as a file and comes in as one (row G1)."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from linli.cli import rules_files
from linli.grid.catalogue import queries as catalogue
from linli.grid.catalogue.models import Duty
from linli.grid.clocks import queries as clocks
from linli.kernel.calendar import queries as calendar
from linli.kernel.calendar.rules import Limit, Unit
from tests.district import small_district

pytestmark = pytest.mark.django_db


def _run(act: str, what: str, file: Path) -> int:
    parser = ArgumentParser()
    rules_files.add(parser.add_subparsers())
    return rules_files.handle(parser.parse_args(["rules", act, what, str(file)]))


@pytest.mark.parametrize("what", ["catalogue", "days", "duties", "policy"])
def test_adopts_what_it_wrote_out(what: str, tmp_path: Path) -> None:
    small_district()
    _run("export", what, tmp_path / "a.json")

    code = _run("adopt", what, tmp_path / "a.json")

    assert code == 0
    _run("export", what, tmp_path / "b.json")
    assert (tmp_path / "b.json").read_bytes() == (tmp_path / "a.json").read_bytes()


def test_adopts_a_policy_from_now(tmp_path: Path) -> None:
    small_district()
    file = tmp_path / "policy.json"
    values = {"accept": [60, "working_hour"], "max_returns": 1}
    file.write_text(json.dumps({"source": "区政办〔2026〕1号", "values": values}))

    _run("adopt", "policy", file)

    now = clocks.current(timezone.now()).values
    assert now.accept == Limit(60, Unit.WORKING_HOUR)
    assert now.max_returns == 1


def test_adopts_a_day_of_the_districts_own(tmp_path: Path) -> None:
    small_district()
    file = tmp_path / "days.json"
    row = {"day": "2027-01-01", "works": False, "name": "元旦"}
    file.write_text(json.dumps({"source": "国办发明电", "days": [row]}))

    _run("adopt", "days", file)

    assert not calendar.calendar().is_working(date(2027, 1, 1))


def test_ends_a_duty_that_the_file_no_longer_gives(tmp_path: Path) -> None:
    district = small_district()
    file = tmp_path / "duties.json"
    row = {"organisation": "样例区环卫局", "category": "06010", "department": ""}
    file.write_text(json.dumps([row | {"leads": True, "assists": False}]))

    _run("adopt", "duties", file)

    held = Duty.objects.filter(organisation_id=district.sanitation, valid_to=None)
    assert [(duty.category, duty.department) for duty in held] == [("06010", "")]
    assert len(catalogue.duties(timezone.now())) > 1


@pytest.mark.parametrize("what", ["days", "duties", "policy"])
@pytest.mark.parametrize("content", ["", "[", "{}", '[{"day": 1}]', '{"days": [{}], "source": ""}'])
def test_refuses_a_file_of_another_form(what: str, content: str, tmp_path: Path) -> None:
    small_district()
    file = tmp_path / "x.json"
    file.write_text(content)

    with pytest.raises(rules_files.RulesUnreadable):
        _run("adopt", what, file)


def test_names_an_organisation_that_is_not_there(tmp_path: Path) -> None:
    small_district()
    file = tmp_path / "duties.json"
    row = {"organisation": "无此单位", "category": "06010", "department": ""}
    file.write_text(json.dumps([row | {"leads": True, "assists": True}]))

    with pytest.raises(rules_files.OfficeUnknown):
        _run("adopt", "duties", file)
