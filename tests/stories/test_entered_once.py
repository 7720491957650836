"""Row X2: nobody is asked for what the house knows already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linli.grid.cases.models import Case
from linli.kernel.people.rules import Role
from tests.grid.reports.resident import Resident
from tests.stories.neighbours import PHONE, Story, Worker, read

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

FIELDS = re.compile(r"<(?:input|textarea|select)\b[^>]*>")


def asked(answer: Answer) -> set[str]:
    """Return the names of the fields that a page shows to be filled in."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    shown = [field for field in FIELDS.findall(main) if 'type="hidden"' not in field]
    return {name for field in shown for name in re.findall(r'name="([^"]+)"', field)}


def test_a_scanned_plate_leaves_only_the_words_to_say(story: Story) -> None:
    resident = Resident(language="zh-hans")

    first = resident.opens(f"/r/{story.plate}/")
    last = resident.says("楼下垃圾堆了三天没人收")
    resident.sends()
    case = Case.objects.get()

    assert asked(first) == {"photos", "words"}
    assert last.request["PATH_INFO"] == "/report/"
    assert asked(last) <= {"category", "phone", "name"}
    assert case.building_id == story.district.sides[0].buildings[0]
    assert case.grid_id == story.district.sides[0].grids[0]


def test_the_desk_finds_category_and_unit_proposed_and_only_confirms(story: Story) -> None:
    _, _, case = story.reported("楼下垃圾堆了三天没人收")

    by_move = {offer.move.value: offer.form for offer in story.desk.page(case).context["offers"]}
    proposed = by_move["register"]["category"].value()
    story.desk.takes(case, "register", category=proposed)
    dispatch = next(
        offer.form
        for offer in story.desk.page(case).context["offers"]
        if offer.move.value == "dispatch"
    )

    assert proposed == "06010"
    assert dispatch.fields["lead"].choices[0][0] == str(story.district.sanitation)


def test_what_the_reporter_said_is_never_typed_again_by_anybody(story: Story) -> None:
    words = "楼下垃圾堆了三天没人收"
    _, _, case = story.reported(words)
    story.given(case)
    story.sanitation.takes(case, "accept")

    for worker in (story.desk, story.sanitation, story.supervisor):
        assert words in read(worker.page(case))
    for worker in (story.desk, story.sanitation):
        for offer in worker.page(case).context["offers"]:
            wanted = {field.name for field in offer.form.visible_fields()}
            assert not wanted & {"text", "address", "place", "phone", "name"}, offer.move


def test_a_caller_s_report_sent_twice_is_one_matter(story: Story) -> None:
    form = story.desk.client.get("/desk/new/").context["form"]
    said = {
        "key": str(form["key"].value()),
        "text": "垃圾满了",
        "place": str(story.district.sides[0].buildings[0]),
        "phone": PHONE,
    }

    pages = [story.desk.client.post("/desk/new/", said) for _ in range(2)]

    case = Case.objects.get()
    assert all(case.number in read(page) for page in pages)
    assert case.building_id == story.district.sides[0].buildings[0]


def test_the_part_that_is_split_off_keeps_the_place_of_its_matter(story: Story) -> None:
    _, _, case = story.reported("垃圾没收，墙边又搭了棚子")
    story.desk.takes(case, "register", category="06010")

    story.desk.takes(case, "split", part="墙边搭棚", category="06001", words="两件事")
    other = Case.objects.exclude(pk=case.pk).get()

    assert other.building_id == case.building_id
    assert other.category_code == "06001"
    assert Worker(story.district.actor(Role.AUDITOR)).sees(other)
