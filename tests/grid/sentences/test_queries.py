"""Each sentence of the record finds what it names, and says nothing where there is nothing."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from linli.grid.sentences.queries import WORDS, Told, offices, said
from linli.grid.showing.rules import SENTENCES, Eyes

LEAD, UNIT = str(UUID(int=1)), str(UUID(int=2))
NAMES = {LEAD: "Water works", UNIT: "Green spaces"}
DUE = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
NOTHING = Told({"set": {}}, "Litter", None, {})


def test_every_fact_that_a_sentence_names_is_known() -> None:
    named = {name for words in SENTENCES.values() for name in re.findall(r"%\((\w+)\)s", words)}

    assert named <= WORDS.keys()


@pytest.mark.parametrize("verb", sorted(SENTENCES))
def test_every_sentence_can_be_said_of_an_entry_that_tells_nothing(verb: str) -> None:
    assert "%(" not in said(SENTENCES[verb], NOTHING)


@pytest.mark.parametrize(
    ("verb", "facts", "words"),
    [
        ("grid.case_registered", {"set": {}}, "Taken in as “Litter”."),
        (
            "grid.case_dispatched",
            {"set": {"lead_id": LEAD, "due_at": "2026-11-26T06:30:00Z"}},
            "Given to Water works, due Thu 26 Nov, 14:30.",
        ),
        (
            "grid.case_dispatched",
            {"set": {"lead_id": LEAD}},
            "Given to Water works, due Wed 25 Nov, 14:30.",
        ),
        (
            "grid.case_noted",
            {"set": {}, "unit": LEAD, "mentioned": UNIT},
            "Internal note of Water works to Green spaces.",
        ),
        ("grid.case_noted", {"set": {}, "unit": LEAD}, "Internal note of Water works."),
        (
            "grid.task_given",
            {"set": {}, "unit": UNIT, "task": {"set": {"due_at": "2026-11-26T06:30:00Z"}}},
            "A part was given to Green spaces, due Thu 26 Nov, 14:30.",
        ),
        ("grid.case_asked", {"set": {}, "what": "suspend"}, "Asked for: a suspension."),
        (
            "grid.case_rated",
            {"set": {"settled": True, "satisfied": "mostly"}},
            "Verdict of the reporter: settled, mostly satisfied.",
        ),
        (
            "grid.case_rated",
            {"set": {"settled": False}},
            "Verdict of the reporter: not settled.",
        ),
    ],
    ids=str,
)
def test_says_what_an_entry_tells(verb: str, facts: dict[str, object], words: str) -> None:
    with translation.override("en"):
        assert said(SENTENCES[verb], Told(facts, "Litter", DUE, NAMES)) == words


def test_names_the_organisations_that_are_told_of() -> None:
    told: list[dict[str, Any]] = [
        {"set": {"lead_id": LEAD}},
        {"set": {}, "unit": UNIT},
        {"set": {}, "mentioned": None},
    ]

    assert offices(told) == {UUID(int=1), UUID(int=2)}


@pytest.mark.parametrize(
    ("eyes", "verb", "sees", "reads"),
    [
        (Eyes(are_staff=True, know_reporter=True), "grid.case_noted", True, True),
        (Eyes(are_staff=True, know_reporter=True), "grid.case_followed_up", True, True),
        (Eyes(are_staff=True, know_reporter=False), "grid.case_noted", True, True),
        (Eyes(are_staff=True, know_reporter=False), "grid.case_followed_up", True, False),
        (Eyes(are_staff=False, know_reporter=True), "grid.case_noted", False, True),
        (Eyes(are_staff=False, know_reporter=True), "grid.case_followed_up", True, True),
    ],
    ids=str,
)
def test_eyes_see_and_read_what_they_may(eyes: Eyes, verb: str, sees: bool, reads: bool) -> None:
    assert eyes.see(verb) is sees
    assert eyes.read_words(verb) is reads
