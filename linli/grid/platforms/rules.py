"""What a superior's columns can mean here, and how alike a title and a field are.

Superiors' sheets differ from city to city and from year to year, so nothing is fixed but the
list of our own fields; the titles below only make suggestions (decision 0015).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.people.rules import Actor, Role, check_role


class PlatformKind(StrEnum):
    """What kind of superior passes matters down; the word is also the source of its cases."""

    HOTLINE = "hotline"
    CITY = "city"
    PETITION = "petition"
    OTHER = "superior"


KIND_NAMES: dict[PlatformKind, str] = {
    PlatformKind.HOTLINE: gettext_noop("12345 hotline"),
    PlatformKind.CITY: gettext_noop("city management platform"),
    PlatformKind.PETITION: gettext_noop("petitions"),
    PlatformKind.OTHER: gettext_noop("another superior"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a superior can tell or be told: its word, its name, usual Chinese titles."""

    word: str
    name: str
    titles: tuple[str, ...]
    is_needed: bool = False


FIELDS: tuple[Field, ...] = (
    Field("number", gettext_noop("External number"), ("工单编号", "工单号", "编号", "受理编号", "案件编号", "任务号", "信访件编号", "事项编号"), is_needed=True),
    Field("text", gettext_noop("What is reported"), ("诉求内容", "反映内容", "问题描述", "工单内容", "主要内容", "信访内容", "事项描述", "描述"), is_needed=True),
    Field("title", gettext_noop("Heading"), ("标题", "工单标题", "诉求标题", "主题")),
    Field("due_at", gettext_noop("Superior's deadline"), ("办理时限", "办结时限", "截止时间", "办理截止时间", "处置截止时间", "要求办结时间", "到期时间")),
    Field("received_at", gettext_noop("Passed down at"), ("派单时间", "转办时间", "派遣时间", "交办时间", "下派时间", "受理时间")),
    Field("register_by", gettext_noop("Receipt due by"), ("签收时限", "签收截止时间", "接单时限", "受理时限")),
    Field("told_at", gettext_noop("Changed by the superior at"), ("更新时间", "最后更新时间", "最近更新时间", "修改时间", "最后修改时间", "数据更新时间")),
    Field("category", gettext_noop("Superior's category"), ("问题类型", "诉求类别", "问题分类", "工单类型", "事项类别", "案件类别", "小类", "类别")),
    Field("street", gettext_noop("Street"), ("街道", "所属街道", "街道乡镇", "乡镇街道", "镇街")),
    Field("community", gettext_noop("Community"), ("社区", "所属社区", "社区村", "村社区", "村居")),
    Field("compound", gettext_noop("Compound"), ("小区", "小区名称", "所属小区", "物业小区")),
    Field("building", gettext_noop("Building"), ("楼栋", "楼栋号", "栋号", "楼号")),
    Field("address", gettext_noop("Address in words"), ("事发地址", "问题地址", "事件地址", "诉求地址", "详细地址", "发生地点", "位置描述", "地址", "地点")),
    Field("lon", gettext_noop("Longitude"), ("经度", "坐标经度", "X坐标")),
    Field("lat", gettext_noop("Latitude"), ("纬度", "坐标纬度", "Y坐标")),
    Field("name", gettext_noop("Name of the caller"), ("诉求人", "来电人", "反映人", "联系人", "市民姓名", "信访人", "姓名")),
    Field("phone", gettext_noop("Telephone of the caller"), ("联系电话", "来电号码", "联系方式", "手机号码", "手机号", "电话")),
)  # fmt: skip
"""What a superior's sheet or interface can tell of a matter."""

ANSWER_FIELDS: tuple[Field, ...] = (
    Field("heard_settled", gettext_noop("Follow-up: settled?"), ("回访是否解决", "回访解决情况", "回访结果", "是否实际解决", "市民评价是否解决")),
    Field("heard_satisfied", gettext_noop("Follow-up: satisfied?"), ("回访满意度", "是否满意", "满意度", "满意情况", "市民满意度", "满意度评价", "回访评价")),
    Field("heard_at", gettext_noop("Follow-up: on"), ("回访时间", "回访日期")),
    Field("heard_words", gettext_noop("Follow-up: words"), ("回访内容", "回访情况", "回访意见", "回访备注", "市民意见")),
    Field("back", gettext_noop("Sent back?"), ("是否退回", "是否重办", "是否退回重办", "退回重办", "退回标志")),
    Field("back_words", gettext_noop("Sent back: reason"), ("退回原因", "退回理由", "退回意见", "重办原因", "重办意见")),
    Field("back_at", gettext_noop("Sent back: on"), ("退回时间", "退回日期", "重办时间", "重办日期")),
    Field("back_due_at", gettext_noop("Sent back: new deadline"), ("重办时限", "重办截止时间", "退回后办理时限", "再次办理时限")),
)  # fmt: skip
"""What a superior's sheet can tell of our reply; an interface sends it as an answer."""

ANSWER_WORDS = tuple(one.word for one in ANSWER_FIELDS)
SHEET_FIELDS = (*FIELDS, *ANSWER_FIELDS)
"""What a column of a superior's sheet can mean."""

ANSWERED_BY: tuple[tuple[frozenset[str], tuple[frozenset[str], ...]], ...] = (
    (
        frozenset({"heard_settled", "heard_satisfied", "heard_at", "heard_words"}),
        (frozenset({"heard_settled"}), frozenset({"heard_satisfied"})),
    ),
    (
        frozenset({"back", "back_words", "back_at", "back_due_at"}),
        (frozenset({"back", "back_words"}),),
    ),
)
"""Columns of one answer → of which each group needs one, where any of the columns is chosen."""

REPLY_FIELDS: tuple[Field, ...] = (
    Field("number", gettext_noop("External number"), FIELDS[0].titles, is_needed=True),
    Field("reply", gettext_noop("Text of the reply"), ("答复内容", "办理结果", "回复内容", "办理情况", "处理结果", "处置情况"), is_needed=True),
    Field("result", gettext_noop("Result"), ("办理结论", "办结类型", "办理状态", "处理状态", "结案类型")),
    Field("settled", gettext_noop("Settled?"), ("是否解决", "是否办结", "解决情况")),
    Field("replied_at", gettext_noop("Replied at"), ("答复时间", "回复时间", "办结时间", "完成时间", "反馈时间")),
    Field("unit", gettext_noop("Unit that handled it"), ("承办单位", "办理单位", "处置部门", "责任单位")),
    Field("case", gettext_noop("Our number"), ("本级编号", "区级编号", "内部编号")),
)  # fmt: skip
"""What a reply sheet can tell the superior."""

LIKE_ENOUGH = 0.72
"""How alike title and usual title must be for a suggestion (0 to 1); ours, decision 0015."""

SAME = 1.0
"""An answer is suggested for a usual title only: “是否解决” is ours to fill in (decision 0032)."""

MOST_TITLE = 60
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,15}")


class PlatformCodeRefused(InputRefused):
    """The word that names a platform in addresses is not of its form."""

    code = "grid.platform_code_refused"
    message = gettext_noop("“%(word)s” cannot name a platform.")
    hint = gettext_noop("Use 2 to 16 small letters, digits and hyphens, for example 12345.")


class PlatformCodeTaken(InputRefused):
    """Another platform has this word already."""

    code = "grid.platform_code_taken"
    message = gettext_noop("A platform “%(word)s” is there already.")
    hint = gettext_noop("Choose another word, or change the platform that is there.")


class ZoneUnknown(InputRefused):
    """There is no such time zone."""

    code = "grid.zone_unknown"
    message = gettext_noop("There is no time zone “%(zone)s”.")
    hint = gettext_noop("Name it as in the international list, for example Asia/Shanghai.")


class ColumnNeeded(InputRefused):
    """A field without which no row can be read has no column."""

    code = "grid.column_needed"
    message = gettext_noop("No column is chosen for “%(field)s”.")
    hint = gettext_noop("Choose the column of the sheet that holds it.")


class ColumnTwice(InputRefused):
    """One column is chosen for two fields."""

    code = "grid.column_twice"
    message = gettext_noop("The column “%(column)s” is chosen twice.")
    hint = gettext_noop("A column holds one thing; take one of the two choices back.")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a superior writes: titles, words for our categories, zone, and what its replies look like.

    ``columns``: our field → its column title; ``categories``: its word → our code; ``days``:
    calendar days allowed where a row states no deadline, 0 for none; ``titles``: the header as it
    was last seen; ``reply``: column title → our reply field, written in the order of ``titles``.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"
    days: int = 0
    titles: tuple[str, ...] = ()
    reply: Mapping[str, str] = field(default_factory=dict)

    def tz(self) -> ZoneInfo:
        """Return the superior's time zone.

        Raises:
            ZoneUnknown: there is none of this name.
        """
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ZoneUnknown(zone=self.zone) from None


def layout(kept: Mapping[str, object]) -> Layout:
    """Return the layout that was kept as JSON; what is missing is as at the beginning."""
    known = {name: kept[name] for name in Layout.__slots__ if name in kept}
    titles = known.pop("titles", ())
    return Layout(**known, titles=tuple(titles))  # type: ignore[arg-type]


def kept(found: Layout) -> dict[str, object]:
    """Return a layout as JSON keeps it."""
    return asdict(found) | {"titles": list(found.titles)}


def check_may_add(actor: Actor) -> None:
    """Refuse everyone but the district desk: a platform is the whole district's.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, Role.DISTRICT_DESK)


def check_may_take_in(actor: Actor) -> None:
    """Refuse everyone who takes no sheet of a superior in: the district's and the streets' desks do.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, Role.DISTRICT_DESK, Role.STREET_DESK)


def check_code(word: str) -> None:
    """Refuse a word that cannot stand in an address.

    Raises:
        PlatformCodeRefused: it cannot.
    """
    if not CODE.fullmatch(word):
        raise PlatformCodeRefused(word=word)


def check_columns(columns: Mapping[str, str]) -> None:
    """Refuse a choice of columns from which no matter could be read.

    Words are not needed where the sheet only answers; an answer needs its own columns.

    Raises:
        ColumnNeeded: number or words have none, or an answer lacks one.
        ColumnTwice: a column is chosen for two fields.
    """
    needed = {one.word for one in FIELDS if one.is_needed}
    if answers(columns):
        needed.discard("text")
    lacking = {word for word in needed if not columns.get(word)} | _lacking(columns)
    for one in SHEET_FIELDS:
        if one.word in lacking:
            raise ColumnNeeded(field=one.name)
    chosen = [title for title in columns.values() if title]
    for title in chosen:
        if chosen.count(title) > 1:
            raise ColumnTwice(column=title)


def answers(columns: Mapping[str, str]) -> bool:
    """Return whether a choice of columns reads answers: follow-ups, or what was sent back."""
    return any(columns.get(one.word) for one in ANSWER_FIELDS)


def _lacking(columns: Mapping[str, str]) -> set[str]:
    """Return the first column of each group that an answer needs and nobody chose."""
    chosen = {word for word, title in columns.items() if title}
    return {
        min(group)
        for parts, groups in ANSWERED_BY
        for group in groups
        if chosen & parts and not chosen & group
    }


def plain(title: str) -> str:
    """Return a title without width, case, brackets, spaces and signs, for comparing."""
    folded = unicodedata.normalize("NFKC", title).lower()
    folded = re.sub(r"[(\[【].*?[)\]】]", "", folded) or folded
    return "".join(sign for sign in folded if sign.isalnum())


def likeness(one: Field, title: str) -> float:
    """Return how alike a column title and a field are, 0 to 1."""
    seen = plain(title)
    if not seen:
        return 0.0
    return max(_alike(usual, seen) for usual in _plain_titles(one))


def _alike(usual: str, seen: str) -> float:
    contained = containment(usual, seen)
    return contained or SequenceMatcher(None, usual, seen).ratio() * 0.9


def containment(usual: str, seen: str) -> float:
    """Return 1 where two titles are the same, 0.75 to 0.95 where one is in the other, else 0."""
    if usual == seen:
        return 1.0
    if len(usual) > 1 and len(seen) > 1 and (usual in seen or seen in usual):
        return 0.75 + 0.2 * min(len(usual), len(seen)) / max(len(usual), len(seen))
    return 0.0


@cache
def _plain_titles(one: Field) -> tuple[str, ...]:
    return tuple(plain(usual) for usual in one.titles)


@lru_cache(maxsize=4096)
def looks_like_title(cell: str) -> float:
    """Return how surely a cell is the title of a column, 0 to 1; cheap, for many cells."""
    seen = plain(cell)
    return max(containment(usual, seen) for one in FIELDS for usual in _plain_titles(one))


def suggested(
    titles: Sequence[str],
    fields: Collection[Field] = FIELDS,
    remembered: Mapping[str, str] | None = None,
    *,
    least: float = LIKE_ENOUGH,
) -> dict[str, str]:
    """Return field → column title: as remembered where the sheet has it, else the most alike.

    Each column is suggested once; the surest pairs are taken first.
    """
    chosen = {
        word: title
        for word, title in (remembered or {}).items()
        if title in titles and word in {one.word for one in fields}
    }
    pairs = sorted(
        (
            (likeness(one, title), -order, one.word, title)
            for order, one in enumerate(fields)
            for title in dict.fromkeys(titles)
        ),
        key=lambda pair: (-pair[0], -pair[1]),
    )
    for alike, _, word, title in pairs:
        if alike < least:
            break
        if word not in chosen and title not in chosen.values():
            chosen[word] = title
    return chosen


def reply_columns(found: Layout) -> dict[str, str]:
    """Return the columns of the reply sheet: as the superior's header has them, or our own.

    Column title → reply field; '' leaves a column of the superior's template empty. What a reply
    cannot do without, its number and its text, gets a column of its own where none was chosen.
    Where a column tells the superior's answers, what is recorded of them is written into it.
    """
    answered = {found.columns[word]: word for word in ANSWER_WORDS if found.columns.get(word)}
    if any(found.reply.values()):
        titles = [*found.titles, *(title for title in found.reply if title not in found.titles)]
        titles += [title for title in answered if title not in titles]
        columns = {title: found.reply.get(title) or answered.get(title, "") for title in titles}
        for each in REPLY_FIELDS:
            if each.is_needed and each.word not in columns.values():
                own = [title for title in each.titles if title not in columns]
                columns[own[0] if own else each.titles[0]] = each.word
        return columns
    return {each.titles[0]: each.word for each in REPLY_FIELDS} | answered
