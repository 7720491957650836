"""What a mould gives is what rendering the template gives, whatever the values are."""

from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from linli.ui.moulds import address, cast

LINE = "grid/desk/queue_line.html"
KEY = UUID("018bcfe5-6864-7000-8000-000000000064")

words = st.text(st.characters(exclude_characters="\x02\x03", exclude_categories=["Cs"]))
flags = st.booleans()


@given(words, words, flags, flags, st.sampled_from(["zh-hans", "en"]))
def test_a_mould_gives_what_rendering_gives(
    title: str, number: str, is_choice: bool, reopens: bool, language: str
) -> None:
    values = {"title": title, "number": number, "is_choice": is_choice, "reopens": reopens}

    with translation.override(language):
        cast_, rendered = cast(LINE, values), render_to_string(LINE, values).strip()

    assert cast_ == rendered


def test_values_are_escaped_and_marks_of_a_mould_in_them_are_text() -> None:
    shown = cast(LINE, {"title": '<b>"100 %"</b> %(number)s', "deadline": mark_safe("<i>x</i>")})

    assert "&lt;b&gt;&quot;100 %&quot;&lt;/b&gt; %(number)s" in shown
    assert "<i>x</i>" in shown


def test_an_address_is_what_the_list_of_addresses_says() -> None:
    assert address("grid:desk_case", KEY) == reverse("grid:desk_case", args=[KEY])
