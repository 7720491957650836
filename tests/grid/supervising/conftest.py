"""A stored district for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.district import District


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    from tests.district import small_district

    return small_district()
