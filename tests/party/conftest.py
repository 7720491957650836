"""A stored district and a kind of subject for the tests of this pillar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.district import District
    from tests.party.errands import Errands


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    from tests.district import small_district

    return small_district()


@pytest.fixture
def errands(district: District) -> Iterator[Errands]:
    """Let errands be a kind of subject."""
    from tests.party.errands import known

    with known(district) as errands:
        yield errands
