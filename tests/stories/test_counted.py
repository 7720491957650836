"""Rows G4 and X1: what people do moves the figures at once, and every share names its whole."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

import pytest
from django.utils import timezone

from linli.cli import indicators, recount
from linli.grid.figures import queries as figures
from tests.stories.neighbours import Story


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command prints."""
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    {"indicators": indicators, "recount": recount}[words[0]].add(commands)
    options = parser.parse_args(words)
    module = {"indicators": indicators, "recount": recount}[words[0]]
    capsys.readouterr()
    assert module.handle(options) == 0
    return capsys.readouterr().out


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the figures of this year by their code, as a program reads them."""
    year = str(timezone.localdate().year)
    rows = json.loads(run(capsys, "indicators", "--json", "--year", year))
    return {row["code"]: row for row in rows}


def share(found: dict[str, Any], code: str) -> tuple[int, int]:
    """Return how many of how many a figure counts."""
    return found[code]["numerator"], found[code]["denominator"]


def test_each_step_of_three_matters_is_in_the_figures_that_it_concerns(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    resident, token, first = story.reported("第一堆垃圾")
    _, _, second = story.reported("第二堆垃圾")
    _, _, third = story.reported("高铁噪声太大")
    before = counted(capsys)

    story.given(first)
    story.closed(first)
    story.given(second)
    story.desk.takes(third, "decline", ground="beyond_duty", words="由铁路部门受理")
    resident.client.post(f"/m/{token}/rate/", {"settled": "yes", "satisfied": "satisfied"})
    after = counted(capsys)

    assert share(before, "disposal_rate") == (0, 3)
    assert share(after, "disposal_rate") == (2, 3)
    assert share(after, "declined_rate") == (1, 3)
    assert share(after, "on_time_rate") == (1, 1)
    assert share(after, "rating_rate") == (1, 1)
    assert share(after, "settled_rate") == (1, 1)
    assert after["disposal_rate"]["value"] == "66.7"


def test_a_case_that_comes_back_is_never_counted_as_if_it_had_not(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    resident, token, case = story.reported()
    story.given(case)
    story.closed(case)
    resident.client.post(f"/m/{token}/rate/", {"settled": "no", "satisfied": "dissatisfied"})
    resident.client.post(f"/m/{token}/reopen/", {"words": "又堆起来了"})
    story.closed(case)
    resident.client.post(f"/m/{token}/rate/", {"settled": "yes", "satisfied": "satisfied"})

    found = counted(capsys)

    assert share(found, "reopened_rate") == (1, 1)
    assert share(found, "settled_rate") == (1, 1)
    assert found["unsettled_once_rate"]["numerator"] == 1


def test_the_live_figures_equal_a_recount_from_the_record(story: Story) -> None:
    _, _, first = story.reported("第一堆垃圾")
    story.reported("第二堆垃圾")
    story.given(first)
    story.closed(first)
    today = timezone.localdate()
    side = story.district.sides[0]

    whole = figures.figures(today, today).counts
    of_community = figures.figures(
        today, today, unit_kind="community", unit_id=side.community
    ).counts
    elsewhere = figures.figures(
        today, today, unit_kind="community", unit_id=story.district.sides[2].community
    ).counts

    assert whole == of_community
    assert (whole["reported"], whole["closed"]) == (2, 1)
    assert elsewhere == {}
    assert figures.faults() == []
