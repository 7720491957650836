"""Macros: all steps through their own services, or none; seen before they are run (X2)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.macros import queries, rules, services
from linli.grid.macros.models import Macro
from linli.grid.macros.rules import Action, MacroStep
from linli.grid.macros.services import Attempt, Chosen
from linli.grid.moves.rules import Move, Stage
from linli.grid.notes.models import Note
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.courses import brought, desk_of, entries_of, officer_of, words_of
from tests.district import District, again, key, stamp
from tests.grid.desk.doors import browser_of, case_at

TAKE_IN = [
    MacroStep(Action.REGISTER, category="06010"),
    MacroStep(Action.DISPATCH),
    MacroStep(Action.PUBLISH, words="{{number}}已派{{lead}}"),
]
SPEAKING = {"give_back", "done", "rework", "note", "publish"}


def keep(
    actor: Actor, steps: list[MacroStep] | None = None, title: str = "受理派单", number: int = 1
) -> Macro:
    return services.keep(
        actor, macro_id=key(95_000 + number), title=title, steps=steps or TAKE_IN,
        stamp=stamp(number=number),
    )  # fmt: skip


def attempt(
    actor: Actor, macro: Macro, case: Case, *, for_real: bool = True, version: int | None = None
) -> Attempt:
    chosen = Chosen(case.pk, version or again(case).version)
    return services.attempt(
        actor, macro=macro, chosen=chosen, stamp=stamp(number=77), for_real=for_real
    )


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("words", ["", "说明"])
@pytest.mark.parametrize("category", ["", "06010"])
def test_a_step_has_what_it_needs(action: Action, words: str, category: str) -> None:
    step = MacroStep(action, category=category, words=words)
    unfit = (action.value in SPEAKING and not words) or (action == "register" and not category)

    if not unfit:
        rules.check_steps([step])
        return
    with pytest.raises(LinliError) as refused:
        rules.check_steps([MacroStep(Action.CLOSE), step])

    assert (refused.value.code, refused.value.facts["number"]) == ("grid.macro_unfit", 2)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("is_open", [False, True])
def test_a_macro_is_offered_where_its_first_step_is_open_and_a_note_everywhere(
    action: Action, is_open: bool
) -> None:
    moves = [move for move in Move if (move.value == action.value) is is_open]
    macro = Macro(steps=[MacroStep(action).plain(), MacroStep(Action.CLOSE).plain()])

    offered = queries.fitting([macro], moves)

    assert offered == ([macro] if is_open or action in {"note", "publish"} else [])


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (6, True), (7, False)])
def test_a_macro_has_one_to_six_steps(count: int, fits: bool) -> None:
    steps = [MacroStep(Action.CLOSE)] * count

    if fits:
        rules.check_steps(steps)
        return
    with pytest.raises(LinliError):
        rules.check_steps(steps)


def test_a_step_is_stored_as_it_was() -> None:
    for step in [*TAKE_IN, replace(TAKE_IN[1], lead_id=key(3))]:
        assert rules.step_of(step.plain()) == step


def test_everything_has_a_service_and_a_name() -> None:
    assert set(services.CALLS) == set(Action) == set(rules.ACTION_NAMES)


def test_takes_all_steps_as_if_they_were_taken_one_by_one(district: District) -> None:
    desk = desk_of(district)
    case = brought(district, Stage.REPORTED)

    done = attempt(desk, keep(desk), case)

    case = again(case)
    assert (done.error, done.stages) == (None, ["registered", "dispatched", "dispatched"])
    assert (case.stage, case.lead_id) == (Stage.DISPATCHED, district.sanitation)
    assert [entry.verb for entry in entries_of(case)][1:] == [
        "grid.case_registered",
        "grid.case_dispatched",
        "grid.case_note_published",
    ]
    told = words_of(entries_of(case)[-1])
    assert isinstance(told, dict)
    assert told["text"] == f"{case.number}已派样例区环卫局"
    assert cases.verify_rows().faults == []
    assert journal.verify().faults == []


def test_one_step_that_cannot_be_leaves_nothing(district: District) -> None:
    desk = desk_of(district)
    case = brought(district, Stage.REPORTED)
    macro = keep(desk, [*TAKE_IN, MacroStep(Action.CLOSE)])
    before = Case.objects.values().get(pk=case.pk)

    stopped = attempt(desk, macro, case)

    assert stopped.stopped_at == 4
    assert stopped.error
    assert stopped.error.code == "grid.move_not_allowed"
    assert Case.objects.values().get(pk=case.pk) == before
    assert len(entries_of(case)) == 1
    assert not Note.objects.exists()


def test_a_preview_says_the_same_and_changes_nothing(district: District) -> None:
    desk = desk_of(district)
    case = brought(district, Stage.REPORTED)
    macro = keep(desk)
    before = Case.objects.values().get(pk=case.pk)

    tried = attempt(desk, macro, case, for_real=False)

    assert (Case.objects.values().get(pk=case.pk), len(entries_of(case))) == (before, 1)
    assert attempt(desk, macro, case).stages == tried.stages


def test_a_macro_gives_no_right_that_its_user_has_not(district: District) -> None:
    desk, officer = desk_of(district), officer_of(district)
    street = district.actor(Role.STREET_DESK, district.streets[0])
    done = brought(district, Stage.DONE, 1)
    foreign = brought(district, Stage.REPORTED, 2, side=2, place=district.place(2))
    verify = keep(street, [MacroStep(Action.VERIFY), MacroStep(Action.CLOSE)], number=2)

    refused = attempt(officer, verify, done)

    assert refused.error
    assert refused.error.code == "common.forbidden"
    [unseen] = services.attempt_many(
        desk, macro=verify, chosen=[Chosen(foreign.pk, 1)], stamp=stamp(), for_real=True
    )
    assert (unseen.number, unseen.stopped_at) == ("", 1)
    assert attempt(desk, verify, done).error is None
    assert again(done).stage == Stage.CLOSED


def test_somebody_was_faster(district: District) -> None:
    desk = desk_of(district)
    case = brought(district, Stage.REPORTED)

    late = attempt(desk, keep(desk), case, version=99)

    assert late.error
    assert (late.error.code, late.stopped_at) == ("grid.changed_meanwhile", 1)


def test_each_of_many_has_its_own_outcome(district: District) -> None:
    desk = desk_of(district)
    new, old = case_at(district, Stage.REPORTED, 1), case_at(district, Stage.CLOSED, 2)
    macro = keep(desk)
    browser = browser_of(desk)
    chosen = [f"{case.pk}:{case.version}" for case in (new, old)] + ["nonsense"]
    here = reverse("grid:macro_run")

    none = browser.post(here, {"case": chosen})
    seen = browser.post(here, {"case": chosen, "macro": str(macro.pk)})
    untouched = again(new).stage
    run = browser.post(here, {"case": chosen, "macro": str(macro.pk), "go": "1"})

    assert none.status_code == seen.status_code == run.status_code == 200
    assert macro.title in none.content.decode()
    assert untouched == Stage.REPORTED
    assert [line["attempt"].stopped_at for line in seen.context["lines"]] == [None, 1]
    assert [each.case_id for each in seen.context["able"]] == [new.pk]
    assert [line["attempt"].stopped_at for line in run.context["lines"]] == [None, 1]
    assert (again(new).stage, again(old).stage) == (Stage.DISPATCHED, Stage.CLOSED)


def test_the_page_of_the_macros(district: District) -> None:
    desk = browser_of(desk_of(district))
    said = {
        "title": "受理派单",
        "0-action": "register",
        "0-category": "06010",
        "1-action": "dispatch",
        "1-lead": str(district.sanitation),
        "2-action": "publish",
        "2-words": "已派{{lead}}",
    }

    unfit = desk.post(reverse("grid:macro_new"), said | {"2-words": ""})
    unknown = desk.post(reverse("grid:macro_new"), said | {"2-words": "{{name}}"})
    kept = desk.post(reverse("grid:macro_new"), said)
    twice = desk.post(reverse("grid:macro_new"), said)
    macro = Macro.objects.get()
    page = desk.get(reverse("grid:macro", args=[macro.pk])).content.decode()
    listed = desk.get(reverse("grid:macros")).content.decode()
    removed = desk.post(reverse("grid:macro_remove", args=[macro.pk]))

    assert [unfit.status_code, unknown.status_code, twice.status_code] == [422, 422, 422]
    assert kept.status_code == removed.status_code == 302
    assert "已派{{lead}}" in page
    assert "样例区环卫局" in listed
    assert not Macro.objects.exists()


def test_a_macro_of_another_desk_is_not_there(district: District) -> None:
    macro = keep(desk_of(district, 1))
    case = case_at(district, Stage.REPORTED)
    browser = browser_of(desk_of(district))
    said = {"case": f"{case.pk}:1", "macro": str(macro.pk), "go": "1"}

    assert browser.post(reverse("grid:macro_run"), said).status_code == 404
    assert browser.post(reverse("grid:macro_run"), said | {"macro": "x"}).status_code == 404
    assert browser.get(reverse("grid:macro", args=[macro.pk])).status_code == 404
    assert again(case).stage == Stage.REPORTED


def test_a_case_offers_the_macros_of_its_desk(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    street = district.actor(Role.STREET_DESK, district.streets[0])
    macro = keep(street)

    page = browser_of(desk_of(district)).get(f"/desk/cases/{case.pk}/").content.decode()

    assert str(macro.pk) in page
