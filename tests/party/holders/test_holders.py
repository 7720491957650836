"""Names of seats: never towards the internet; inside with consent, masked, recorded (row P4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from linli.cli.places import ROOT
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal import services as journal_services
from linli.kernel.journal.models import Entry, Payload
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.branches import services as branches
from linli.party.branches.services import End, Step
from linli.party.holders import queries
from linli.party.holders import services as holders
from linli.party.holders.models import Holder
from linli.party.holders.rules import Purpose, Reason, Why
from linli.party.holders.services import NewHolder
from tests.district import NOW, District, key, stamp
from tests.grid.desk.doors import browser_of
from tests.party.founding.test_services import FULL
from tests.party.grassroots import BRANCH, FOREIGN, TODAY, code_of, served, tree

pytestmark = pytest.mark.django_db

NAME = "欧阳样例"
HOLDER = key(80_001)
NEW = NewHolder(HOLDER, BRANCH, "secretary", NAME, Purpose.CONTACT, TODAY, has_consent=True)
PAGE = f"/organisations/{BRANCH}/names/"
STAFF = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]
DESKS = {Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK}


@pytest.fixture
def inside(district: District, settings: Settings) -> District:
    """Return a district whose instance nobody reaches from the internet; a branch with seats."""
    settings.FACES_INTERNET = False
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)
    branches.fill(BY_RULE, step=Step(BRANCH), seats=FULL, stamp=stamp(number=2))
    return district


def _named(actor: Actor = BY_RULE) -> Holder:
    return holders.name(actor, new=NEW, stamp=stamp(number=3))


def _reveal(actor: Actor = BY_RULE) -> str:
    return holders.reveal(
        actor, organisation_id=BRANCH, holder_id=HOLDER, reason=Reason.CHECK, stamp=stamp(number=4)
    )


def _erase(actor: Actor = BY_RULE, why: Why = Why.WITHDRAWN) -> None:
    holders.erase(actor, organisation_id=BRANCH, holder_id=HOLDER, why=why, stamp=stamp(number=5))


def test_an_instance_faces_the_internet_unless_it_says_otherwise(district: District) -> None:
    tree(district)

    assert queries.faces_internet()
    assert code_of(_named) == "party.no_names_here"
    browser = browser_of(district.actor(Role.STREET_DESK))
    assert browser.get(PAGE).status_code == 409
    assert "names/" not in browser.get(f"/organisations/{BRANCH}/").content.decode()


def test_a_name_kept_inside_is_not_shown_once_the_instance_faces_the_internet(
    inside: District, settings: Settings
) -> None:
    _named()
    settings.FACES_INTERNET = True

    assert code_of(_reveal) == "party.no_names_here"
    _erase()
    assert not Payload.objects.filter(content__isnull=False).exists()


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"has_consent": False}, "party.consent_needed"),
        ({"consented_on": None}, "party.consent_needed"),
        ({"consented_on": TODAY + timedelta(days=1)}, "party.consent_needed"),
        ({"name": " "}, "party.consent_needed"),
        ({"seat": "building_head"}, "party.seat_is_vacant"),
        ({"organisation_id": FOREIGN}, "party.seat_is_vacant"),
    ],
    ids=range(6),
)
def test_without_consent_or_seat_no_name_is_kept(more: dict[str, Any], code: str) -> None:
    new = replace(NEW, **more)

    assert code_of(lambda: holders.name(BY_RULE, new=new, stamp=stamp(number=3))) == code
    assert not Holder.objects.exists()


@pytest.mark.usefixtures("inside")
def test_a_seat_has_no_more_names_than_holders() -> None:
    _named()
    second = replace(NEW, id=key(80_002))

    assert code_of(lambda: holders.name(BY_RULE, new=second, stamp=stamp(number=6))) == (
        "party.seat_is_vacant"
    )


@pytest.mark.usefixtures("inside")
def test_who_looked_and_why_is_recorded_and_no_fact_has_the_name() -> None:
    _named()

    assert _reveal() == NAME

    entries = journal.entries(queries.stream_of(HOLDER))
    assert [entry.verb for entry in entries] == ["party.holder_named", "party.holder_revealed"]
    assert entries[1].facts["reason"] == "check"
    facts = [str(entry.facts) for entry in Entry.objects.all()]
    assert not any(NAME in each for each in facts)


@pytest.mark.usefixtures("inside")
def test_withdrawn_it_is_erased_and_the_record_still_verifies() -> None:
    _named()

    _erase()

    assert code_of(_reveal) == "common.not_found"
    assert not Payload.objects.filter(content__isnull=False).exists()
    assert Holder.objects.get().erased_at == NOW
    assert journal.verify().faults == []


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("act", ["vacant", "dissolved", "merged"])
def test_a_name_goes_with_the_seat_and_with_the_organisation(act: str) -> None:
    _named()
    at, step = stamp(number=7), Step(BRANCH)
    if act == "vacant":
        vacant = {"secretary": {"held": 0, "post": ""}}
        branches.fill(BY_RULE, step=step, seats=vacant, stamp=at)
    elif act == "dissolved":
        branches.dissolve(BY_RULE, step=step, end=End(TODAY), stamp=at)
    else:
        branches.merge(BY_RULE, step=step, into_id=FOREIGN, end=End(TODAY), stamp=at)

    journal_services.deliver(at=NOW)

    assert Holder.objects.get().erased_at is not None
    assert not Payload.objects.filter(content__isnull=False).exists()
    last = journal.entries(queries.stream_of(HOLDER))[-1]
    assert last.facts["why"] == ("left" if act == "vacant" else "ended")
    assert journal_services.deliver(at=NOW) == 0


@pytest.mark.usefixtures("inside")
def test_a_name_stays_while_its_seat_is_held() -> None:
    _named()
    branches.fill(BY_RULE, step=Step(BRANCH), seats=FULL, stamp=stamp(number=7))

    journal_services.deliver(at=NOW)

    assert _reveal() == NAME


def _code(do: Any) -> str:
    try:
        do()
    except LinliError as refused:
        return refused.code
    return ""


OWN_AND_ABROAD = [(role, False) for role in STAFF] + [
    (Role.STREET_DESK, True),
    (Role.COMMUNITY_DESK, True),
]


@pytest.mark.parametrize(("role", "is_foreign"), OWN_AND_ABROAD)
def test_desks_of_the_place_and_nobody_else_work_with_names(
    inside: District, role: Role, *, is_foreign: bool
) -> None:
    abroad: dict[Role, UUID] = {
        Role.STREET_DESK: inside.streets[1],
        Role.COMMUNITY_DESK: inside.sides[2].community,
    }
    actor = inside.actor(role, abroad[role] if is_foreign else None)
    _named()
    expected = "common.forbidden" if role not in DESKS else ""
    expected = "people.not_your_territory" if is_foreign else expected
    second = replace(NEW, id=key(80_002), seat="company_management")

    assert _code(lambda: holders.name(actor, new=second, stamp=stamp(number=8))) == expected
    assert _code(lambda: _reveal(actor)) == expected
    assert _code(lambda: _erase(actor)) == expected
    status = browser_of(actor).get(PAGE).status_code
    assert status == (200 if expected == "" else 404 if is_foreign else 403)


def _everywhere(browser: Client) -> list[str]:
    """Return what every page and export says that could speak of an organisation."""
    paths = [
        "/organisations/", f"/organisations/{BRANCH}/", "/organisations/figures/", PAGE,
        "/organisations/composition/", "/record/",
    ]  # fmt: skip
    return [browser.get(path).content.decode() for path in paths]


def test_a_name_is_masked_on_every_page_and_shown_in_one_answer_alone(inside: District) -> None:
    browser = browser_of(inside.actor(Role.STREET_DESK))
    posted = {
        "seat": "secretary", "name": NAME, "purpose": "contact",
        "consented_on": date(2026, 11, 20).isoformat(), "has_consent": "on",
    }  # fmt: skip
    assert browser.post(PAGE, posted | {"has_consent": ""}).status_code == 422
    assert browser.post(PAGE, posted).status_code == 302
    holder = Holder.objects.get()

    assert not any(NAME in said for said in _everywhere(browser))
    shown = browser.post(f"{PAGE}{holder.pk}/reveal/", {"reason": "contact"})
    assert NAME in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert not any(NAME in said for said in _everywhere(browser))
    browser.post(f"{PAGE}{holder.pk}/reveal/", {"reason": ""})
    reveals = [entry.verb for entry in journal.entries(queries.stream_of(holder.pk))]
    assert reveals.count("party.holder_revealed") == 1
    browser.post(f"{PAGE}{holder.pk}/erase/", {"why": "withdrawn"})
    assert Holder.objects.get().erased_at is not None


def _imports(path: Path) -> bool:
    return "party.holders" in path.read_text()


def test_no_interface_and_no_export_can_read_a_name() -> None:
    """Only the pillar's own pages import the noun; whoever adds an export must come by here."""
    found = {
        str(path.relative_to(ROOT / "linli").parent)
        for path in (ROOT / "linli").rglob("*.py")
        if _imports(path) and "migrations" not in path.parts
    }

    assert found == {"party", "party/holders", "party/organisations"}
