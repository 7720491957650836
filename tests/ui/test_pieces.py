"""The pieces show what they are fed with, in words before colour."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from linli.ui.pieces import Deadline, Entry, Figure, PathUnit, Photo, Step

AT = datetime(2021, 11, 23, 6, 30, tzinfo=UTC)


def drawn(tag: str, **facts: Any) -> str:
    """Return the HTML of one tag, in English."""
    with translation.override("en"):
        return Template("{% load ui %}" + tag).render(Context(facts))


@pytest.mark.parametrize(
    ("deadline", "words", "css"),
    [
        (Deadline("running", AT, 3), "3 working days left", "is-wait"),
        (Deadline("soon", AT, 2, "working_hour"), "2 working hours left", "is-soon"),
        (Deadline("late", AT, 1), "Overdue by 1 working day", "is-late"),
        (Deadline("still", AT, why_still="Parts"), "Clock stands still", "is-wait"),
        (Deadline("met", AT), "Done in time", "is-done"),
        (Deadline("met_late", AT), "Done after the deadline", "is-late"),
        (Deadline("answered", AT), "Answered in time", "is-done"),
        (Deadline("answered_late", AT), "Answered after the deadline", "is-late"),
    ],
)
def test_deadline_chip_says_each_state_in_words(deadline: Deadline, words: str, css: str) -> None:
    html = drawn("{% deadline_chip deadline %}", deadline=deadline)

    assert words in html
    assert css in html
    assert "Tue 23 Nov 2021, 14:30" in html


def test_deadline_chip_gives_the_reason_why_the_clock_stands_still() -> None:
    html = drawn("{% deadline_chip d %}", d=Deadline("still", AT, why_still="Waiting for parts"))

    assert "Waiting for parts" in html


def test_deadline_chip_in_a_list_does_not_fold() -> None:
    html = drawn("{% deadline_chip d plain=True %}", d=Deadline("running", AT, 3))

    assert "<details" not in html
    assert 'title="Due Tue 23 Nov 2021, 14:30"' in html


def test_stage_track_marks_the_present_step_for_ears_as_well() -> None:
    steps = [
        Step("Received", "done", AT),
        Step("In hand", "now", AT, "Desk A"),
        Step("Closed", "next"),
    ]

    html = drawn("{% stage_track steps %}", steps=steps)

    assert html.count('aria-current="step"') == 1
    assert "Desk A" in html
    assert "still to come" in html


def test_timeline_folds_all_but_the_newest_and_links_each_entry() -> None:
    entries = [Entry(str(number), f"Sentence {number}", AT) for number in range(7)]

    html = drawn("{% timeline entries unfolded=2 %}", entries=entries)

    assert "Show 5 earlier entries" in html
    assert html.index("Sentence 4") < html.index("</details>") < html.index("Sentence 5")
    assert 'href="#entry-6"' in html


def test_unit_path_takes_names_and_links_and_leaves_out_what_is_missing() -> None:
    html = drawn("{% unit_path units %}", units=["District", "", PathUnit("Street", "/street/")])

    assert html.count("<li>") == 2
    assert '<a href="/street/">Street</a>' in html


def test_photo_grid_opens_each_photo_by_a_plain_link() -> None:
    html = drawn("{% photo_grid photos %}", photos=[Photo("/p/", "/p/?small", "Bags", "before")])

    assert '<a href="/p/"><img src="/p/?small" alt="Bags"' in html
    assert "Before" in html


def test_figure_tile_shows_its_denominator_and_its_moment() -> None:
    figure = Figure("Disposal rate", "93.4", "%", "11,138 of 11,925", AT)

    html = drawn("{% figure_tile figure %}", figure=figure)

    assert "11,138 of 11,925" in html
    assert "As of Tue 23 Nov 2021, 14:30" in html


class WordsForm(forms.Form):
    words = forms.CharField(label="Words", help_text="What you saw.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "A")], widget=forms.RadioSelect, required=False
    )


def test_field_ties_help_and_error_to_the_input() -> None:
    form = WordsForm({})

    html = drawn("{% error_summary form %}{% field form.words %}", form=form)

    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert 'id="id_words_error"' in html
    assert '<a href="#id_words">' in html


def test_field_groups_choices_under_a_legend_and_says_what_may_stay_empty() -> None:
    html = drawn("{% field form.kind %}", form=WordsForm())

    assert "<legend>Kind" in html
    assert "(may stay empty)" in html


def test_pager_keeps_the_filters_of_the_address() -> None:
    request = RequestFactory().get("/?stage=closed&page=2")
    page = Paginator(range(312), 50).get_page(2)

    html = drawn("{% pager page %}", page=page, request=request)

    assert "?stage=closed&amp;page=3" in html
    assert "51 to 100 of 312" in html
