"""Who works in the demonstration district: offices, posts, names; all of it made up."""

from dataclasses import dataclass
from itertools import product

from linli.kernel.people.rules import Role

POSTED = 3000
"""Department staff posted down into communities and grids (article, row G3)."""

PASSWORD = "linli-yanshi"
"""The demonstration's sign-ins have it; they work on the machine itself only."""

MARK = "（演示）"


@dataclass(frozen=True, slots=True)
class Department:
    """A made-up department: the word of the catalogue it answers to, and its posts.

    ``in_community`` and ``in_grids``: how many are posted into each community, and into its
    grids; ``at_home``: how many stay in the office, the head not counted.
    """

    word: str
    name: str
    in_community: int
    in_grids: int
    at_home: int


DEPARTMENTS = (
    Department("urban_management", "城市管理局", 2, 6, 4),
    Department("sanitation", "环境卫生中心", 1, 6, 3),
    Department("police", "公安派出机构", 1, 2, 3),
    Department("fire", "消防救援大队", 1, 1, 3),
    Department("housing", "住房和城乡建设局", 1, 0, 3),
    Department("municipal", "市政设施中心", 1, 0, 2),
    Department("parks", "园林绿化中心", 1, 0, 2),
    Department("market", "市场监督管理局", 1, 0, 2),
    Department("water", "供水服务中心", 1, 0, 2),
    Department("utilities", "电力通信协调中心", 1, 0, 2),
    Department("civil_affairs", "民政局", 1, 0, 2),
    Department("emergency", "应急管理局", 0, 0, 3),
    Department("sports", "文体服务中心", 0, 0, 2),
)
"""27 posts in each community; what is missing to the total goes into the grids."""

COMMUNITY_WORDS = ("community", "property", "civil_affairs")
"""Matters that a community may lead in; in no others (governance rules, H8)."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN_FIRST = "安宁和平思远知行若水清越明朗嘉言子墨雨晴"
GIVEN_SECOND = "然之舟川遥昕琪霖辰宜帆"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of the demonstration: the name, the role, and where its post lies."""

    username: str
    role: Role
    place: str


SIGN_INS = (
    SignIn("wangge", Role.GRID_OFFICER, "grid"),
    SignIn("shequ", Role.COMMUNITY_DESK, "community"),
    SignIn("jiedao", Role.STREET_DESK, "street"),
    SignIn("chengguan", Role.DEPARTMENT_OFFICER, "urban_management"),
    SignIn("chengguan-fuze", Role.DEPARTMENT_HEAD, "urban_management"),
    SignIn("qu", Role.DISTRICT_DESK, "district"),
    SignIn("ducha", Role.SUPERVISOR, "district"),
    SignIn("shenji", Role.AUDITOR, "district"),
)


def names() -> list[str]:
    """Return made-up names of persons, more than there are posts."""
    return ["".join(signs) for signs in product(SURNAMES, GIVEN_FIRST, GIVEN_SECOND)]


def phone(number: int) -> str:
    """Return a telephone number that no network gives out: none begins with 100."""
    return f"100{number:08d}"
