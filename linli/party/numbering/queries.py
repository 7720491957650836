"""Which office numbers its documents how."""

from dataclasses import dataclass
from uuid import UUID

from linli.kernel.people import queries as people
from linli.party.numbering.models import DocumentCode

OFFICES = ["district_office", "street_office"]
"""Kinds of organisations that issue documents here."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that may issue documents, with its code or ''."""

    id: UUID
    name: str
    code: str


def code_of(organisation_id: UUID | None) -> str:
    """Return the code of an office, or ''."""
    found = DocumentCode.objects.filter(pk=organisation_id).values_list("code", flat=True)
    return found.first() or ""


def offices() -> list[Office]:
    """Return the offices that may issue, by kind and name; two statements."""
    codes = dict(DocumentCode.objects.values_list("pk", "code"))
    return [
        Office(each.pk, each.name, codes.get(each.pk, "")) for each in people.organisations(OFFICES)
    ]
