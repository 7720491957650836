"""Each panel beside a matter of the demonstration shows something real (row X1)."""

from pathlib import Path

import pytest
from pytest_django import Settings

from linli.board.demo_panels import services as panels
from linli.board.demo_staff.services import Roster
from linli.grid.cases import queries as cases
from linli.grid.disputes.models import Dispute
from linli.grid.files.models import Attachment
from linli.grid.followups.models import FollowUp
from linli.grid.judgements.models import Judgement
from linli.grid.macros.models import Macro
from linli.grid.moves.rules import Stage
from linli.grid.notes.models import Note
from linli.grid.phrases.models import Phrase
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Role
from tests.courses import brought, officer_of
from tests.district import NOW, District, small_district

pytestmark = pytest.mark.django_db


def roster_of(district: District) -> Roster:
    """Return the posts of the small district as the demonstration lists them."""
    officer = officer_of(district)
    assert officer.organisation_id
    roster = Roster(departments={"sanitation": district.sanitation})
    roster.hands[officer.organisation_id, district.id] = [officer]
    for role in (Role.DISTRICT_DESK, Role.SUPERVISOR):
        roster.by_role[role] = [district.actor(role)]
    return roster


def test_puts_a_handful_on_every_panel_and_the_record_stays_sound(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    district = small_district()
    stages = [Stage.IN_HAND] * 2 + [Stage.DISPATCHED] + [Stage.CLOSED] * 3
    for number, stage in enumerate(stages, start=1):
        brought(district, stage, number)

    panels.add(roster_of(district), at=NOW)

    tables = (Phrase, Macro, Note, Attachment, FollowUp, Judgement, Dispute)
    counts = {table.__name__: table._default_manager.count() for table in tables}
    assert counts == {
        "Phrase": 3, "Macro": 1, "Note": 4, "Attachment": 1, "FollowUp": 3, "Judgement": 1,
        "Dispute": 1,
    }  # fmt: skip
    assert Judgement.objects.get().finding == "lawfully_settled"
    assert Dispute.objects.get().stage == "open"
    assert journal.verify().faults == []
    assert cases.verify_rows().faults == []
