"""A desk covers parts of a picture or hides it; the record says who and why (rows G1, X4)."""

import io
from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.grid.cases import queries as case_queries
from linli.grid.gallery import services as gallery
from linli.grid.gallery.rules import Cover, TooManyParts
from linli.grid.moves.rules import Stage
from linli.grid.photos import queries as photos
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind
from linli.grid.reporters import services as reporters
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import ANONYMOUS, Actor, Role, reporter
from tests.courses import desk_of, entries_of, last_entry, refused, words_of
from tests.district import District, stamp
from tests.grid.gallery.photos_of import (
    MIDDLE,
    case_with_photos,
    cover_of,
    hidden,
    photo_of,
    redacted,
)

pytestmark = pytest.mark.django_db

Commits = DjangoCaptureOnCommitCallbacks


def middle_of(name: str) -> float:
    """Return how much the shades in the middle of a stored picture differ."""
    image = Image.open(io.BytesIO(default_storage.open(name).read())).convert("L")
    width, height = image.size
    part = image.crop((width * 3 // 10, height * 3 // 10, width * 7 // 10, height * 7 // 10))
    return float(np.asarray(part).std())


def test_a_covered_picture_is_what_everybody_gets_and_the_original_stays(
    district: District,
) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    photo = redacted(desk_of(district), photo_of(case))
    stored = photo_of(case)

    assert middle_of(stored.file) > 20
    assert middle_of(stored.shown_file) < 1
    assert middle_of(stored.shown_thumbnail) < 1
    assert stored.shown_file == photo.redacted_file != stored.file


def test_the_record_says_which_parts_why_and_by_whom_and_proves_the_row(
    district: District,
) -> None:
    case = case_with_photos(district, Stage.IN_HAND)
    cover = cover_of(photo_of(case), words="车牌清晰")
    gallery.redact(desk_of(district), cover=cover, stamp=stamp(number=5))
    photo, entry = photo_of(case), last_entry(case)

    assert entry.verb == "grid.case_photo_redacted"
    assert entry.actor["role"] == "community_desk"
    assert entry.facts["rectangles"] == [[250, 250, 500, 500]]
    assert (entry.facts["why"], entry.facts["original"]) == ("plate", "kept")
    told = entry.facts["photo"]
    assert told["id"] == str(photo.pk)
    assert told["set"] == {name: getattr(photo, name) for name in told["set"]}
    assert words_of(entry) == {"text": "车牌清晰"}
    assert journal.verify().faults == []
    assert case_queries.verify_rows().faults == []


def test_the_original_goes_at_once_by_choice(
    district: District, django_capture_on_commit_callbacks: Commits
) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    before = photo_of(case)
    with django_capture_on_commit_callbacks(execute=True):
        redacted(desk_of(district), before, keeps_original=False)
    after = photo_of(case)

    assert not default_storage.exists(before.file)
    assert not default_storage.exists(before.thumbnail)
    assert (after.file, after.thumbnail) == ("", "")
    assert photos.of_case(case.pk) == [after]
    assert last_entry(case).facts["original"] == "erased"


def test_covering_again_begins_from_the_original_and_removes_the_last_picture(
    district: District, django_capture_on_commit_callbacks: Commits
) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    first = redacted(desk_of(district), photo_of(case))
    corner = replace(MIDDLE, left=0, top=0, width=100, height=100)
    cover = replace(cover_of(photo_of(case)), rectangles=[corner])
    with django_capture_on_commit_callbacks(execute=True):
        gallery.redact(desk_of(district), cover=cover, stamp=stamp(number=6))
    second = photo_of(case)

    assert not default_storage.exists(first.redacted_file)
    assert middle_of(second.redacted_file) > 20


def test_without_an_original_new_parts_are_added_to_those_already_covered(
    district: District, django_capture_on_commit_callbacks: Commits
) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    with django_capture_on_commit_callbacks(execute=True):
        redacted(desk_of(district), photo_of(case), keeps_original=False)
        corner = replace(MIDDLE, left=0, top=0, width=100, height=100)
        cover = replace(cover_of(photo_of(case)), rectangles=[corner])
        gallery.redact(desk_of(district), cover=cover, stamp=stamp(number=6))

    assert middle_of(photo_of(case).redacted_file) < 1


def test_forgetting_the_reporter_takes_every_form_of_a_picture(
    district: District, django_capture_on_commit_callbacks: Commits
) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    redacted(desk_of(district), photo_of(case))
    names = [name for one in Photo.objects.all() for name in (one.file, one.redacted_file) if name]
    with django_capture_on_commit_callbacks(execute=True):
        reporters.forget(reporter(case.pk), case_id=case.pk, stamp=stamp(number=9))

    assert [name for name in names if default_storage.exists(name)] == []
    assert photos.of_case(case.pk, with_hidden=True) == []
    assert journal.verify().faults == []


def test_a_hidden_picture_is_in_no_list_until_it_is_shown_again(district: District) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    hidden(desk_of(district), photo_of(case, PhotoKind.AFTER))
    told = last_entry(case)

    assert [one.kind for one in photos.of_case(case.pk)] == ["report"]
    assert [one.kind for one in photos.of_cases([case.pk])[case.pk]] == ["report"]
    assert len(photos.of_case(case.pk, with_hidden=True)) == 2
    assert (told.verb, told.facts["why"]) == ("grid.case_photo_hidden", "off_topic")

    hidden(desk_of(district), photo_of(case, PhotoKind.AFTER), is_hidden=False)

    assert len(photos.of_case(case.pk)) == 2
    assert last_entry(case).verb == "grid.case_photo_shown"


def test_a_picture_that_another_desk_covered_meanwhile_is_not_covered_blindly(
    district: District,
) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    cover = cover_of(photo_of(case))
    redacted(desk_of(district, number=1), photo_of(case))
    names = set(default_storage.listdir(photo_of(case).file.rpartition("/")[0])[1])

    code = refused(
        case, lambda: gallery.redact(desk_of(district), cover=cover, stamp=stamp(number=8))
    )

    assert code == "grid.changed_meanwhile"
    assert set(default_storage.listdir(photo_of(case).file.rpartition("/")[0])[1]) == names


def test_a_step_of_others_on_the_case_does_not_stop_the_covering(district: District) -> None:
    case = case_with_photos(district, Stage.IN_HAND)
    cover = cover_of(photo_of(case))
    hidden(desk_of(district), photo_of(case))
    hidden(desk_of(district), photo_of(case), is_hidden=False)

    gallery.redact(desk_of(district), cover=cover, stamp=stamp(number=8))

    assert photo_of(case).redacted_file


def test_no_parts_or_a_picture_of_another_case_changes_nothing(district: District) -> None:
    case, other = (case_with_photos(district, Stage.REPORTED, n) for n in (1, 2))
    cover = cover_of(photo_of(case))
    foreign = replace(cover, photo_id=photo_of(other).pk)
    desk = desk_of(district)

    def act(what: Cover) -> str:
        return refused(case, lambda: gallery.redact(desk, cover=what, stamp=stamp(number=8)))

    assert act(replace(cover, rectangles=[])) == "grid.nothing_covered"
    assert act(replace(cover, rectangles=[MIDDLE] * 21)) == TooManyParts.code
    assert act(foreign) == "common.not_found"


REFUSALS = {
    Role.COMMUNITY_DESK: "",
    Role.STREET_DESK: "",
    Role.DISTRICT_DESK: "",
    Role.SUPERVISOR: "common.forbidden",
    Role.AUDITOR: "common.forbidden",
    Role.GRID_OFFICER: "common.forbidden",
    Role.DEPARTMENT_OFFICER: "common.forbidden",
    Role.DEPARTMENT_HEAD: "common.forbidden",
    Role.OPERATOR: "common.not_found",
    Role.REPORTER: "common.forbidden",
}
"""Role at home → what it answers when it covers or hides a picture; '' where it may."""

AWAY = {
    Role.COMMUNITY_DESK: "common.not_found",
    Role.STREET_DESK: "common.not_found",
    Role.GRID_OFFICER: "common.not_found",
}


def actor_of(district: District, role: Role, side: int = 0, *, holds: UUID | None = None) -> Actor:
    """Return a post over the place of a community, or the holder of a case's link."""
    if role is Role.REPORTER:
        return reporter(holds) if holds else ANONYMOUS
    place = district.sides[side]
    units = {
        Role.COMMUNITY_DESK: place.community,
        Role.GRID_OFFICER: place.grids[0],
        Role.STREET_DESK: place.street,
    }
    return district.actor(role, units.get(role))


@pytest.mark.parametrize("stage", [Stage.REPORTED, Stage.IN_HAND, Stage.CLOSED])
@pytest.mark.parametrize(
    ("role", "side", "expected"),
    [
        *[(role, 0, code) for role, code in REFUSALS.items()],
        *[(role, 2, code) for role, code in AWAY.items()],
    ],
)
def test_only_the_desks_of_the_place_cover_and_hide(
    district: District, role: Role, side: int, expected: str, stage: Stage
) -> None:
    case = case_with_photos(district, stage)
    actor = actor_of(district, role, side, holds=case.pk)
    leads_yet = case.lead_id is not None
    if role in {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD} and not leads_yet:
        expected = "common.not_found"

    for act in (redacted, hidden):
        if not expected:
            act(actor, photo_of(case))
            continue
        before = len(entries_of(case))
        with pytest.raises(LinliError) as refusal:
            act(actor, photo_of(case))
        assert refusal.value.code == expected
        assert len(entries_of(case)) == before
