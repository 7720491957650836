"""All tables of the pillar, for Django's eyes; code imports them from their nouns."""

from linli.party.branches.models import PartyOrganisation
from linli.party.composition.models import PropertyService, Standard
from linli.party.enclosures.models import Enclosure
from linli.party.numbering.models import DocumentCode, Series
from linli.party.supervision.models import Supervision

__all__ = [
    "DocumentCode",
    "Enclosure",
    "PartyOrganisation",
    "PropertyService",
    "Series",
    "Standard",
    "Supervision",
]
