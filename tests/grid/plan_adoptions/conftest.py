"""The small district with sixty households in each building."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.district import District


@pytest.fixture
def district(db: None) -> District:
    """Return the small district; each community has four buildings of sixty households."""
    from linli.kernel.territory.models import Unit
    from tests.district import small_district

    town = small_district()
    Unit.objects.filter(kind="building").update(households=60)
    return town
