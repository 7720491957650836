"""What the superior's side does when it hears of a case."""

from uuid import UUID

from linli.grid.external import services
from linli.kernel.journal.news import Told


def on_reporter_forgotten(told: Told) -> None:
    """Empty the digest of the superior's row of a case whose reporter was forgotten."""
    services.forget(case_id=UUID(str(told.facts["case"])))
