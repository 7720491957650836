"""The catalogue in force, every older edition, and who may lead or assist in a matter."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from time import monotonic
from uuid import UUID

from django.db.models import Q

from linli.grid.catalogue.models import Catalogue, Duty
from linli.grid.catalogue.models import Category as Row
from linli.grid.categories.rules import Category, Level, UnknownCategory, Visibility
from linli.grid.duties.rules import (
    DutyLine,
    assist_candidates,
    lead_candidates,
    units_of,
)
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.people.rules import Placed

FRESH_SECONDS = 30
"""How long a process uses the list of editions; a new one is seen by all after that."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition with its categories in the order of the list.

    Edition 0 is what holds before a district adopted any: it has no categories.
    """

    number: int
    categories: tuple[Category, ...] = ()
    by_code: dict[str, Category] = field(default_factory=dict)


Spans = list[tuple[int, datetime, datetime | None]]

NONE_YET = Edition(0)

_spans: dict[str, tuple[float, Spans]] = {}
_editions: dict[int, Edition] = {}
_lock = RLock()


def forget() -> None:
    """Read everything again at the next question; called when an edition was adopted here."""
    with _lock:
        _spans.clear()
        _editions.clear()


def edition(at: datetime) -> Edition:
    """Return the edition in force at ``at``; two statements when cold, none when warm."""
    numbers = [
        number
        for number, starts, ends in _known_spans()
        if starts <= at and (ends is None or at < ends)
    ]
    return _edition(max(numbers)) if numbers else NONE_YET


def categories(*, edition: int) -> tuple[Category, ...]:
    """Return the categories of an edition, old ones too, in the order of the list."""
    return _edition(edition).categories


def category(code: str, *, edition: int) -> Category:
    """Return one category as an edition, perhaps an old one, has it.

    Raises:
        UnknownCategory: the edition has no such code.
    """
    found = _edition(edition).by_code.get(code)
    if found is None:
        raise UnknownCategory(category=code)
    return found


def _known_spans() -> Spans:
    with _lock:
        read_at, known = _spans.get("spans", (0.0, []))
        if not known or monotonic() - read_at > FRESH_SECONDS:
            rows = Catalogue.objects.order_by("number")
            known = list(rows.values_list("number", "valid_from", "valid_to"))
            _spans["spans"] = (monotonic(), known)
        return known


def _edition(number: int) -> Edition:
    """Return an edition; once read it is held for as long as the process lives."""
    with _lock:
        known = _editions.get(number, NONE_YET)
        if number and not known.categories:
            rows = Row.objects.filter(edition_id=number).order_by("sort")
            found = tuple(_plain(row) for row in rows)
            known = Edition(number, found, {each.code: each for each in found})
            _editions[number] = known
        return known


def _limit(value: int | None, unit: str) -> Limit | None:
    return None if value is None else Limit(value, Unit(unit))


def _plain(row: Row) -> Category:
    return Category(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        group_zh=row.group_zh,
        group_en=row.group_en,
        level=Level(row.level),
        department=row.department,
        handle=_limit(row.handle_value, row.handle_unit),
        verify=Limit(row.verify_value, Unit(row.verify_unit)),
        emergency=row.emergency,
        visibility=Visibility(row.visibility),
        keywords=tuple(row.keywords),
        source=row.source,
        sort=row.sort,
    )


OF_DUTY = (
    "organisation_id", "organisation__kind", "organisation__unit_id", "category", "department",
    "may_lead", "may_assist",
)  # fmt: skip
"""Fields of a duty and its organisation, in the order of ``DutyLine``."""


def leads(
    category_code: str, case: Placed, *, edition: int, at: datetime, every_level: bool = False
) -> list[UUID]:
    """Return the organisations that may lead in a matter, most fitting first; one statement.

    ``case`` is anything with ``district_id``, ``street_id`` and ``community_id``;
    ``every_level`` as in ``duties.rules.lead_candidates``.

    Raises:
        UnknownCategory: the edition has no such code.
    """
    wanted = category(category_code, edition=edition)
    duties = _duties(wanted, case, at)
    return lead_candidates(wanted, duties, case, every_level=every_level)


def assists(category_code: str, case: Placed, *, edition: int, at: datetime) -> list[UUID]:
    """Return the organisations that may assist in a matter, most fitting first; one statement.

    Raises:
        UnknownCategory: the edition has no such code.
    """
    wanted = category(category_code, edition=edition)
    return assist_candidates(wanted, _duties(wanted, case, at), case)


def candidates(
    category_code: str, case: Placed, *, edition: int, at: datetime, every_level: bool = False
) -> tuple[list[UUID], list[UUID]]:
    """Return who may lead and who may assist, as ``leads`` and ``assists``; one statement.

    Raises:
        UnknownCategory: the edition has no such code.
    """
    wanted = category(category_code, edition=edition)
    duties = _duties(wanted, case, at)
    may_lead = lead_candidates(wanted, duties, case, every_level=every_level)
    return may_lead, assist_candidates(wanted, duties, case)


def _duties(wanted: Category, case: Placed, at: datetime) -> list[DutyLine]:
    """Return the duties that may count for a matter at its place; one statement."""
    rows = Duty.objects.filter(
        Q(category=wanted.code) | Q(department=wanted.department),
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        valid_from__lte=at,
        organisation__unit_id__in=units_of(case),
    ).order_by("organisation_id", "category", "department")
    return [DutyLine(*row) for row in rows.values_list(*OF_DUTY)]


def duties(at: datetime) -> list[Duty]:
    """Return the list of duties in force, by organisation and matter; one statement."""
    held = Duty.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at)
    return list(held.order_by("organisation_id", "category", "department"))
