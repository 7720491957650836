"""A district adopts its catalogue and keeps its list of duties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid.catalogue import queries, rules
from linli.grid.catalogue.models import Catalogue, Duty
from linli.grid.catalogue.models import Category as Row
from linli.grid.catalogue.rules import CatalogueFile
from linli.grid.categories.rules import Category
from linli.kernel.common.errors import InputRefused, NotFound, RuleBroken, gettext_noop
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory.rules import RowFault


class AdoptedBackwards(RuleBroken):
    """What is in force began later than the moment from which it should be replaced."""

    code = "grid.adopted_backwards"
    message = gettext_noop("What is in force began later than this; it cannot be replaced earlier.")
    hint = gettext_noop("Name a later moment.")


class DutyUnclear(InputRefused):
    """A duty names no category, or two things at once, or neither leading nor assisting."""

    code = "grid.duty_unclear"
    message = gettext_noop("A duty names one category or one department, and leads or assists.")
    hint = gettext_noop("Fill in one of the two, and at least one of lead and assist.")


class DutyOfNobody(InputRefused):
    """A duty names an organisation, category or department that does not exist."""

    code = "grid.duty_of_nobody"
    message = gettext_noop("The organisation, category or department of this duty is not known.")
    hint = gettext_noop("Add the organisation first, or take the word from the catalogue.")


class DutyTwice(InputRefused):
    """The list gives an organisation the same duty twice."""

    code = "grid.duty_twice"
    message = gettext_noop("This organisation has the same duty twice in the list.")
    hint = gettext_noop("Leave one of the two lines out.")


class DutiesRefused(InputRefused):
    """Some lines cannot be used, so that nothing was changed; ``faults`` has each of them."""

    code = "grid.duties_refused"
    message = gettext_noop("%(count)s duties cannot be used; nothing was changed.")
    hint = gettext_noop("Correct these lines and bring in the whole list again.")

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class NewDuty:
    """One line of the list of duties: either a category's code or a department's word."""

    organisation_id: UUID
    category: str = ""
    department: str = ""
    may_lead: bool = True
    may_assist: bool = True


@transaction.atomic
def adopt(actor: Actor, *, content: bytes, at: datetime) -> Catalogue:
    """Put the catalogue of a file in force from ``at``; all of it or nothing.

    A file that says what is in force already changes nothing. Cases keep their edition.

    Returns:
        The edition that is in force then.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
        NotACatalogue, CatalogueRefused: the file, or some rows of it, cannot be used.
        AdoptedBackwards: the edition in force began after ``at``.
    """
    check_may_edit_territory(actor)
    wanted = rules.read_catalogue(content)
    last = Catalogue.objects.select_for_update().order_by("-number").first()
    if last is not None:
        if _file_of(last) == wanted:
            return last
        if at < last.valid_from:
            raise AdoptedBackwards
        last.valid_to = at
        last.save(update_fields=["valid_to"])
    new = Catalogue.objects.create(
        number=last.number + 1 if last else 1, valid_from=at, source=wanted.source, adopted_at=at
    )
    Row.objects.bulk_create([_row(new, category) for category in wanted.categories])
    queries.forget()
    return new


def _file_of(edition: Catalogue) -> CatalogueFile:
    return CatalogueFile(edition.source, queries.categories(edition=edition.number))


def _row(edition: Catalogue, category: Category) -> Row:
    return Row(
        edition=edition,
        code=category.code,
        name_zh=category.name_zh,
        name_en=category.name_en,
        group_zh=category.group_zh,
        group_en=category.group_en,
        level=category.level.value,
        department=category.department,
        handle_value=category.handle.value if category.handle else None,
        handle_unit=category.handle.unit.value if category.handle else "",
        verify_value=category.verify.value,
        verify_unit=category.verify.unit.value,
        emergency=category.emergency,
        visibility=category.visibility.value,
        keywords=list(category.keywords),
        source=category.source,
        sort=category.sort,
    )


def export(number: int) -> bytes:
    """Return an edition as the file that ``adopt`` takes; two statements when cold.

    Raises:
        NotFound: there is no such edition.
    """
    edition = Catalogue.objects.filter(pk=number).first()
    if edition is None:
        raise NotFound
    return rules.write_catalogue(_file_of(edition))


@transaction.atomic
def set_duties(actor: Actor, *, rows: Sequence[NewDuty], at: datetime) -> int:
    """Give each organisation named exactly these duties from ``at`` on; others keep theirs.

    Returns:
        How many lines were ended or begun.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
        DutiesRefused: some lines cannot be used; it names them all.
        AdoptedBackwards: a duty that should end began after ``at``.
    """
    check_may_edit_territory(actor)
    _check_duties(rows, at)
    wanted = set(rows)
    present = {
        _line(duty): duty
        for duty in Duty.objects.select_for_update().filter(
            organisation_id__in={row.organisation_id for row in rows}, valid_to=None
        )
    }
    ended = [duty for line, duty in present.items() if line not in wanted]
    if any(duty.valid_from > at for duty in ended):
        raise AdoptedBackwards
    Duty.objects.filter(pk__in=[duty.pk for duty in ended]).update(valid_to=at)
    begun = [_duty(row, at) for row in rows if row not in present]
    Duty.objects.bulk_create(begun, batch_size=1000)
    return len(ended) + len(begun)


def _line(duty: Duty) -> NewDuty:
    return NewDuty(
        duty.organisation_id, duty.category, duty.department, duty.may_lead, duty.may_assist
    )


def _duty(row: NewDuty, at: datetime) -> Duty:
    return Duty(
        organisation_id=row.organisation_id,
        category=row.category,
        department=row.department,
        may_lead=row.may_lead,
        may_assist=row.may_assist,
        valid_from=at,
    )


def _check_duties(rows: Sequence[NewDuty], at: datetime) -> None:
    known = queries.edition(at)
    departments = {category.department for category in known.categories}
    organisations = people.organisation_names({row.organisation_id for row in rows}).keys()
    faults = []
    taken: set[tuple[UUID, str, str]] = set()
    for number, row in enumerate(rows, start=1):
        named = (row.organisation_id, row.category, row.department)
        if bool(row.category) == bool(row.department) or not (row.may_lead or row.may_assist):
            faults.append(RowFault(number, DutyUnclear()))
        elif row.organisation_id not in organisations or not _is_known(
            row, known.by_code, departments
        ):
            faults.append(RowFault(number, DutyOfNobody()))
        elif named in taken:
            faults.append(RowFault(number, DutyTwice()))
        taken.add(named)
    if faults:
        raise DutiesRefused(faults)


def _is_known(row: NewDuty, codes: Iterable[str], departments: set[str]) -> bool:
    return row.category in codes if row.category else row.department in departments
