"""What the registers of a few compounds hold in the demonstration; all of it made up.

One compound for each way things can stand: in order, running out, run out, going on, in trust,
on its own; a committee that is whole, short, unable, past its term, not filed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from linli.kernel.bodies.rules import Kind
from linli.kernel.compounds.rules import Estate
from linli.kernel.contracts.rules import Form
from linli.kernel.terms.rules import months_from

SOURCE = "社区台账（演示）"
COMPANIES = ("样例安居物业服务有限公司（演示）", "样例清和物业服务有限公司（演示）")
NAMES = ("赵安然", "钱宁之", "孙和舟", "李平川", "周思遥", "吴远昕", "郑知琪")


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract by how many months before the day of loading it begins and ends; None: never."""

    form: Form
    began: int
    ends: int | None
    company: int | None = 0
    fee_fen: int | None = 150
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A body by how many months before the day of loading its term begins and ends."""

    kind: Kind
    began: int
    ends: int
    seats: int = 5
    members: int = 5
    is_filed: bool = True
    party_members: int | None = 3
    number: int = 1
    has_seal: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What the registers of one compound hold."""

    estate: Estate
    built_in: int
    lifts: int
    spare_m2: int
    contracts: tuple[Contract, ...] = ()
    bodies: tuple[Body, ...] = ()


COMMITTEE, COUNCIL = Kind.OWNERS_COMMITTEE, Kind.COUNCIL
COMPOUNDS = (
    Kept(
        Estate.COMMERCIAL, 2017, 24, 180,
        (Contract(Form.INITIAL, 100, 40), Contract(Form.TENDERED, 40, -2, 1, 198)),
        (
            Body(COMMITTEE, 34, -2, seats=7, members=6, number=2),
            Body(Kind.SUPERVISORY_COMMITTEE, 34, -2, 3, 3, party_members=1, has_seal=False),
        ),
    ),
    Kept(Estate.COMMERCIAL, 2023, 36, 0, (Contract(Form.INITIAL, 30, -4, 1, 235),)),
    Kept(
        Estate.OLD, 1998, 0, 0,
        (Contract(Form.AGREED, 38, 2, 0, 60),),
        (Body(COMMITTEE, 40, -10, members=2, party_members=None),),
    ),
    Kept(
        Estate.DANWEI, 1994, 2, 90,
        (Contract(Form.TRUSTEESHIP, 14, -22, 0, 40),),
        (Body(COUNCIL, 14, -22, seats=7, members=7, is_filed=False, party_members=4),),
    ),
    Kept(
        Estate.COMMERCIAL, 2010, 12, 60,
        (Contract(Form.RENEWED, 50, 2, 0, 110, goes_on=True),),
        (Body(COMMITTEE, 62, 2),),
    ),
    Kept(
        Estate.RESETTLEMENT, 2014, 18, 240,
        (Contract(Form.AGREED, 20, -16, 1, 85),),
        (
            Body(COMMITTEE, 37, 1, seats=5),
            Body(COMMITTEE, 1, -35, seats=7, members=7, number=2, is_filed=False, has_seal=False),
        ),
    ),
    Kept(
        Estate.OLD, 1989, 0, 35,
        (Contract(Form.SELF_MANAGED, 26, None, None, None),),
        (Body(COUNCIL, 26, -10, members=4, party_members=2, has_seal=False),),
    ),
)  # fmt: skip
"""One a compound, in the order in which the first community's are listed."""


def months_ago(day: date, months: int) -> date:
    """Return the day so many months before, or after where ``months`` is negative."""
    return months_from(day, -months)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
