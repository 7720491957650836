"""Reporting a matter for somebody on the telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import Report
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.kernel.places import queries as places


@dataclass(frozen=True, slots=True)
class Keys:
    """What the door gives to a new matter: its key, the reporter's key and her capability."""

    case_id: UUID
    reporter_id: UUID
    token: str


def report(actor: Actor, *, said: Mapping[str, Any], keys: Keys, stamp: Stamp) -> Case:
    """Report a matter on behalf of a caller; the same form sent twice is one case.

    Raises:
        Forbidden: the post does not report.
        UnitUnknown: there is no such place.
    """
    matter = Report(
        case_id=keys.case_id,
        source="phone",
        place=places.place_of_unit(said["place"]),
        text=said["text"],
        address=said["address"],
        category_code=said["category"],
        name=said["name"],
        phone=said["phone"],
        token=keys.token,
        reporter_id=keys.reporter_id,
        request_key=f"desk:{said['key']}",
    )
    return cases.report(actor, report=matter, stamp=stamp)
