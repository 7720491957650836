"""A district and a resident for the tests of the resident's door.

Imports that need Django's apps wait until a fixture is called: pytest reads this file first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.district import District
    from tests.grid.reports.resident import Resident


@pytest.fixture
def district(db: None, settings: Settings, tmp_path: Path) -> District:
    """Return the small district; photos go to a folder of the test."""
    from tests.district import small_district

    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return small_district()


@pytest.fixture
def code(district: District) -> str:
    """Return the code on the plate of the first building."""
    from linli.kernel.territory.rules import door_code

    return door_code(district.sides[0].buildings[0])


@pytest.fixture
def resident(district: District) -> Resident:
    """Return a resident with a browser of her own."""
    from tests.grid.reports.resident import Resident

    return Resident()
