"""The small district, in which every unit is drawn."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def district(db: None, settings: Any, tmp_path: Path) -> Any:
    """Return the small district; what it keeps on disk goes to a folder of the test."""
    from tests.district import small_district

    settings.VAR = tmp_path
    return small_district()
