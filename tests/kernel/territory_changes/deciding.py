"""Deciding changes in tests: a desk, a document, a day."""

from datetime import date, datetime

from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory_changes import services as changes
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_changes.rules import Change, Paper
from linli.kernel.territory_changes.services import Decision
from tests.district import NOW, stamp
from tests.kernel.town import key

DESK = Actor(role=Role.DISTRICT_DESK)
PAPER = Paper(number="样政办函〔2026〕16号", issuer="样例区人民政府办公室")
JULY = date(2026, 7, 1)
BEFORE = date(2026, 6, 30)


def decide(
    change: Change, *, on: date = JULY, actor: Actor = DESK, at: datetime = NOW
) -> TerritoryChange:
    """Decide a change by a document."""
    decision = Decision(id=key(), change=change, on=on, paper=PAPER)
    return changes.decide(actor, decision=decision, keys=key, stamp=stamp(at))
