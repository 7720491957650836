"""A compound on its way: moved, corrected, given to an office; who may, and the proof (row P3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest

from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.branches import services as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Base, Kind
from linli.party.branches.services import End
from linli.party.founding import services as founding
from linli.party.founding.services import New
from linli.party.preparations import queries, rules, services
from linli.party.preparations.models import Preparation
from linli.party.preparations.queries import Standing
from linli.party.preparations.rules import MOVERS, OWN_WAY, READERS, WAY, Stage, Step
from linli.party.preparations.services import Known
from tests.district import NOW, District, key, stamp
from tests.party.errands import code_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(("now", "wanted"), list(product(WAY, WAY)))
def test_only_what_lies_ahead_is_reached(now: Stage, wanted: Stage) -> None:
    if wanted is Stage.FOUNDED:
        assert code_of(lambda: rules.check_ahead(now, wanted)) == "party.founded_in_register"
        assert wanted not in rules.ahead(now)
    elif WAY.index(wanted) > WAY.index(now):
        rules.check_ahead(now, wanted)
        assert wanted in rules.ahead(now)
    else:
        assert code_of(lambda: rules.check_ahead(now, wanted)) == "party.stage_not_ahead"
        assert wanted not in rules.ahead(now)


DAYS = [
    # day, day of the stage before → possible?
    (TODAY, None, True),
    (TODAY, TODAY, True),
    (YESTERDAY, TODAY, False),
    (TODAY + timedelta(days=1), None, False),
]


@pytest.mark.parametrize(("on", "after", "is_possible"), DAYS)
def test_a_stage_has_a_day_that_can_be(on: date, after: date | None, *, is_possible: bool) -> None:
    def check() -> None:
        rules.check_day(on, after=after, today=TODAY)

    if is_possible:
        check()
    else:
        assert code_of(check) == "party.stage_day_refused"


def compound_of(district: District) -> UUID:
    return district.sides[0].compounds[0]


def moved(
    district: District, stage: Stage, on: date = TODAY, *, actor: Actor = BY_RULE
) -> Preparation:
    step = Step(compound_of(district))
    return services.move(actor, step=step, stage=stage, on=on, stamp=stamp())


def founded(compound: UUID, on: date = TODAY, number: int = 1) -> PartyOrganisation:
    """Return the branch of a compound, founded on a day."""
    name = f"中共样例小区第{number}支部"
    new = New(key(70_000 + number), Kind.BRANCH, Base.COMPOUND, compound, on, name=name)
    return founding.found(BY_RULE, new=new, stamp=stamp(number=number))


def standing(district: District, on: date = TODAY) -> Standing:
    return queries.standings(on=on)[compound_of(district)]


def test_a_compound_goes_its_way_and_every_step_is_recorded(district: District) -> None:
    for stage in OWN_WAY[1:]:
        moved(district, stage)

    row = Preparation.objects.get()
    entries = journal.entries(queries.stream_of(compound_of(district)))
    assert (row.stage, row.stage_on, row.version) == ("approved", TODAY, 3)
    told = [entry.facts["set"]["stage"] for entry in entries]
    assert told == [each.value for each in OWN_WAY[1:]]
    assert standing(district).stage is Stage.APPROVED
    assert queries.verify_rows() == queries.RowProof(1, [])


def test_the_last_stage_follows_from_the_register_of_organisations(district: District) -> None:
    before = YESTERDAY - timedelta(days=1)
    moved(district, Stage.APPROVED, before)
    one = founded(compound_of(district), YESTERDAY)
    founded(compound_of(district), YESTERDAY, number=2)

    then = standing(district, YESTERDAY)
    assert (then.stage, then.stage_on, then.version) == (Stage.FOUNDED, YESTERDAY, 1)
    assert then.founded_id == one.pk
    assert standing(district, before).stage is Stage.APPROVED
    for number in (1, 2):
        step = branches.Step(key(70_000 + number))
        branches.dissolve(BY_RULE, step=step, end=End(TODAY), stamp=stamp(number=number))
    assert standing(district).stage is Stage.APPROVED


def test_nobody_founds_an_organisation_by_moving_a_compound(district: District) -> None:
    step, on = Step(compound_of(district), words="理由"), TODAY
    rows = [Known(compound_of(district), Stage.FOUNDED, TODAY)]
    turns: list[Callable[[], object]] = [
        lambda: moved(district, Stage.FOUNDED),
        lambda: services.correct(BY_RULE, step=step, stage=Stage.FOUNDED, on=on, stamp=stamp()),
        lambda: services.enter(BY_RULE, rows=rows, stamp=stamp()),
    ]

    assert {code_of(turn) for turn in turns} == {"party.founded_in_register"}
    assert not Preparation.objects.exists()


def test_a_stage_is_taken_back_with_a_reason_that_is_sealed(district: District) -> None:
    moved(district, Stage.APPROVED, YESTERDAY)
    step = Step(compound_of(district), words="批复尚未下达")

    row = services.correct(BY_RULE, step=step, stage=Stage.APPLIED, on=YESTERDAY, stamp=stamp())

    entry = journal.entries(queries.stream_of(row.pk))[-1]
    payload = journal.payload_of(entry)
    assert (row.stage, row.stage_on) == ("applied", YESTERDAY)
    assert payload
    assert payload.content == {"text": "批复尚未下达"}
    assert "批复" not in str(entry.facts)
    assert queries.verify_rows().faults == []


def test_a_compound_entered_by_mistake_has_not_started(district: District) -> None:
    moved(district, Stage.PREPARING)
    step = Step(compound_of(district), words="登记错误")

    row = services.correct(BY_RULE, step=step, stage=Stage.NOT_STARTED, on=TODAY, stamp=stamp())

    assert (row.stage, row.stage_on) == ("not_started", None)


CORRECTIONS = [
    # stage, day, words → refused with
    (Stage.PREPARING, TODAY, "理由", "party.stage_the_same"),
    (Stage.APPLIED, TODAY, " ", "party.reason_missing"),
    (Stage.APPLIED, None, "理由", "party.stage_day_refused"),
    (Stage.APPLIED, TODAY + timedelta(days=1), "理由", "party.stage_day_refused"),
]


@pytest.mark.parametrize(("stage", "on", "words", "code"), CORRECTIONS)
def test_a_correction_says_what_and_why(
    district: District, stage: Stage, on: date | None, words: str, code: str
) -> None:
    moved(district, Stage.PREPARING)
    step = Step(compound_of(district), words=words)

    def correct() -> object:
        return services.correct(BY_RULE, step=step, stage=stage, on=on, stamp=stamp())

    assert code_of(correct) == code
    assert Preparation.objects.get().stage == "preparing"


def test_two_move_at_once_and_the_second_reads_it(district: District) -> None:
    moved(district, Stage.PREPARING)
    stale = Step(compound_of(district), version=0)

    def turn() -> object:
        return services.move(BY_RULE, step=stale, stage=Stage.APPLIED, on=TODAY, stamp=stamp())

    assert code_of(turn) == "party.preparation_changed"


def test_the_office_of_the_street_or_the_community_does_it(district: District) -> None:
    step = Step(compound_of(district))
    for office in (district.sides[0].organisation, district.street_offices[0], None):
        row = services.assign(BY_RULE, step=step, organisation_id=office, stamp=stamp())
        assert row.organisation_id == office

    other = district.street_offices[1]

    def give() -> object:
        return services.assign(BY_RULE, step=step, organisation_id=other, stamp=stamp())

    assert code_of(give) == "party.not_its_office"
    assert row.stage == "not_started"
    assert queries.verify_rows().faults == []


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


@pytest.mark.parametrize(("role", "is_here"), list(product(ROLES, [True, False])))
def test_who_moves_whose_compounds(district: District, role: Role, *, is_here: bool) -> None:
    units = {
        Role.STREET_DESK: district.streets,
        Role.COMMUNITY_DESK: [district.sides[0].community, district.sides[2].community],
        Role.GRID_OFFICER: [district.sides[0].grids[0], district.sides[2].grids[0]],
    }
    actor = district.actor(role, units[role][not is_here] if role in units else None)
    sees = role in READERS and (is_here or role not in units)
    step = Step(compound_of(district), words="理由")
    turns: list[Callable[[], object]] = [
        lambda: services.move(actor, step=step, stage=Stage.APPLIED, on=TODAY, stamp=stamp()),
        lambda: services.correct(actor, step=step, stage=Stage.APPROVED, on=TODAY, stamp=stamp()),
        lambda: services.assign(actor, step=step, organisation_id=None, stamp=stamp()),
        lambda: services.enter(
            actor, rows=[Known(compound_of(district), Stage.APPROVED, TODAY)], stamp=stamp()
        ),
    ]

    for turn in turns:
        if sees and role in MOVERS:
            turn()
        else:
            code = "people.not_your_territory" if role in READERS and not sees else None
            assert code_of(turn) == (code or "common.forbidden")
    assert Preparation.objects.exists() == (sees and role in MOVERS)


def test_a_past_is_entered_at_once_and_known_rows_stay(district: District) -> None:
    moved(district, Stage.PREPARING, YESTERDAY)
    keys = [each for side in district.sides for each in side.compounds]

    count = services.enter(
        BY_RULE, rows=[Known(each, Stage.APPLIED, TODAY) for each in keys], stamp=stamp()
    )

    stages = {each: stands.stage for each, stands in queries.standings(on=TODAY).items()}
    assert count == 5
    assert stages.pop(compound_of(district)) is Stage.PREPARING
    assert set(stages.values()) == {Stage.APPLIED}
    assert queries.verify_rows() == queries.RowProof(6, [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stage": "approved"}, "stage is not what the entries say"),
        ({"stage_on": YESTERDAY}, "stage_on is not what the entries say"),
        ({"organisation_id": UUID(int=7)}, "organisation_id is not what the entries say"),
    ],
)
def test_a_row_altered_behind_the_record_is_found(
    district: District, change: dict[str, object], reason: str
) -> None:
    moved(district, Stage.PREPARING)

    Preparation.objects.update(**change)

    assert [fault.reason for fault in queries.verify_rows().faults] == [reason]


def test_a_row_removed_or_put_there_is_found(district: District) -> None:
    moved(district, Stage.PREPARING)
    Preparation.objects.all().delete()
    other = district.sides[1].compounds[0]
    Preparation.objects.create(pk=other, version=1, stage="applied", stage_on=TODAY, changed_at=NOW)

    reasons = {fault.reason for fault in queries.verify_rows().faults}

    assert reasons == {"has entries but no row", "has no entries"}
