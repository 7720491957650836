"""The two places where files may lie: a folder of the test, and a bucket of a make-believe store.

Imports that need Django's apps wait until a fixture is called: pytest reads this file first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.district import District

BUCKET = "linli-tests"
ADDRESS = f"s3://key:sec%2Fret@s3.us-east-1.amazonaws.com/{BUCKET}?region=us-east-1"


@pytest.fixture
def bucket(settings: Settings, tmp_path: Path) -> Iterator[Any]:
    """Return a client of the store that keeps the files of this test."""
    import boto3
    from moto import mock_aws

    from linli.site.storage import storage

    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        settings.STORAGES = settings.STORAGES | {"default": storage(ADDRESS, folder=tmp_path)}
        yield client


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> str:
    """Let files lie in a folder, then in a bucket: every test runs on both."""
    from linli.site.storage import storage

    if request.param == "bucket":
        request.getfixturevalue("bucket")
    else:
        settings.STORAGES = settings.STORAGES | {"default": storage("", folder=tmp_path)}
    return str(request.param)


@pytest.fixture
def district(db: None, kept_in: str) -> District:
    """Return the small district; its files lie in the one or the other."""
    from tests.district import small_district

    return small_district()
