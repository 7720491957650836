"""Everything that tools make under words of their own, each ready to be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.api.test_beside import desk_of, returned
from tests.api.tools import Tool, tool_of
from tests.district import District
from tests.grid.desk.doors import case_at, picture
from tests.grid.tasks.parts import add_assistants

DUE = datetime(2037, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Sending:
    """A request of a tool: where it goes, what it says, and which files it brings.

    ``others``: for each field of its body another value than it says.
    """

    tool: Tool
    path: str
    said: dict[str, Any]
    others: dict[str, Any]
    files: dict[str, Any] | None = None

    def sent(self, word: str = "one-word-of-a-tool", **more: Any) -> Any:
        """Return the answer to the request, with more or other things said."""
        headers = {"Idempotency-Key": word}
        if self.files is None:
            return self.tool.post(self.path, self.said | more, **headers)
        for file in self.files.values():
            file.seek(0)
        return self.tool.send(self.path, self.said | self.files | more, **headers)

    def by(self, tool: Tool) -> Sending:
        """Return the same request of another tool."""
        return replace(self, tool=tool)


def report(district: District) -> Sending:
    """Return a report of a matter."""
    lon, lat = district.sides[0].inside
    return Sending(
        desk_of(district),
        "/cases",
        {
            "text": "井盖松动", "category": "06010", "lon": lon, "lat": lat, "address": "东门",
            "name": "王某", "phone": "13800138000",
        },
        {
            "text": "井盖不见了", "category": "", "lon": lon + 0.00001, "lat": lat + 0.00001,
            "address": "西门", "name": "李某", "phone": "13800138001", "datum": "GCJ-02",
        },
    )  # fmt: skip


def settle(district: District) -> Sending:
    """Return a matter that an officer settled on the spot."""
    side = district.sides[0]
    lon, lat = side.inside
    return Sending(
        tool_of(district.actor(Role.GRID_OFFICER, side.grids[0])),
        "/cases/settled",
        {
            "text": "楼道堆物，已劝离", "category": "06010", "unit": str(side.buildings[0]),
            "lon": lon, "lat": lat, "address": "一单元",
        },
        {
            "text": "别的事", "category": "06001", "unit": str(side.compounds[0]),
            "lon": lon + 0.00001, "lat": lat + 0.00001, "address": "二单元", "datum": "GCJ-02",
        },
        {"before": picture("before.jpg", "black"), "after": picture("after.jpg", "white")},
    )  # fmt: skip


def part(district: District) -> Sending:
    """Return a part of a case that is given to a unit."""
    add_assistants(district)
    case = case_at(district, Stage.IN_HAND)
    return Sending(
        tool_of(district.actor(Role.DEPARTMENT_OFFICER)),
        f"/cases/{case.pk}/parts",
        {"version": case.version, "unit": str(district.urban_management), "words": "请清理"},
        {
            "version": case.version + 1, "unit": str(district.street_offices[0]),
            "words": "请拆除", "due": DUE.isoformat(),
        },
    )  # fmt: skip


def dispute(district: District) -> Sending:
    """Return a dispute about whose duty a case is."""
    case = returned(district)
    return Sending(
        desk_of(district),
        f"/cases/{case.pk}/disputes",
        {"version": case.version, "ground": "not_duty", "words": "清单列明"},
        {
            "version": case.version + 1, "ground": "not_place", "words": "另有约定",
            "part": str(district.sanitation),
        },
    )  # fmt: skip


def note(district: District) -> Sending:
    """Return a note beside a case."""
    case = case_at(district, Stage.IN_HAND)
    return Sending(
        desk_of(district),
        f"/cases/{case.pk}/notes",
        {"kind": "internal", "words": "已联系物业"},
        {"kind": "public", "words": "已联系街道", "mention": str(district.sanitation)},
    )


def follow_up(district: District) -> Sending:
    """Return what was heard after closing."""
    case = case_at(district, Stage.CLOSED)
    return Sending(
        tool_of(district.actor(Role.DISTRICT_DESK)),
        f"/cases/{case.pk}/follow_ups",
        {
            "version": case.version, "how": "visit", "outcome": "reached", "settled": "no",
            "satisfied": "mostly", "words": "还有一点",
        },
        {
            "version": case.version + 1, "how": "phone", "outcome": "no_answer",
            "settled": "yes", "satisfied": "satisfied", "words": "", "reopens": True,
        },
    )  # fmt: skip


ALL: dict[str, Callable[[District], Sending]] = {
    each.__name__: each for each in (report, settle, part, dispute, note, follow_up)
}
