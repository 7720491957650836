"""What the house does with open matters when it hears that the territory changed."""

import hashlib
from typing import Any
from uuid import UUID

from linli.grid.moved_ground import services
from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Stamp
from linli.kernel.redivisions.news import PlaceRedivided
from linli.kernel.territory_changes.news import TerritoryChanged

CHANGES = (TerritoryChanged.verb, PlaceRedivided.verb)
"""The verbs under which the territory says what became of its units."""


def on_territory_changed(told: Told) -> None:
    """Let open matters follow the units that ended, were divided or went to another parent."""
    facts: Any = told.facts
    formers = [former for former, *_ in facts["became"]]
    moved = [unit for unit, _ in facts["moved"]]
    units = {UUID(key) for key in (*facts["ended"], *formers, *moved)}
    services.follow(unit_ids=units, stamp=_stamp(told))


def on_case_reopened(told: Told) -> None:
    """Let a reopened matter lie in the units of today."""
    services.follow_one(case_id=UUID(str(told.facts["case"])), stamp=_stamp(told))


def _stamp(told: Told) -> Stamp:
    salt = hashlib.sha256(f"moved ground {told.entry_id}".encode()).digest()[:16]
    return Stamp(at=told.recorded_at, recorded_at=told.recorded_at, salt=salt)
