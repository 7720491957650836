"""The district of the tests: a copied one is the one that the services make."""

from typing import Any

import pytest
from django.db import connection, transaction

from tests import district
from tests.district import small_district


class TakenBack(Exception):
    """Ends a transaction so that nothing of it stays."""


def stored() -> dict[str, list[Any]]:
    """Return all rows of a fresh small district, by table, without the database's own numbers."""
    found: dict[str, list[Any]] = {}
    try:
        with transaction.atomic():
            small_district()
            for name in district._full_tables():
                columns, _ = district._rows_of(name)
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1, 2, 3")
                    found[name] = cursor.fetchall()
            raise TakenBack
    except TakenBack:
        return found


@pytest.mark.django_db
def test_a_copied_district_is_the_one_that_the_services_make() -> None:
    district._copied.clear()
    made = stored()
    assert district._copied

    assert stored() == made
    assert len(made["kernel_unit"]) == 36
