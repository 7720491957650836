"""Who may lead a case, and who may assist."""

from datetime import datetime
from uuid import UUID

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.catalogue import queries as catalogue


def assists(case: Case, at: datetime) -> list[UUID]:
    """Return the organisations that may assist in a case now; one statement."""
    return catalogue.assists(case.category_code, case, edition=case.edition, at=at)


def candidates(case: Case, at: datetime) -> tuple[list[UUID], list[UUID]]:
    """Return the organisations that may lead and those that may assist now; one statement."""
    return catalogue.candidates(
        case.category_code, case, edition=case.edition, at=at, every_level=_is_used_up(case, at)
    )


def leads(case: Case, at: datetime) -> list[UUID]:
    """Return the organisations that may lead a case now, most fitting first; one statement.

    Once a case was given back as often as it may be, the desk above may also choose from the
    levels above.
    """
    return catalogue.leads(
        case.category_code, case, edition=case.edition, at=at, every_level=_is_used_up(case, at)
    )


def _is_used_up(case: Case, at: datetime) -> bool:
    return case.returns >= cases.book_of(case, at).policy.max_returns
