"""What the pages of a sheet ask for: the file, its header and columns, words for categories."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.categories.forms import category_choices
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import (
    ANSWER_FIELDS,
    FIELDS,
    REPLY_FIELDS,
    SHEET_FIELDS,
    Field,
    answers,
)
from linli.grid.sheets.queries import Columns, Preview
from linli.grid.sheets.rules import Choice
from linli.ui.fields import offer

MOST_DAYS = 120


class FileForm(forms.Form):
    """A superior's sheet."""

    platform = forms.ChoiceField(label=_("Platform"))
    file = forms.FileField(
        label=_("Excel file"),
        help_text=_("As the superior's platform exports it (.xlsx), up to 5 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *data: Any, platforms: list[Platform], **more: Any) -> None:
        super().__init__(*data, **more)
        named = [(each.code, each.name) for each in platforms]
        offer(self, "platform", named)


class ColumnsForm(forms.Form):
    """For each of our fields a column of the sheet; for each column of a reply one of our fields."""

    zone = forms.CharField(label=_("Time zone of the superior"), max_length=40)
    days = forms.IntegerField(
        label=_("Usual days"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Calendar days, where a row states no deadline; 0: such rows are refused."),
    )

    def __init__(self, data: QueryDict | None, *, columns: Columns) -> None:
        super().__init__(data)
        self.columns = columns
        offered = [("", "—"), *((title, title) for title in columns.titles)]
        said = {
            one.word: data.get(f"column_{one.word}", "")
            if data
            else columns.chosen.get(one.word, "")
            for one in SHEET_FIELDS
        }
        for one in SHEET_FIELDS:
            self.fields[f"column_{one.word}"] = forms.ChoiceField(
                label=gettext(one.name),
                choices=offered,
                required=one.is_needed and not (one.word == "text" and answers(said)),
                initial=columns.chosen.get(one.word, ""),
                error_messages={"required": _("Choose the column of the sheet that holds it.")},
            )
        ours = [("", "—"), *((one.word, gettext(one.name)) for one in REPLY_FIELDS)]
        for index, title in enumerate(columns.titles):
            self.fields[f"reply_{index}"] = forms.ChoiceField(
                label=title, choices=ours, required=False, initial=columns.reply.get(title, "")
            )
        self.fields["zone"].initial = columns.layout.zone
        self.fields["days"].initial = columns.layout.days

    def inward(self) -> list[tuple[forms.BoundField, str]]:
        """Return the fields of a matter, each with the first cell of its suggested column."""
        return self._with_samples(FIELDS)

    def answering(self) -> list[tuple[forms.BoundField, str]]:
        """Return the fields of the superior's answers, each with the first cell of its column."""
        return self._with_samples(ANSWER_FIELDS)

    def has_answers(self) -> bool:
        """Return whether a column of an answer is chosen or suggested."""
        return any(bound.value() or bound.errors for bound, _ in self.answering())

    def _with_samples(self, fields: tuple[Field, ...]) -> list[tuple[forms.BoundField, str]]:
        found = []
        for one in fields:
            bound = self[f"column_{one.word}"]
            found.append((bound, self.columns.samples.get(str(bound.value() or ""), "")))
        return found

    def outward(self) -> list[forms.BoundField]:
        """Return the fields for replies, in the order of the sheet."""
        return [self[f"reply_{index}"] for index in range(len(self.columns.titles))]

    def choice(self) -> Choice:
        """Return what was chosen."""
        said = self.cleaned_data
        return Choice(
            columns={one.word: said[f"column_{one.word}"] for one in SHEET_FIELDS},
            reply={
                title: said[f"reply_{index}"] for index, title in enumerate(self.columns.titles)
            },
            zone=said["zone"],
            days=said["days"],
        )


class CategoriesForm(forms.Form):
    """For each word of the superior the category it means here."""

    def __init__(self, data: QueryDict | None, *, preview: Preview) -> None:
        super().__init__(data)
        self.said = [word for word, _count in preview.words]
        offered = category_choices(preview.categories)
        for index, (word, count) in enumerate(preview.words):
            self.fields[f"word_{index}"] = forms.ChoiceField(
                label=f"{word} ({count})",
                choices=[("", gettext("The desk of the place decides")), *offered[1:]],
                required=False,
                initial=preview.layout.categories.get(word, ""),
            )

    def categories(self) -> dict[str, str]:
        """Return word → code, '' where the desk of the place decides."""
        return {word: self.cleaned_data[f"word_{index}"] for index, word in enumerate(self.said)}


def chosen(values: list[str]) -> list[UUID]:
    """Return the cases that were chosen; what is no key is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
