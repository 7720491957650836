"""A situation the house knows reaches the reader once, in the form and language she asks for."""

import json
from datetime import UTC, datetime
from enum import StrEnum

from django.test import RequestFactory
from django.utils import translation

from linli.kernel.common.errors import NotFound, RuleBroken, TooMany
from linli.ui import errors


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Clash(RuleBroken):
    code = "test.clash"
    message = "It is %(colour)s since %(at)s."
    hint = "Possible: %(others)s."


def test_puts_codes_moments_and_lists_into_words() -> None:
    clash = Clash(
        colour=Colour.RED,
        at=datetime(2021, 11, 23, 6, 30, tzinfo=UTC),
        others=[Colour.RED, Colour.GREEN],
    )

    with translation.override("en"):
        message, hint = errors.words(clash)

    assert message == "It is red since Tue 23 Nov 2021, 14:30."
    assert hint == "Possible: red, green."


def test_joins_two_sentences_as_the_language_does() -> None:
    missing = NotFound()

    with translation.override("en"):
        assert errors.one_text(missing).startswith(f"{NotFound.message} Check the link")
    with translation.override("zh-hans"):
        assert errors.one_text(missing).startswith("这个地址下没有内容。核对链接")
    assert errors.joined("Only this.", "") == "Only this."


def test_speaks_the_language_of_the_reader() -> None:
    with translation.override("zh-hans"):
        message, hint = errors.words(TooMany(minutes=10))

    assert message == "短时间内尝试次数过多。"
    assert hint == "10 分钟后再试，或致电社区。"


def test_answers_a_page_that_keeps_the_status_and_names_the_code() -> None:
    request = RequestFactory().get("/nowhere/")

    answer = errors.answer(request, NotFound())

    assert answer.status_code == 404
    assert "common.not_found" in answer.content.decode()
    assert "<h1>" in answer.content.decode()


def test_answers_htmx_with_a_notice_that_leaves_the_page_as_it_is() -> None:
    request = RequestFactory().post("/x/", headers={"HX-Request": "true"})

    answer = errors.answer(request, Clash(colour="x", at="y", others="z"))

    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notice"
    assert "<html" not in answer.content.decode()


def test_answers_json_to_who_asks_for_json() -> None:
    request = RequestFactory().get("/x/", headers={"Accept": "application/json"})

    answer = errors.answer(request, NotFound())

    assert json.loads(answer.content)["code"] == "common.not_found"
    assert answer.status_code == 404


def test_user_text_among_the_facts_is_escaped_in_a_page() -> None:
    request = RequestFactory().get("/x/")

    answer = errors.answer(request, Clash(colour="<script>", at="now", others=""))

    assert "<script>" not in answer.content.decode().split("<main")[1]
