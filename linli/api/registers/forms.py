"""What is asked of the registers: a page, and few filters."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from linli.api.door.forms import among, listed
from linli.kernel.people.models import Organisation
from linli.kernel.territory.rules import Kind

MOST = 1000
OFFICES = frozenset(Organisation.Kind.values)
OfficeKind = Annotated[
    str, AfterValidator(among(OFFICES)), Field(json_schema_extra=listed(OFFICES))
]


class Paged(Schema):
    """Where to go on, and how far."""

    cursor: UUID | None = Field(None, description="`next` of the page before.")
    limit: int = Field(200, ge=1, le=MOST, description="Rows of a page.")


class UnitsAsked(Paged):
    """Units of one kind, or parts of one unit."""

    kind: Kind | None = Field(None, description="Units of this kind only.")
    parent: UUID | None = Field(None, description="Parts of this unit only.")


class OrganisationsAsked(Paged):
    """Organisations of one kind, or of one unit."""

    kind: OfficeKind | None = Field(None, description="Organisations of this kind only.")
    unit: UUID | None = Field(None, description="Organisations of this unit only.")
