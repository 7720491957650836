"""A Party organisation changes: filled, counted, elected, put elsewhere, ended (row P4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.territory.services import bring_in_line
from linli.party.branches import handlers, queries
from linli.party.branches import services as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Base, Kind, Move, Stage
from linli.party.branches.services import End, Revision, Standing, Step
from linli.party.composition import queries as standards
from linli.party.composition import services as composition
from linli.party.composition.services import NewService
from linli.party.founding import services as founding
from tests.district import NOW, District, stamp
from tests.party.founding.test_services import FULL
from tests.party.grassroots import (
    BRANCH,
    COMMUNITY,
    FOREIGN,
    FOUNDED,
    STREET,
    TODAY,
    again,
    code_of,
    new,
    served,
    told,
    tree,
)

pytestmark = pytest.mark.django_db

WITH = [
    "secretary", "company_management", "owners_committee_head", "supervisory_committee_head",
    "owner_representative", "community_worker",
]  # fmt: skip
WITHOUT = ["secretary", "owner_member", "building_head"]
TAKES: dict[Move, Callable[[Actor, Step, Stamp], PartyOrganisation]] = {
    Move.REVISE: lambda actor, step, at: branches.revise(
        actor, step=step, revision=Revision("中共样例小区支部委员会", FOUNDED, "样组〔2024〕1号"), stamp=at
    ),
    Move.SUBORDINATE: lambda actor, step, at: branches.subordinate(
        actor, step=step, superior_id=STREET, stamp=at
    ),
    Move.COUNT: lambda actor, step, at: branches.count(actor, step=step, members=21, stamp=at),
    Move.FILL: lambda actor, step, at: branches.fill(actor, step=step, seats=FULL, stamp=at),
    Move.REELECT: lambda actor, step, at: branches.reelect(
        actor, step=step, on=TODAY, document="样组〔2026〕2号", stamp=at
    ),
    Move.EXTEND: lambda actor, step, at: branches.extend(
        actor, step=step, until=date(2027, 9, 1), document="样组〔2026〕3号", stamp=at
    ),
    Move.MERGE: lambda actor, step, at: branches.merge(
        actor, step=step, into_id=COMMUNITY, end=End(TODAY, "样组〔2026〕4号"), stamp=at
    ),
    Move.DISSOLVE: lambda actor, step, at: branches.dissolve(
        actor, step=step, end=End(TODAY, "样组〔2026〕5号"), stamp=at
    ),
}  # fmt: skip


def _take(
    move: Move,
    actor: Actor = BY_RULE,
    number: int = 50,
    *,
    version: int | None = None,
    words: str = "",
) -> object:
    step = Step(BRANCH, version, words)
    return TAKES[move](actor, step, stamp(number=number))


@pytest.fixture
def branch(district: District) -> PartyOrganisation:
    """Return a branch of a compound with a property company and all its seats held."""
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)
    return branches.fill(BY_RULE, step=Step(BRANCH), seats=FULL, stamp=stamp(number=9))


VERBS = {
    Move.REVISE: "organisation_revised",
    Move.SUBORDINATE: "organisation_subordinated",
    Move.COUNT: "members_counted",
    Move.FILL: "seats_filled",
    Move.REELECT: "organisation_reelected",
    Move.EXTEND: "term_extended",
    Move.MERGE: "organisation_merged",
    Move.DISSOLVE: "organisation_dissolved",
}


@pytest.mark.usefixtures("branch")
@pytest.mark.parametrize("move", list(TAKES))
def test_each_change_is_an_entry_and_the_entries_give_the_row(move: Move) -> None:
    _take(move)

    assert told(BRANCH)[-1].verb == f"party.{VERBS[move]}"
    assert queries.verify_rows().faults == []
    assert journal.verify().faults == []


OWN = {Move.COUNT, Move.FILL}


DESKS = {Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK}


def _outcome(move: Move, actor: Actor) -> str:
    """Return the code a move is refused with, or ''; what it did is taken back."""
    said = ""
    with transaction.atomic():
        try:
            _take(move, actor)
        except LinliError as refused:
            said = refused.code
        transaction.set_rollback(True)
    return said


@pytest.mark.usefixtures("branch")
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
@pytest.mark.parametrize("stage", list(Stage))
def test_role_and_stage_decide_and_a_foreign_street_sees_nothing(
    district: District, role: Role, stage: Stage
) -> None:
    if stage is not Stage.ACTIVE:
        _take(Move.MERGE if stage is Stage.MERGED else Move.DISSOLVE, number=49)
    abroad = {
        Role.STREET_DESK: district.streets[1],
        Role.COMMUNITY_DESK: district.sides[2].community,
    }
    actor = district.actor(role)
    reads = role in DESKS | {Role.SUPERVISOR, Role.AUDITOR}
    ended = "" if stage is Stage.ACTIVE else "party.organisation_ended"

    for move in TAKES:
        may = role in DESKS and (role is not Role.COMMUNITY_DESK or move in OWN)
        assert _outcome(move, actor) == (ended if may else "common.forbidden"), move
        if role in abroad:
            assert _outcome(move, district.actor(role, abroad[role])) == (
                "people.not_your_territory"
            )
    assert queries.visible(actor).filter(pk=BRANCH).exists() == reads
    if role in abroad:
        foreign = district.actor(role, abroad[role])
        assert not queries.visible(foreign).filter(pk=BRANCH).exists()


def test_a_page_that_is_too_old_changes_nothing(branch: PartyOrganisation) -> None:
    assert code_of(lambda: _take(Move.COUNT, version=branch.version - 1)) == (
        "party.organisation_changed"
    )
    _take(Move.COUNT, version=branch.version)
    assert again(BRANCH).members == 21


def test_five_kinds_of_people_are_asked_for_where_there_is_a_company(district: District) -> None:
    served(district.sides[0].compounds[0], has_company=True)
    *_, branch, foreign = tree(district)

    assert (branch.situation, branch.missing) == ("with_company", WITH)
    assert (foreign.situation, foreign.missing) == ("", ["secretary"])


def test_three_levels_are_asked_for_where_there_is_none(district: District) -> None:
    served(district.sides[0].compounds[0], has_company=False)
    tree(district)
    held = {code: {"held": 2, "post": "owner"} for code in WITHOUT}

    one = branches.fill(BY_RULE, step=Step(BRANCH), seats=held, stamp=stamp(number=3))
    assert (one.situation, one.missing) == ("without_company", ["secretary"])

    heads = {"secretary": {"held": 1, "post": "council_head"}}
    one = branches.fill(BY_RULE, step=Step(BRANCH), seats=heads, stamp=stamp(number=4))
    assert one.missing == []


def test_a_group_and_a_branch_of_a_company_lack_a_secretary_only(district: District) -> None:
    tree(district)
    unit = district.sides[0].compounds[0]
    rows = [
        new(5, unit, kind=Kind.GROUP, superior_id=BRANCH),
        new(6, unit, base=Base.PROPERTY_COMPANY, host="样例物业服务有限公司"),
        new(7, unit, base=Base.NEW_ORGANISATION, host="样例环保有限公司"),
    ]
    served(unit, has_company=True)

    made = founding.found_many(BY_RULE, rows=rows, stamp=stamp(number=5))

    assert [(one.situation, one.missing) for one in made] == [
        ("with_company", ["secretary"]), ("", ["secretary"]), ("", ["secretary"]),
    ]  # fmt: skip


def test_when_the_company_leaves_another_rule_applies_and_old_judgements_stand(
    district: District, branch: PartyOrganisation
) -> None:
    assert branch.missing == []
    leaves = NOW + timedelta(days=10)
    gone = NewService(district.sides[0].compounds[0], has_company=False, valid_from=leaves.date())
    composition.set_service(BY_RULE, new=gone, stamp=stamp(number=11))

    assert branches.judge(stamp=stamp(number=12)) == 0
    assert again(BRANCH).missing == []
    assert branches.judge(stamp=stamp(leaves, 13)) == 1

    assert (again(BRANCH).situation, again(BRANCH).missing) == ("without_company", WITHOUT)
    judged = [
        (entry.facts["set"]["situation"], entry.facts["set"]["missing"])
        for entry in told(BRANCH)
        if "missing" in entry.facts["set"]
    ]
    assert judged == [("with_company", WITH), ("with_company", []), ("without_company", WITHOUT)]
    assert again(BRANCH).seats["company_management"]["held"] == 1
    assert branches.judge(stamp=stamp(leaves, 14)) == 0


def test_a_new_edition_applies_from_its_day(district: District, branch: PartyOrganisation) -> None:
    content = standards.shipped() | {
        "with_company": {
            "name_zh": "“一类人员”", "name_en": "one kind",
            "seats": [{"code": "doctor", "name_zh": "党员医生", "name_en": "doctor"}],
        }
    }  # fmt: skip
    begins = NOW + timedelta(days=5)
    composition.adopt(BY_RULE, content=content, valid_from=begins.date(), stamp=stamp(number=11))

    assert branches.judge(stamp=stamp(number=12)) == 0
    assert branches.judge(stamp=stamp(begins, 13)) == 4

    assert (again(BRANCH).edition, again(BRANCH).missing) == (1, ["doctor"])
    assert again(FOREIGN).edition == 1


def test_an_election_begins_a_new_term_and_ends_an_extension(branch: PartyOrganisation) -> None:
    _take(Move.EXTEND, number=20)
    assert again(BRANCH).extended_to == date(2027, 9, 1)

    _take(Move.REELECT, number=21)

    one = again(BRANCH)
    assert (one.term_began_on, one.term_ends_on, one.extended_to) == (
        TODAY,
        date(2029, 11, 23),
        None,
    )
    assert told(BRANCH)[-1].facts["document"] == "样组〔2026〕2号"


def test_a_group_has_no_election(district: District) -> None:
    tree(district)
    group = new(5, district.sides[0].compounds[0], kind=Kind.GROUP, superior_id=BRANCH)
    founding.found(BY_RULE, new=group, stamp=stamp(number=5))
    step = Step(group.id)

    def elect() -> object:
        return branches.reelect(BY_RULE, step=step, on=TODAY, document="", stamp=stamp(number=6))

    assert code_of(elect) == "party.day_refused"


def test_what_has_parts_does_not_end(branch: PartyOrganisation) -> None:
    def end() -> object:
        return branches.dissolve(
            BY_RULE, step=Step(COMMUNITY), end=End(TODAY), stamp=stamp(number=6)
        )

    assert code_of(end) == "party.has_parts"
    branches.subordinate(BY_RULE, step=Step(BRANCH), superior_id=STREET, stamp=stamp(number=7))
    end()
    assert again(COMMUNITY).stage == "dissolved"


def test_merged_it_names_the_other_one_and_its_name_is_free(
    district: District, branch: PartyOrganisation
) -> None:
    _take(Move.MERGE, words="两个小区合并管理")

    one = again(BRANCH)
    assert (one.stage, one.into_id, one.ended_on) == ("merged", COMMUNITY, TODAY)
    assert "两个小区" not in str(told(BRANCH)[-1].facts)
    founding.found(BY_RULE, new=new(8, district.sides[0].compounds[0]), stamp=stamp(number=60))
    assert {row.organisation_id for row in queries.founded_in_compounds(on=TODAY)} == {
        new(8, STREET).id,
        FOREIGN,
    }


def test_nothing_stands_under_itself(district: District) -> None:
    tree(district)

    def turn() -> object:
        return branches.subordinate(
            BY_RULE, step=Step(COMMUNITY), superior_id=COMMUNITY, stamp=stamp(number=7)
        )

    assert code_of(turn) == "party.under_itself"
    assert code_of(lambda: branches.merge(
        BY_RULE, step=Step(BRANCH), into_id=BRANCH, end=End(TODAY), stamp=stamp(number=8)
    )) == "party.under_itself"  # fmt: skip


def test_a_row_altered_behind_the_record_is_found(branch: PartyOrganisation) -> None:
    PartyOrganisation.objects.filter(pk=BRANCH).update(members=99)
    PartyOrganisation.objects.filter(pk=FOREIGN).update(missing=[])

    reasons = {fault.stream: fault.reason for fault in queries.verify_rows().faults}

    assert reasons == {
        queries.stream_of(BRANCH): "members is not what the entries say",
        queries.stream_of(FOREIGN): "missing is not what the entries say",
    }


def test_an_organisation_follows_its_compound_into_another_community(
    district: District, branch: PartyOrganisation
) -> None:
    side, other = district.sides[0], district.sides[2]
    row = next(row for row in district.rows if row.id == side.compounds[0])
    moved = replace(row, parent_id=other.community)
    bring_in_line(BY_RULE, rows=[moved], source="tests", at=NOW)

    handlers.relocate(Told(1, "", 1, "kernel.territory_changed", {}, {}, at=NOW, recorded_at=NOW))

    assert (again(BRANCH).street_id, again(BRANCH).community_id) == (other.street, other.community)
    assert told(BRANCH)[-1].verb == "party.organisation_relocated"
    assert branches.relocate(stamp=stamp(number=31)) == 0
    abroad = district.actor(Role.STREET_DESK, district.streets[1])
    assert queries.seen(abroad, BRANCH).pk == BRANCH
    assert queries.verify_rows().faults == []


def test_seats_of_many_are_entered_at_once_and_judged(district: District) -> None:
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)
    rows = [
        Standing(BRANCH, FULL, 31),
        Standing(FOREIGN, {"secretary": {"held": 1, "post": "owner"}}),
    ]

    assert branches.enter(rows=rows, stamp=stamp(number=5)) == 2

    assert (again(BRANCH).missing, again(BRANCH).members) == ([], 31)
    assert (again(FOREIGN).missing, again(FOREIGN).members) == ([], None)
    assert queries.verify_rows().faults == []
    wrong = [Standing(BRANCH, {"king": {"held": 1, "post": ""}})]
    assert code_of(lambda: branches.enter(rows=wrong, stamp=stamp(number=6))) == (
        "party.seat_unknown"
    )
