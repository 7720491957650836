"""Who gets in at the two doors: each role, at home and away, over HTTP."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Actor, Role
from tests.district import District, key
from tests.grid.desk.doors import browser_of, case_at

OPEN, FORBIDDEN, HIDDEN = 200, 403, 404

AT_HOME = {
    Role.COMMUNITY_DESK: (OPEN, OPEN, OPEN),
    Role.STREET_DESK: (OPEN, OPEN, OPEN),
    Role.DISTRICT_DESK: (OPEN, OPEN, OPEN),
    Role.GRID_OFFICER: (OPEN, OPEN, OPEN),
    Role.DEPARTMENT_OFFICER: (OPEN, OPEN, OPEN),
    Role.DEPARTMENT_HEAD: (OPEN, OPEN, OPEN),
    Role.SUPERVISOR: (OPEN, OPEN, FORBIDDEN),
    Role.AUDITOR: (OPEN, OPEN, FORBIDDEN),
    Role.OPERATOR: (FORBIDDEN, FORBIDDEN, FORBIDDEN),
}
"""Role → what queue, case and telephone answer where the case is hers to see."""

AWAY = {
    Role.COMMUNITY_DESK: HIDDEN,
    Role.STREET_DESK: HIDDEN,
    Role.GRID_OFFICER: HIDDEN,
    Role.DEPARTMENT_OFFICER: HIDDEN,
    Role.DEPARTMENT_HEAD: HIDDEN,
    Role.OPERATOR: FORBIDDEN,
}
"""Role → what a case of another territory, or one she does not lead, answers."""

MAY_CLOSE = {Role.COMMUNITY_DESK: 302, Role.STREET_DESK: 302, Role.DISTRICT_DESK: 302}


def post_of(district: District, role: Role) -> Actor:
    """Return a post at home in the first community, or over the district."""
    side = district.sides[0]
    units = {
        Role.COMMUNITY_DESK: side.community,
        Role.GRID_OFFICER: side.grids[0],
        Role.STREET_DESK: side.street,
    }
    return district.actor(role, units.get(role))


@pytest.mark.parametrize("role", AT_HOME)
def test_each_role_gets_what_it_may_see_at_home(district: District, role: Role) -> None:
    case = case_at(district, Stage.VERIFIED)
    browser = browser_of(post_of(district, role))

    answers = [
        browser.get(reverse("grid:desk_queue")).status_code,
        browser.get(reverse("grid:desk_case", args=[case.pk])).status_code,
        browser.get(reverse("grid:field_case", args=[case.pk])).status_code,
    ]
    closed = browser.post(
        reverse("grid:desk_move", args=[case.pk, "close"]), {"version": case.version}
    )

    assert tuple(answers) == AT_HOME[role]
    assert closed.status_code == MAY_CLOSE.get(role, FORBIDDEN)
    assert (Case.objects.get(pk=case.pk).stage == "closed") is (role in MAY_CLOSE)


@pytest.mark.parametrize("role", AWAY)
@pytest.mark.parametrize("door", ["grid:desk", "grid:field"])
def test_a_foreign_matter_looks_like_none(district: District, role: Role, door: str) -> None:
    foreign = case_at(district, Stage.REPORTED, side=2)
    browser = browser_of(post_of(district, role))

    for case_id in (foreign.pk, key(99_999)):
        asked = browser.get(reverse(f"{door}_case", args=[case_id]))
        moves = [
            browser.post(
                reverse(f"{door}_move", args=[case_id, word]), {"version": 1, "words": "x"}
            )
            for word in ("register", "accept", "supervise", "merge")
        ]
        undone = browser.post(reverse(f"{door}_undo", args=[case_id]), {"version": 1})
        assert {answer.status_code for answer in (asked, undone, *moves)} == {AWAY[role]}
        assert foreign.number not in asked.content.decode()


def test_who_is_not_signed_in_is_asked_to(client: Client, district: District) -> None:
    for name in ("grid:desk_queue", "grid:desk_new", "grid:field_home", "grid:field_settle"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SUPERVISOR])
def test_who_only_reads_reports_for_nobody(district: District, role: Role) -> None:
    browser = browser_of(post_of(district, role))

    page = browser.get(reverse("grid:desk_queue")).content.decode()

    assert browser.get(reverse("grid:desk_new")).status_code == FORBIDDEN
    assert reverse("grid:desk_new") not in page


def test_whoever_handled_a_matter_does_not_check_it(district: District) -> None:
    case = case_at(district, Stage.DONE)
    officer = browser_of(district.actor(Role.DEPARTMENT_OFFICER))

    answer = officer.post(
        reverse("grid:desk_move", args=[case.pk, "verify"]), {"version": case.version}
    )

    assert answer.status_code == FORBIDDEN
