"""The original of a covered picture goes by itself after the matter has ended (rows G1, X4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.grid.cases import queries as case_queries
from linli.grid.cases.models import Case
from linli.grid.clocks import services as clocks
from linli.grid.gallery import queries
from linli.grid.gallery import services as gallery
from linli.grid.moves.rules import Stage
from linli.grid.photos.rules import PhotoKind
from linli.grid.verdicts import services as verdicts
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE
from linli.worker import tasks
from tests.courses import desk_of, entries_of, last_entry, step_of
from tests.district import NOW, District, again, stamp
from tests.grid.gallery.photos_of import case_with_photos, photo_of, redacted

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=184)


def test_the_original_goes_after_its_time_and_what_everybody_gets_is_left(
    district: District, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    redacted(desk_of(district), photo_of(case))
    before = photo_of(case)
    ends = again(case).changed_at + DAYS

    with django_capture_on_commit_callbacks(execute=True):
        early = tasks.erase_originals(ends - timedelta(seconds=1))
        late, once_more = tasks.erase_originals(ends), tasks.erase_originals(ends)

    photo, entry = photo_of(case), last_entry(case)
    assert (early, late, once_more) == (0, 1, 0)
    assert (photo.file, photo.thumbnail) == ("", "")
    assert [default_storage.exists(name) for name in (before.file, before.thumbnail)] == [False] * 2
    assert default_storage.exists(photo.shown_file)
    assert entry.verb == "grid.case_original_erased"
    assert entry.actor["role"] == "rule"
    assert entry.facts["photo"]["set"] == {
        name: getattr(photo, name) for name in entry.facts["photo"]["set"]
    }
    assert photo_of(case, PhotoKind.AFTER).file, "what is not covered stays"
    assert journal.verify().faults == []
    assert case_queries.verify_rows().faults == []


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.value])
@pytest.mark.parametrize("pending", ["", "judge"])
def test_only_what_has_ended_and_waits_for_no_answer_loses_it(
    district: District, stage: Stage, pending: str
) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    redacted(desk_of(district), photo_of(case))
    is_over = stage in {Stage.CLOSED, Stage.DECLINED, Stage.MERGED} and not pending
    due_at = None if stage in {Stage.CLOSED, Stage.DECLINED, Stage.MERGED} else NOW
    Case.objects.filter(pk=case.pk).update(stage=stage.value, pending=pending, due_at=due_at)

    found = queries.originals_due(at=again(case).changed_at + DAYS)

    assert found == ([photo_of(case).pk] if is_over else [])


def test_a_step_meanwhile_keeps_it(district: District) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    redacted(desk_of(district), photo_of(case))
    ends = again(case).changed_at + DAYS
    verdicts.reopen(desk_of(district), step=step_of(case, "又堆上了"), stamp=stamp(ends, 9))

    kept = gallery.erase_original(photo_id=photo_of(case).pk, stamp=stamp(ends, 10))

    assert kept is False
    assert photo_of(case).file
    assert entries_of(case)[-1].verb == "grid.case_reopened"


def test_a_district_keeps_it_for_as_long_as_its_policy_says(district: District) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    redacted(desk_of(district), photo_of(case))
    ended = again(case).changed_at
    clocks.adopt(BY_RULE, values={"original_days": 30}, source="tests", at=ended)

    assert tasks.erase_originals(ended + timedelta(days=29)) == 0
    assert tasks.erase_originals(ended + timedelta(days=30)) == 1
