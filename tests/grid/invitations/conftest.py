"""A stored district for the tests of this door; its photos go to a folder of the test.

Imports that need Django's apps wait until the fixture is called: pytest reads this file first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.district import District


@pytest.fixture
def district(db: None, settings: Settings, tmp_path: Path) -> District:
    """Return the small district."""
    from tests.district import small_district

    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return small_district()
