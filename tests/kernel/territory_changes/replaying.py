"""Replaying a list of changes of communities: in words as an office publishes them.

The outlines are ours: one row of squares for each change, so that what is merged touches.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from linli.kernel.people.rules import BY_RULE
from linli.kernel.territory import services as territory
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit
from linli.kernel.territory_changes.rules import Abolition, Merger, Part, Split, Transfer
from tests.district import NOW, square
from tests.kernel.territory_changes.deciding import decide
from tests.kernel.town import key

BEGAN = date(2010, 1, 1)
FORCE = date(2015, 3, 1)
"""The day is ours: the part of the document that is kept does not say it."""

SIDE, WEST, SOUTH = 0.01, 113.0, 29.3

FICTITIOUS: list[dict[str, Any]] = [
    {"from": ["东塘社区"], "to": "西塘坊社区", "street": "甲街道", "keep_name": "西塘坊社区"},
    {"from": ["渡口社区(除划入外区部分)"], "to": "书院社区", "street": "乙街道", "keep_name": "书院社区", "partial": True},
    {"from": ["湾里社区(原外区划入部分)"], "to": "岭西社区", "street": "甲街道", "keep_name": "岭西社区", "partial": True},
    {
        "from": ["瓷厂社区"], "to": "学府社区", "street": "丙街道", "keep_name": "学府社区",
        "also_transfer": [
            {"what": "某职业学校、某物资站", "from": "学府社区", "to": "桥头社区"},
            {"what": "某管理所", "from": "学府社区", "to": "陈家社区"},
        ],
    },
    {
        "from": ["三岔社区"], "to": "仙亭社区", "street": "丁街道", "keep_name": "仙亭社区",
        "also_transfer": [{"what": "某家属区", "from": "(三岔社区)", "to": "(excerpt cut)"}],
    },
]  # fmt: skip
"""The same shapes of change as those of 2015, with made-up names."""


def plain(name: str) -> str:
    """Return the name of a community without what the document adds in brackets."""
    return name.partition("(")[0]


@dataclass
class Replay:
    """A district of the communities that the changes name, as before them.

    Every community has one grid. ``leaves`` are parts that go to another district.
    """

    events: list[dict[str, Any]]
    ids: dict[str, UUID] = field(default_factory=dict)
    rows: list[NewUnit] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Store the district as it was."""
        high = len(self.events)
        district = square(WEST, SOUTH, 5 * SIDE, high * SIDE)
        self._plan("区", Kind.DISTRICT, "", district)
        for street in dict.fromkeys(event["street"] for event in self.events):
            self._plan(street, Kind.STREET, "区", None)
        for row, event in enumerate(self.events):
            column = count()
            others = [move["to"] for move in self.moves(event)]
            for name in (event["to"], *map(plain, event["from"]), *others):
                outline = square(WEST + next(column) * SIDE, SOUTH + row * SIDE, SIDE, SIDE)
                self._plan(name, Kind.COMMUNITY, event["street"], outline)
                self._plan(f"{name}一格", Kind.GRID, name, outline)
            for move in self.moves(event):
                self._plan(move["what"], Kind.COMPOUND, plain(move["from"]), None)
        territory.add_units(BY_RULE, rows=self.rows, source="a test", at=NOW)

    @staticmethod
    def moves(event: dict[str, Any]) -> list[dict[str, str]]:
        """Return what also goes from one community to another, as far as both are named."""
        return [move for move in event.get("also_transfer", []) if not move["to"].startswith("(")]

    def _plan(self, name: str, kind: Kind, parent: str, outline: bytes | None) -> None:
        self.ids[name] = key()
        shape = None if outline is None else NewShape(key(), outline)
        above = self.ids.get(parent)
        self.rows.append(NewUnit(self.ids[name], kind, name, above, BEGAN, shape=shape))

    def run(self) -> None:
        """Decide all changes, in the order of the document."""
        for row, event in enumerate(self.events):
            formers = [self.ids[plain(name)] for name in event["from"]]
            if "除划入" in "".join(event["from"]):
                formers = [self._cut(formers[0], plain(event["from"][0]), row)]
            into = Part(id=self.ids[event["to"]], name=event["keep_name"])
            decide(Merger(units=(into.id, *formers), into=into), on=FORCE)
            for move in self.moves(event):
                goes = Transfer(unit_id=self.ids[move["what"]], parent_id=self.ids[move["to"]])
                decide(goes, on=FORCE)

    def _cut(self, unit: UUID, name: str, row: int) -> UUID:
        """Let the half of a community that goes to another district leave; return the rest."""
        stays, leaves = key(), key()
        west, south = WEST + SIDE, SOUTH + row * SIDE
        grid = self.ids[f"{name}一格"]
        parts = (
            Part(id=stays, name=name, outline=square(west, south, SIDE / 2, SIDE), takes=(grid,)),
            Part(
                id=leaves, name=f"{name}划出部分", outline=square(west + SIDE / 2, south, SIDE / 2)
            ),
        )
        day = date(2015, 2, 1)
        decide(Split(unit_id=unit, parts=parts), on=day)
        decide(Abolition(unit_id=leaves), on=date(2015, 2, 2))
        return stays
