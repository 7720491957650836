"""What a process has read of the policies does not outlive a test."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _read_again() -> Iterator[None]:
    from linli.grid.clocks import queries

    queries.forget()
    yield
    queries.forget()
