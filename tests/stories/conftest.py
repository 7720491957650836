"""A story for the tests of this folder.

Imports that need Django's apps wait until the fixture is called: pytest reads this file first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.stories.neighbours import Story


@pytest.fixture
def story(db: None, settings: Settings, tmp_path: Path) -> Story:
    """Return a district with its people; its files go to a folder of the test."""
    from linli.kernel.limits import services as limits
    from tests.stories.neighbours import Story, folder_for_files

    limits.forget()
    folder_for_files(settings, tmp_path)
    return Story()
