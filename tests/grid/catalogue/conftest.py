"""The small district of the tests.

Imports that need Django's apps wait until the fixture is called: pytest reads this file first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.district import District


@pytest.fixture
def district(db: None) -> District:
    """Return the small district, with a catalogue of five categories in force."""
    from tests.district import small_district

    return small_district()
