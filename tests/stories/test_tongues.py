"""Row X5: the same matter in Chinese and in English, in large print, and without JavaScript."""

from __future__ import annotations

import re

import pytest

from linli.grid.cases.models import Case
from linli.kernel.people.rules import Role
from tests.grid.reports.resident import Resident, token_of
from tests.stories.neighbours import Story, Worker, read


@pytest.mark.parametrize(
    ("language", "stage", "deadline"),
    [("zh-hans", "已派单", "工作时"), ("en", "Given to a unit", "working hour")],
)
def test_stage_and_deadline_stand_there_in_plain_words_of_the_reader(
    story: Story, language: str, stage: str, deadline: str
) -> None:
    resident = Resident(language=language)
    token = token_of(resident.reports(story.plate, "楼下垃圾堆了三天没人收", ""))
    case = Case.objects.get()
    story.given(case)

    page = read(resident.client.get(f"/m/{token}/"))

    assert case.number in page
    assert deadline in page


def test_one_post_works_in_english_and_the_other_reads_it_in_chinese(story: Story) -> None:
    _, _, case = story.reported()
    english = Worker(
        story.district.actor(Role.COMMUNITY_DESK, story.district.sides[0].community),
        language="en",
    )

    english.takes(case, "register", category="06010")
    english.takes(case, "dispatch", lead=str(story.district.sanitation))
    ours, theirs = read(english.page(case)), read(story.sanitation.page(case))

    assert "Exposed rubbish" in ours
    assert "暴露垃圾" in theirs
    assert "Exposed rubbish" not in theirs


def test_large_print_stays_from_page_to_page_until_it_is_taken_back(story: Story) -> None:
    resident = Resident(language="zh-hans")
    small = resident.client.get("/report/").content.decode()

    resident.client.post("/switch/large-print/", {"large": "1", "next": "/report/"})
    large = [resident.client.get(path).content.decode() for path in ("/report/", "/find/")]
    resident.client.post("/switch/large-print/", {"large": "0", "next": "/report/"})
    back = resident.client.get("/report/").content.decode()

    def marked(page: str) -> bool:
        return "large" in (re.search(r"<html[^>]*>", page) or [""])[0]

    assert [marked(small), *map(marked, large), marked(back)] == [False, True, True, False]


def test_no_page_of_the_way_needs_a_script(story: Story) -> None:
    resident, token, case = story.reported()
    story.given(case)
    pages = [
        resident.client.get("/report/"),
        resident.client.get(f"/m/{token}/"),
        story.desk.client.get("/desk/"),
        story.desk.page(case),
        story.officer.client.get("/field/"),
    ]

    for page in pages:
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>[^<]*\w", text)
        assert not re.search(r"\son\w+=", text)
        for form in re.findall(r"<form\b[^>]*>", text):
            assert "action=" in form or "method=" in form, form
