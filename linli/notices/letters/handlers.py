"""Hears that a reporter was asked by message, and writes the letter."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from linli.grid.followups.rules import How
from linli.kernel.journal.news import Told
from linli.notices.letters import services


def on_followed_up(told: Told) -> None:
    """Write the letter of a follow-up by message."""
    follow_up = cast("Mapping[str, Mapping[str, object]]", told.facts["follow_up"])
    if follow_up["set"].get("how") == How.MESSAGE.value:
        key = UUID(str(follow_up["id"]))
        services.write(entry_id=told.entry_id, follow_up_id=key, at=told.recorded_at)
