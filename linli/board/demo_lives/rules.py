"""How often what happens in the last thirty days of the demonstration; all of it made up."""

from enum import StrEnum

DAYS = 30
CASES = 840
"""A little fewer a day than in 2021, so that loading stays quick."""


class Turn(StrEnum):
    """What sets a matter apart from the ordinary."""

    ORDINARY = "ordinary"
    ON_SITE = "on_site"
    WAITING = "waiting"
    LATE = "late"
    SUPERVISED = "supervised"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ASKED = "asked"
    EXTENDED = "extended"
    RETURNED = "returned"
    REWORKED = "reworked"
    REOPENED = "reopened"
    DECLINED = "declined"
    JOINED = "joined"
    MERGED = "merged"


SHARES: dict[Turn, int] = {
    Turn.ORDINARY: 690,
    Turn.ON_SITE: 45,
    Turn.WAITING: 25,
    Turn.LATE: 50,
    Turn.SUPERVISED: 12,
    Turn.SUSPENDED: 18,
    Turn.RESUMED: 10,
    Turn.ASKED: 14,
    Turn.EXTENDED: 12,
    Turn.RETURNED: 14,
    Turn.REWORKED: 22,
    Turn.REOPENED: 22,
    Turn.DECLINED: 14,
    Turn.JOINED: 22,
    Turn.MERGED: 10,
}

SUSPEND_WORDS = ("需等待配件到货", "需多部门联合踏勘，等待排期", "连续降雨，无法施工")
EXTEND_WORDS = ("涉及多户，需要再协商一次", "现场情况复杂，需延长办理")
SUPERVISE_WORDS = ("同类问题反复出现，请限期办结并反馈", "群众反映强烈，请加快处理")
