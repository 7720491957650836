"""Numbers of cases: the district's date and a running number that no two cases share."""

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.common.days import local
from linli.kernel.common.statements import found
from linli.kernel.database.base import Asked, Row


def asked(count: int) -> Asked:
    """Return what takes so many running numbers, for ``found_each``."""
    return "SELECT nextval('grid_case_number') FROM generate_series(1, %s::int)", [count]


def of(moments: Sequence[datetime], taken: Sequence[Row]) -> list[str]:
    """Return a case number for each moment, of the running numbers that ``asked`` took."""
    days = [local(at) for at in moments]
    return [f"{day:%Y%m%d}-{number:06d}" for day, (number,) in zip(days, taken, strict=True)]


def next_numbers(moments: Sequence[datetime]) -> list[str]:
    """Return a case number for each moment; one statement, however many."""
    return of(moments, found(*asked(len(moments))))
