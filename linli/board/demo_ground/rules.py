"""How much there is in the demonstration district, and what its made-up places are called.

The figures are those of the article (rows G2, P2) and of the press for the communities
(governance rules, § 10); only the streets have real names (decision 0012).
"""

from dataclasses import dataclass
from itertools import product

COMMUNITIES = 108
GRIDS = 675
MICRO_GRIDS = 1819
COMPOUNDS = 977
BUILDINGS_PER_COMPOUND = (4, 8)
"""At least and at most; about six."""

CENTRE = "五里牌街道"
CENTRE_BREADTH, CENTRE_COMPOUNDS = 3.3, 1.45
"""So many times as many communities, and compounds in each, as elsewhere: the article counts 153
Party organisations of compounds in this street alone (row P3)."""

BOUNDS = (113.05, 29.28, 113.25, 29.46)
"""West, south, east, north of the made-up outline, degrees."""

DISTRICT_NAME = "岳阳楼区（演示）"
DISTRICT_CODE = "430602"
CODE_SYSTEM = "nbs"

FIRST = "青云竹松柳荷兰桂枫桐石泉溪鹭鹤雁星晨春秋槐梨橘苇"
SECOND = "栖岚坪湾岭渡坡亭畈垄巷汀屿蹊麓泽"

COMPOUND_FIRST = (
    *("映雪", "听澜", "栖云", "望舒", "青禾", "晴川", "朗月", "沐阳", "锦瑟", "知夏", "念秋"),
    *("逐光", "银杏", "白桦", "紫藤", "海棠", "木槿", "芳草", "揽翠", "清漪", "若水", "半山"),
    *("临溪", "和风", "细雨", "初晴", "暖冬", "向晚", "闻莺", "归燕", "落霞", "星野"),
)
COMPOUND_SECOND = "东西南北新一二"
COMPOUND_LAST = ("苑", "里", "家园", "花园", "新村", "雅居", "华庭", "小区")


@dataclass(frozen=True, slots=True)
class Street:
    """A street as the statistical list of 2023 has it."""

    code: str
    name: str
    style: str


def streets(words: str) -> list[Street]:
    """Return the streets of the list (CSV with a head), in its order."""
    rows = [line.split(",") for line in words.split()[1:]]
    return [Street(*row) for row in rows]


def community_names() -> list[str]:
    """Return two-sign names that nobody bears, more than there are communities."""
    return [first + second for first, second in product(FIRST, SECOND)]


def compound_names() -> list[str]:
    """Return names of compounds, more than there are compounds."""
    parts = product(COMPOUND_FIRST, COMPOUND_SECOND, COMPOUND_LAST)
    return [f"{first}{second}{last}" for first, second, last in parts]
