"""All tables of the pillar, for Django's eyes; code imports them from their nouns."""

from linli.party.assessments.models import Assessment
from linli.party.branches.models import PartyOrganisation
from linli.party.composition.models import PropertyService, Standard
from linli.party.enclosures.models import Enclosure
from linli.party.holders.models import Holder
from linli.party.numbering.models import DocumentCode, Series
from linli.party.policies.models import Policy
from linli.party.policy_tasks.models import PolicyTask
from linli.party.preparations.models import Preparation
from linli.party.relations.models import SizeTolerance, SizeVerdict
from linli.party.rollout.models import RollOutPlan, RollOutTarget, RollOutWave
from linli.party.supervision.models import Supervision
from linli.party.tables.models import Edition

__all__ = [
    "Assessment",
    "DocumentCode",
    "Edition",
    "Enclosure",
    "Holder",
    "PartyOrganisation",
    "Policy",
    "PolicyTask",
    "Preparation",
    "PropertyService",
    "RollOutPlan",
    "RollOutTarget",
    "RollOutWave",
    "Series",
    "SizeTolerance",
    "SizeVerdict",
    "Standard",
    "Supervision",
]
