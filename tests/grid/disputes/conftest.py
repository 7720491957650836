"""A stored district for the tests of this folder, in which two departments assist each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.district import District


@pytest.fixture
def district(db: None) -> District:
    """Return the small district with the duties to assist."""
    from tests.grid.tasks.parts import assisting_district

    return assisting_district()
