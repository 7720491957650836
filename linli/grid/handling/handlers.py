"""What the house does by itself when it hears of a new matter."""

import hashlib
from uuid import UUID

from linli.grid.handling import services
from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Stamp


def on_case_reported(told: Told) -> None:
    """Register and dispatch by rule where exactly one rule fits; otherwise it waits for a desk."""
    stamp = Stamp(
        at=told.recorded_at,
        recorded_at=told.recorded_at,
        salt=hashlib.sha256(str(told.entry_id).encode()).digest()[:16],
    )
    services.register_by_rule(case_id=UUID(str(told.facts["case"])), stamp=stamp)
