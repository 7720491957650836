"""The figures the district is known by: what each is, and how a share is written."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from linli.kernel.common.errors import gettext_noop


class Unit(StrEnum):
    """What a value is counted in."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"


UNIT_NAMES = {Unit.COUNT: "", Unit.PERCENT: "%", Unit.MINUTES: " min"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The names of an indicator; ``of`` says in English what the denominator counts."""

    zh: str
    en: str
    of: str = ""
    unit: Unit = Unit.COUNT


REPORTED = gettext_noop("cases reported in the year, without those merged into another")
WITH_DEADLINE = gettext_noop("cases of the year done under a handling deadline")
CLOSED = gettext_noop("cases of the year that were closed with a result")
RATED = gettext_noop("cases of the year with a verdict of the reporter")
UNJUDGED = gettext_noop("cases of the year with a verdict, without those another post judged")
SPOKEN = gettext_noop("cases of the year with a word of the reporter, her own or heard")
TRIED = gettext_noop("cases of the year that a desk followed up or tried to")
COMPOSED = gettext_noop("Party organisations of compounds at work, without Party groups")
HEARD = gettext_noop("cases of the year whose reporter was reached by a follow-up")

WORDINGS: dict[str, Wording] = {
    "streets": Wording("街道（乡镇）", "Streets"),
    "communities": Wording("社区（村）", "Communities"),
    "compounds": Wording("居住小区", "Compounds"),
    "grids": Wording("网格", "Grids"),
    "micro_grids": Wording("微网格", "Micro-grids"),
    "buildings": Wording("楼栋", "Buildings"),
    "posted_staff": Wording("部门下沉人员", "Department staff posted to communities and grids"),
    "grid_officers": Wording("网格员", "Grid officers"),
    "party_organisations": Wording("基层党组织", "Party organisations at the grass roots"),
    "company_organisations": Wording("物业党组织", "Party organisations of property companies"),
    "incomplete_composition_rate": Wording(
        "小区党组织人员组成缺项率",
        "Party organisations of compounds with vacancies in their composition",
        COMPOSED,
    ),
    "compound_organisations": Wording("小区党组织", "Compounds with a Party organisation"),
    "coinciding_organisations": Wording(
        "与网格（微网格）重合的小区党组织",
        "Party organisations on compounds that coincide with a grid or micro-grid",
    ),
    "most_organisations": Wording(
        "单个街道小区党组织最多数", "Most Party organisations on compounds in one street"
    ),
    "cases_reported": Wording("上报事件", "Cases reported"),
    "disposal_rate": Wording("事件处置率", "Disposal rate", REPORTED),
    "on_time_rate": Wording("按期办结率", "Done on time", WITH_DEADLINE),
    "declined_rate": Wording("不予受理率", "Declined", REPORTED),
    "reopened_rate": Wording("重办率", "Reopened", CLOSED),
    "rework_rate": Wording("返工率", "Sent back for rework", CLOSED),
    "rating_rate": Wording("评价率", "With a verdict", CLOSED),
    "settled_rate": Wording("解决率", "Settled by the reporter's word", RATED),
    "unjudged_settled_rate": Wording(
        "解决率（不含已认定事件）", "Settled, without judged cases", UNJUDGED
    ),
    "satisfied_rate": Wording("满意率", "Satisfied or mostly satisfied", RATED),
    "unjudged_satisfied_rate": Wording(
        "满意率（不含已认定事件）", "Satisfied or mostly satisfied, without judged cases", UNJUDGED
    ),
    "unsettled_once_rate": Wording("曾评未解决率", "At least once said not to be settled", SPOKEN),
    "lawfully_settled": Wording("认定依法办结", "Judged lawfully settled"),
    "already_settled": Wording("认定此前已办结", "Judged settled before"),
    "unlawful_demand": Wording("认定诉求违法", "Judged against the law"),
    "not_our_duty": Wording("认定不属职责范围", "Judged beyond duty"),
    "reached_rate": Wording("回访接通率", "Reached by follow-up", TRIED),
    "heard_settled_rate": Wording("回访解决率", "Settled, heard by follow-up", HEARD),
    "heard_satisfied_rate": Wording(
        "回访满意率", "Satisfied or mostly satisfied, heard by follow-up", HEARD
    ),
    "median_handling": Wording(
        "办结用时中位数",
        "Median time from report to done, cases closed in the year",
        "",
        Unit.MINUTES,
    ),
}
"""Code → names, in the order of the list. Source of the disposal rate: article, row G4."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure with what it was divided by, and the day it holds for.

    ``denominator`` is None for a plain count; ``value`` is None where there is nothing to divide
    by, or nothing to take the median of.
    """

    code: str
    numerator: int | None
    as_of: date
    denominator: int | None = None

    @property
    def unit(self) -> Unit:
        """Return whether it is a count, a percentage, or minutes."""
        return WORDINGS[self.code].unit if self.denominator is None else Unit.PERCENT

    @property
    def value(self) -> int | str | None:
        """Return a count as it is, a share in per cent as a decimal text with one place."""
        if self.denominator is None or self.numerator is None:
            return self.numerator
        return percent(self.numerator, self.denominator)


def percent(part: int, whole: int) -> str | None:
    """Return a share in per cent with one decimal place, halves up; None of nothing.

    Raises:
        ValueError: a count is negative.
    """
    if part < 0 or whole < 0:
        raise ValueError("a count is not negative")
    if whole == 0:
        return None
    share = Decimal(part) * 100 / Decimal(whole)
    return str(share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
