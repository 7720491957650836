"""The small district, a partner with a key, and a door that has counted nobody yet.

Imports that need Django's apps wait until a fixture is called: pytest reads this file first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from linli.kernel.keys.models import Key
    from tests.district import District
    from tests.open311.clients import Partner


@pytest.fixture(autouse=True)
def _nobody_counted() -> Iterator[None]:
    """Forget what the process has counted."""
    from linli.kernel.limits import services as limits

    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    from tests.district import small_district

    return small_district()


@pytest.fixture
def partner_key(district: District) -> Key:
    """Return the key of a partner."""
    from tests.open311.clients import issued

    return issued(district)


@pytest.fixture
def partner(partner_key: Key) -> Partner:
    """Return a partner with a key."""
    from tests.open311.clients import Partner

    assert partner_key.pk
    return Partner()
