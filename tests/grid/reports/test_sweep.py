"""Photos of reports that were begun and never sent do not stay."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from linli.grid.photos import services as photos
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind
from linli.grid.photos.services import Sent
from linli.kernel.common import ids
from tests.district import District
from tests.grid.reports.resident import picture

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 17, tzinfo=UTC)


def taken(hours_ago: int, number: int) -> Sent:
    """Return a picture that came some hours before the sweep."""
    at = NOW - timedelta(hours=hours_ago)
    key = ids.make(int(at.timestamp() * 1000), number.to_bytes(10, "big"))
    return Sent(id=key, kind=PhotoKind.REPORT, name="a.jpg", content=picture().read())


def test_what_was_never_sent_goes_after_a_day_and_what_was_sent_stays(district: District) -> None:
    sent = [taken(60, 1), taken(60, 2), taken(2, 3)]
    unsent, kept, young = photos.store(sent, most=3, most_mb=10)
    photos.keep(district.id, [kept], taken_in=1)

    removed = photos.sweep(at=NOW)

    assert removed == 2
    assert not default_storage.exists(unsent.file)
    assert not default_storage.exists(unsent.thumbnail)
    assert default_storage.exists(kept.file)
    assert default_storage.exists(young.file)
    assert Photo.objects.count() == 1
