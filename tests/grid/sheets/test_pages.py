"""Rows G1 and X3: a superior's sheet at the desk, over HTTP: send, choose, look, take in, reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.external import services as external
from linli.grid.external.rules import Result
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.grid.sheets.models import Sheet
from linli.kernel.people.rules import Role
from tests.courses import desk_of
from tests.district import stamp
from tests.grid.desk.doors import browser_of
from tests.sheets import row_of, table, usual
from tests.superiors import passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District

BASE = "/desk/superiors"


def _file(content: bytes, name: str = "工单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _send(browser: Client, content: bytes) -> str:
    """Return the address of the columns of a sheet that was sent."""
    answer = browser.post(f"{BASE}/sheets/new/", {"platform": "12345", "file": _file(content)})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def _chosen(browser: Client, address: str) -> dict[str, str]:
    """Return what the form of the columns suggests, as it would be sent."""
    form = browser.get(address).context["form"]
    return {bound.html_name: str(bound.value() or "") for bound in form} | {"days": "0"}


def test_a_sheet_is_sent_mapped_looked_at_and_taken_in(district: District) -> None:
    platform_of(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))

    columns = _send(browser, usual(row_of(1), row_of(2, 办理时限="尽快")))
    mapped = browser.post(columns, _chosen(browser, columns))
    looked = browser.get(mapped.headers["Location"])
    rows = looked.content.decode()
    taken = browser.post(columns.replace("columns", "take-in"))
    page = taken.content.decode()

    assert mapped.status_code == 302
    assert looked.status_code == taken.status_code == 200
    assert "“尽快”" in rows
    assert "办理时限" in rows
    assert "YY2026000001" in page
    assert Case.objects.count() == 1
    assert Platform.objects.get().layout["columns"]["number"] == "工单编号"


def test_words_for_categories_are_remembered_from_the_rows(district: District) -> None:
    platform_of(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))
    columns = _send(browser, usual(row_of(1)))
    browser.post(columns, _chosen(browser, columns))

    browser.post(columns.replace("columns", "categories"), {"word_0": "06010"})
    looked = browser.get(columns.replace("columns", "rows")).content.decode()

    assert Platform.objects.get().layout["categories"] == {"市容环境/暴露垃圾": "06010"}
    assert "暴露垃圾</td>" in looked


@pytest.mark.parametrize("content", [b"a,b", b"\xd0\xcf\x11\xe0" + b"0" * 100])
def test_a_file_that_cannot_be_read_says_what_to_do(district: District, content: bytes) -> None:
    platform_of(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))

    answer = browser.post(f"{BASE}/sheets/new/", {"platform": "12345", "file": _file(content)})

    assert answer.status_code == 422
    assert ".xlsx" in answer.content.decode()
    assert Sheet.objects.count() == 0


def test_a_column_that_is_needed_must_be_chosen(district: District) -> None:
    platform_of(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))
    columns = _send(browser, usual(row_of(1)))

    answer = browser.post(columns, _chosen(browser, columns) | {"column_number": ""})

    assert answer.status_code == 422
    assert "column_number" in answer.context["form"].errors


def test_another_row_is_named_as_the_header_by_a_form(district: District) -> None:
    platform_of(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))
    columns = _send(browser, usual(row_of(1), row_of(2)))
    address = columns.replace("columns", "header")

    moved = browser.post(address, {"number": "3"})
    wrong = browser.post(address, {"number": "nonsense"})

    assert (moved.status_code, wrong.status_code) == (302, 422)
    assert "YY2026000001" in browser.get(columns).content.decode()


WHO = [
    (Role.DISTRICT_DESK, 200),
    (Role.STREET_DESK, 200),
    (Role.COMMUNITY_DESK, 403),
    (Role.GRID_OFFICER, 403),
    (Role.DEPARTMENT_OFFICER, 403),
    (Role.SUPERVISOR, 403),
    (Role.OPERATOR, 403),
]


@pytest.mark.parametrize(("role", "status"), WHO)
def test_only_two_kinds_of_desks_open_the_page(district: District, role: Role, status: int) -> None:
    platform_of(district)

    assert browser_of(district.actor(role)).get(f"{BASE}/sheets/new/").status_code == status


def test_nobody_opens_the_sheet_of_another_post(district: District) -> None:
    platform_of(district)
    columns = _send(browser_of(district.actor(Role.DISTRICT_DESK)), usual(row_of(1)))
    other = browser_of(district.actor(Role.STREET_DESK))

    for word in ("columns", "rows"):
        assert other.get(columns.replace("columns", word)).status_code == 404
    for word in ("header", "categories", "take-in"):
        assert other.post(columns.replace("columns", word)).status_code == 404


def test_replies_are_downloaded_as_a_workbook(district: District) -> None:
    now, platform, desk = timezone.now(), platform_of(district), desk_of(district)
    case = passed_down(district, platform, Stage.CLOSED, at=now)
    external.register(desk, case_id=case.pk, stamp=stamp(now))
    external.reply(desk, case_id=case.pk, result=Result.SETTLED, words="已清运。", stamp=stamp(now))
    browser = browser_of(desk)

    listed = browser.get(f"{BASE}/?only=sheet").content.decode()
    answer = browser.post(f"{BASE}/replies/12345/", {"case": [str(case.pk), "nonsense"]})
    none = browser.post(f"{BASE}/replies/12345/")
    nowhere = browser.post(f"{BASE}/replies/nowhere/")

    assert f"{BASE}/replies/12345/" in listed
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert table(answer.content)[1][0] == "YY2026000001"
    assert (none.status_code, nowhere.status_code) == (422, 404)


def test_looking_at_many_rows_takes_few_statements(district: District) -> None:
    platform_of(district)
    browser = browser_of(district.actor(Role.DISTRICT_DESK))
    columns = _send(browser, usual(*[row_of(n) for n in range(1, 60)]))
    browser.post(columns, _chosen(browser, columns))

    with CaptureQueriesContext(connection) as statements:
        answer = browser.get(columns.replace("columns", "rows"))

    assert answer.context["preview"].to_take == 59
    assert len(statements) <= 14
