"""A step on the page of a body becomes one entry."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.kernel.bodies import services as bodies
from linli.kernel.bodies.services import Filing
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


def take(
    actor: Actor, *, word: str, body_id: UUID, key: UUID, said: Mapping[str, Any], stamp: Stamp
) -> None:
    """Take the step that a form asks for.

    Args:
        key: of a seat or seal that is new.
        said: what was filled in; ``row`` is the seat or seal that the step is about.

    Raises:
        NotFound: a step is about a row, and none is named.
        LinliError: whatever the register refuses.
    """
    of_row = {"leave", "forget", "hand_over", "invalidate"}
    row: Any = said.get("row")
    on: Any = said.get("on")
    if word in of_row and row is None:
        raise NotFound
    one: dict[str, Any] = {"body_id": body_id, "stamp": stamp}
    match word:
        case "take":
            more = {"office": said["office"], "name": said["name"], "on": on}
            bodies.take_seat(actor, seat_id=key, **one, **more)
        case "leave":
            bodies.leave_seat(actor, seat_id=row, on=on, reason=said["reason"], stamp=stamp)
        case "forget":
            bodies.forget(actor, seat_id=row, stamp=stamp)
        case "file":
            filing = Filing(number=said["number"], on=on, with_id=said["office"])
            bodies.file(actor, filing=filing, **one)
        case "count":
            bodies.count_party_members(actor, count=said["count"], on=on, **one)
        case _:
            _of_seals(actor, word=word, key=key, said=said, one=one)


def _of_seals(
    actor: Actor, *, word: str, key: UUID, said: Mapping[str, Any], one: Mapping[str, Any]
) -> None:
    row: Any = said.get("row")
    on, stamp = said["on"], one["stamp"]
    match word:
        case "seal":
            bodies.issue_seal(actor, seal_id=key, kind=said["kind"], on=on, **one)
        case "hand_over":
            bodies.hand_over_seal(actor, seal_id=row, on=on, stamp=stamp)
        case "invalidate":
            bodies.invalidate_seal(actor, seal_id=row, on=on, stamp=stamp)
        case _:
            bodies.end(actor, on=on, reason=said["reason"], **one)
