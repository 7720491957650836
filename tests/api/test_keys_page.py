"""The district desk gives and withdraws keys on a page; others do not see it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.keys import queries
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import KeyRefused, Scope
from linli.kernel.people.rules import POST_ROLES, Role
from tests.api.tools import tool_of
from tests.district import District
from tests.grid.desk.doors import browser_of

FORM = {"name": "周报", "username": "staff9", "scopes": ["cases.read"]}


@pytest.mark.parametrize("role", POST_ROLES)
def test_only_district_desk_and_operator_see_the_keys(district: District, role: Role) -> None:
    row = tool_of(district.actor(Role.AUDITOR)).key
    browser = browser_of(district.actor(role))
    may = role in {Role.DISTRICT_DESK, Role.OPERATOR}

    answers = [
        browser.get("/api/keys/"),
        browser.post("/api/keys/", FORM),
        browser.post(f"/api/keys/{row.pk}/withdraw/"),
    ]

    assert [answer.status_code for answer in answers] == ([200, 200, 302] if may else [403] * 3)
    assert Key.objects.count() == (2 if may else 1)
    assert Key.objects.filter(revoked_at__isnull=False).exists() is may


def test_shows_the_secret_once_and_it_opens_what_was_chosen(district: District) -> None:
    browser = browser_of(district.actor(Role.DISTRICT_DESK))

    given = browser.post("/api/keys/", FORM)
    again = browser.get("/api/keys/")

    found = re.search(r"<code>([\w-]{40,})</code>", given.content.decode())
    assert found
    assert "no-store" in given["Cache-Control"]
    assert found.group(1) not in again.content.decode()
    holder = queries.holder(found.group(1), scope=Scope.CASES_READ, at=timezone.now())
    assert holder.actor == district.actor(Role.COMMUNITY_DESK)
    browser.post(f"/api/keys/{holder.key_id}/withdraw/")
    with pytest.raises(KeyRefused):
        queries.holder(found.group(1), scope=Scope.CASES_READ, at=timezone.now())


@pytest.mark.parametrize(
    "more",
    [
        {"username": ""},
        {"organisation": "样例区环卫局"},
        {"username": "nobody"},
        {"username": "", "organisation": "没有的单位"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"until": "2001-01-01"},
        {"until": "soon"},
        {"name": ""},
    ],
)
def test_says_what_is_missing_and_gives_nothing(
    district: District, more: dict[str, object]
) -> None:
    answer = browser_of(district.actor(Role.DISTRICT_DESK)).post("/api/keys/", FORM | more)

    assert answer.status_code == 422
    assert not Key.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client: Client, district: District) -> None:
    assert client.get("/api/keys/").status_code == 302
