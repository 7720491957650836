"""Invented contents for the page that shows all pieces (``/ui/pieces/``, only under DEBUG)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from linli.kernel.people.rules import Role
from linli.ui.pieces import Deadline, Entry, Figure, PathUnit, Photo, Step

PHOTO = "/static/ui/mark.svg"


class SampleForm(forms.Form):
    """One field of each kind that a page of ours may have."""

    what = forms.CharField(
        label="事情", widget=forms.Textarea(attrs={"rows": 3}), help_text="写清楚看到了什么。"
    )
    phone = forms.CharField(label="电话", required=False, help_text="只用于回访，不公开。")
    kind = forms.ChoiceField(
        label="类别",
        choices=[("litter", "暴露垃圾"), ("parking", "占用消防通道")],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label="办结后通知我", required=False)


def everything(now: datetime) -> dict[str, Any]:
    """Return one sample of each piece, placed around ``now``."""
    unbound, refused = SampleForm(), SampleForm({"kind": "litter"}, prefix="refused")
    return {
        "deadlines": deadlines(now),
        "steps": steps(now),
        "entries": entries(now),
        "units": [PathUnit("示范区", "/"), "五里牌街道", "金鹗社区", "第三网格", "梧桐苑小区"],
        "photos": photos(),
        "figures": figures(now),
        "post": post(),
        "form": unbound,
        "refused": refused,
        "listed": Paginator(range(312), 50).get_page(2),
    }


def deadlines(now: datetime) -> list[Deadline]:
    """Return a deadline in each state."""
    tomorrow, yesterday = now + timedelta(days=1), now - timedelta(days=1)
    return [
        Deadline("running", tomorrow, 3),
        Deadline("soon", now + timedelta(hours=2), 2, "working_hour"),
        Deadline("soon", now, 0, "urgent_hour"),
        Deadline("late", yesterday, 1),
        Deadline("still", tomorrow, why_still="等待电梯配件到货"),
        Deadline("met", yesterday),
        Deadline("met_late", yesterday),
        Deadline("answered", yesterday),
        Deadline("answered_late", yesterday),
    ]


def steps(now: datetime) -> list[Step]:
    """Return the way of a matter that is in hand."""
    running = Deadline("running", now + timedelta(days=1), 1)
    return [
        Step("已收到", "done", now - timedelta(hours=5)),
        Step("已受理", "done", now - timedelta(hours=4), "金鹗社区"),
        Step("正在处置", "now", now - timedelta(hours=2), "五里牌街道城管办", running),
        Step("核查结果", "next", hands="金鹗社区"),
        Step("结案, 请评价", "next"),
    ]


def entries(now: datetime) -> list[Entry]:
    """Return a record with more entries than are shown at once."""
    sentences = [
        "居民反映问题",
        "社区受理",
        "派给五里牌街道城管办",
        "城管办签收",
        "申请缓办: 等配件",
        "恢复办理",
    ]
    told = [
        Entry(str(number), sentence, now - timedelta(hours=9 - number), "金鹗社区工作人员")
        for number, sentence in enumerate(sentences)
    ]
    words = "垃圾已清运, 地面已冲洗。\n明早再看一次。"
    return [*told, Entry("6", "处置完成", now, "城管办队员", words, photos(), "/")]


def photos() -> list[Photo]:
    """Return one picture before and one after."""
    return [
        Photo(PHOTO, PHOTO, "垃圾堆在 3 栋门口", "before", "3 栋门口"),
        Photo(PHOTO, PHOTO, "3 栋门口已清理干净", "after"),
    ]


def figures(now: datetime) -> list[Figure]:
    """Return figures with and without a denominator."""
    return [
        Figure("处置率", "93.4", "%", "11,925 件中 11,138 件", now, "/"),
        Figure("超期未结", "17", "件", "", now, note="比上周少 4 件"),
    ]


def post() -> dict[str, Any]:
    """Return a post as ``people.queries.PostLine`` gives it."""
    return {
        "role": Role.COMMUNITY_DESK,
        "organisation_name": "金鹗社区",
        "unit_name": "金鹗社区",
        "person_name": "周敏",
    }
