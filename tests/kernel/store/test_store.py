"""A folder and a bucket behave alike: stored, read, swept, erased (row X4)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.grid.gallery.queries import file_of
from linli.grid.moves.rules import Stage
from linli.grid.photos import services as photos
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind
from linli.grid.reporters import services as reporters
from linli.kernel.common import ids
from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import reporter
from linli.kernel.store import queries, services
from tests.courses import desk_of
from tests.district import District, stamp
from tests.grid.desk.doors import browser_of
from tests.grid.gallery.photos_of import case_with_photos, photo_of, redacted
from tests.kernel.store.conftest import BUCKET

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 17, tzinfo=UTC)
Commits = DjangoCaptureOnCommitCallbacks


def key_of(hours_ago: int, number: int) -> UUID:
    """Return a key of some hours before the sweep."""
    at = NOW - timedelta(hours=hours_ago)
    return ids.make(int(at.timestamp() * 1000), number.to_bytes(10, "big"))


def put(content: bytes, key: UUID, ending: str = ".jpg") -> str:
    """Store a file."""
    return services.put(content, kind="photos", key=key, ending=ending)


def test_what_is_stored_is_read_again_and_removed(kept_in: str) -> None:
    name = put(b"\x00\xff words", key_of(1, 1), "-s.jpg")
    with queries.opened(name) as file:
        content = file.read()
    services.remove([name, name, ""])

    assert content == b"\x00\xff words"
    with pytest.raises(NotFound):
        queries.opened(name)


def test_the_same_name_twice_is_two_files(kept_in: str) -> None:
    names = {put(b"1", key_of(1, 1)) for _ in range(3)}

    assert len(names) == 3


def test_a_folder_that_is_not_there_is_empty(kept_in: str) -> None:
    assert queries.names_in("photos/000000") == []


def test_the_sweep_takes_what_nobody_knows_and_is_old_enough(kept_in: str) -> None:
    hours = {"known": 60, "lost": 61, "young": 2, "ancient": 24 * 30}
    names = {
        word: put(b"1", key_of(ago, number)) for number, (word, ago) in enumerate(hours.items())
    }

    removed = services.sweep("photos", known=lambda keys: {key_of(60, 0)} & set(keys), at=NOW)

    assert removed == 1
    assert {word: default_storage.exists(name) for word, name in names.items()} == {
        "known": True,
        "lost": False,
        "young": True,
        "ancient": True,
    }


def test_photos_are_stored_given_out_covered_and_erased(
    district: District, django_capture_on_commit_callbacks: Commits
) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    browser = browser_of(desk_of(district))
    address = reverse("grid:photo", args=[photo_of(case).pk])
    whole = b"".join(browser.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        redacted(desk_of(district), photo_of(case), keeps_original=False)
    covered = b"".join(browser.get(address))
    name = file_of(desk_of(district), photo_of(case).pk, is_original=False, is_small=False)
    with django_capture_on_commit_callbacks(execute=True):
        reporters.forget(reporter(case.pk), case_id=case.pk, stamp=stamp(number=3))

    assert whole[:2] == covered[:2] == b"\xff\xd8"
    assert whole != covered
    assert not default_storage.exists(name)
    assert browser.get(address).status_code == 404


def test_photos_of_a_report_that_was_never_sent_are_swept(district: District) -> None:
    case = case_with_photos(district, Stage.DONE)
    kept = photo_of(case)
    sent = photos.Sent(
        id=ids.make(int(kept.pk.hex[:12], 16), b"1234567890"),
        kind=PhotoKind.REPORT,
        name="a.jpg",
        content=default_storage.open(kept.file).read(),
    )
    [lost] = photos.store([sent], most=9, most_mb=10)
    at = datetime.fromtimestamp(int(kept.pk.hex[:12], 16) / 1000, UTC) + timedelta(days=2)

    assert photos.sweep(at=at) == 2
    assert not default_storage.exists(lost.file)
    assert default_storage.exists(kept.file)


def test_a_file_that_was_lost_is_not_found_and_no_fault_of_the_house(district: District) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    services.remove([photo_of(case).file])
    address = reverse("grid:photo", args=[photo_of(case).pk])

    assert browser_of(desk_of(district)).get(address).status_code == 404


@pytest.mark.parametrize("kept_in", ["bucket"], indirect=True)
def test_a_bucket_is_public_to_nobody_and_no_page_names_it(district: District, bucket: Any) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    pages = [
        browser_of(desk_of(district)).get(reverse("grid:desk_case", args=[case.pk])),
        Client().get("/m/token-1/"),
        Client().get(reverse("grid:compound", args=[case.compound_id])),
    ]
    stored = {one["Key"] for one in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]}
    grants = [
        grant["Grantee"].get("URI", "")
        for name in stored
        for grant in bucket.get_object_acl(Bucket=BUCKET, Key=name)["Grants"]
    ]

    assert stored == {n for one in Photo.objects.all() for n in (one.file, one.thumbnail)}
    assert not any("AllUsers" in uri for uri in grants)
    for page in pages:
        assert b"amazonaws" not in page.content
        assert BUCKET.encode() not in page.content
        assert b"X-Amz" not in page.content


def test_a_folder_keeps_its_files_below_media(settings: Any, tmp_path: Path) -> None:
    from linli.site.storage import storage

    settings.STORAGES = settings.STORAGES | {"default": storage("", folder=tmp_path)}
    name = put(b"1", key_of(1, 1))

    assert (tmp_path / name).read_bytes() == b"1"
