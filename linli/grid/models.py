"""All tables of the pillar, for Django's eyes; code imports them from their nouns."""

from linli.grid.cases.models import Case, Reporter
from linli.grid.catalogue.models import Catalogue, Category, Duty
from linli.grid.clocks.models import Policy
from linli.grid.disputes.models import Dispute
from linli.grid.external.models import External
from linli.grid.figures.models import Delta, Total
from linli.grid.files.models import Attachment
from linli.grid.followups.models import FollowUp
from linli.grid.invitations.models import Invitation
from linli.grid.judgements.models import Judgement
from linli.grid.macros.models import Macro
from linli.grid.notes.models import Note
from linli.grid.photos.models import Photo
from linli.grid.phrases.models import Phrase
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.platforms.models import Platform
from linli.grid.redrawings.models import Redrawing
from linli.grid.sheets.models import Sheet
from linli.grid.tasks.models import Task

__all__ = [
    "Attachment",
    "Case",
    "Catalogue",
    "Category",
    "Delta",
    "Dispute",
    "Duty",
    "External",
    "FollowUp",
    "Invitation",
    "Judgement",
    "Macro",
    "Note",
    "Photo",
    "Phrase",
    "PlanPart",
    "PlanRun",
    "Platform",
    "Policy",
    "Redrawing",
    "Reporter",
    "Sheet",
    "Task",
    "Total",
]
