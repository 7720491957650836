"""A sheet as its pages show it: the columns to choose, the rows as they would be read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from linli.grid.catalogue import queries as catalogue
from linli.grid.categories.rules import Category
from linli.grid.external.rules import Act
from linli.grid.followups.rules import SATISFIED_NAMES
from linli.grid.intake import queries as intake
from linli.grid.intake.queries import Verdict
from linli.grid.intake.rules import OUTCOME_NAMES, Outcome
from linli.grid.intake.services import Taken
from linli.grid.platforms.rules import (
    ANSWER_FIELDS,
    FIELDS,
    REPLY_FIELDS,
    SAME,
    Layout,
    layout,
    suggested,
)
from linli.grid.sheets import rules
from linli.grid.sheets.models import Sheet
from linli.grid.sheets.rules import SheetGone
from linli.grid.superior_answers.rules import Answer
from linli.grid.superior_rows import rules as superior_rows
from linli.kernel.common.errors import gettext_noop
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.ui import moments
from linli.ui.errors import words
from linli.ui.pages import shown_as

MOVED: dict[str, str] = {
    "due_at": gettext_noop("Deadline: %(before)s → %(at)s"),
    "register_by": gettext_noop("Receipt due by: %(before)s → %(at)s"),
}
PAGE_SIZE = 50
SAMPLE = 5


def sheet_of(actor: Actor, sheet_id: UUID) -> Sheet:
    """Return a sheet that the actor's post sent.

    Raises:
        SheetGone: there is none, or another post sent it.
    """
    sheet = Sheet.objects.select_related("platform").filter(pk=sheet_id).first()
    if sheet is None or sheet.post_id != actor.post_id:
        raise SheetGone
    return sheet


def cells_of(sheet: Sheet) -> list[list[str]]:
    """Return the cells of a sheet's rows."""
    return [line[2] for line in sheet.lines]


def titles(sheet: Sheet) -> list[str]:
    """Return the titles of a sheet's columns."""
    return rules.titles_of(cells_of(sheet), sheet.header)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the editor of columns shows: titles, suggestions, a few rows of the sheet itself."""

    sheet: Sheet
    layout: Layout
    titles: list[str]
    chosen: dict[str, str]
    reply: dict[str, str]
    samples: dict[str, str]
    header_number: int


def columns(sheet: Sheet) -> Columns:
    """Return the editor of a sheet's columns, filled from what is remembered or most alike."""
    found = layout(sheet.platform.layout)
    named = titles(sheet)
    given = [title for title in named if title]
    remembered = found.reply if set(found.reply) & set(given) else {}
    guessed = {title: word for word, title in suggested(given, REPLY_FIELDS).items()}
    below = cells_of(sheet)[sheet.header + 1 : sheet.header + 1 + SAMPLE]
    samples = {
        title: next((row[i] for row in below if i < len(row) and row[i]), "")[:60]
        for i, title in enumerate(named)
        if title
    }
    return Columns(
        sheet=sheet,
        layout=found,
        titles=given,
        chosen=_suggested(given, found),
        reply={title: remembered.get(title, guessed.get(title, "")) for title in given},
        samples=samples,
        header_number=sheet.lines[sheet.header][0],
    )


def _suggested(given: list[str], found: Layout) -> dict[str, str]:
    """Return the columns that a matter is read from, then those of answers among the others."""
    chosen = suggested(given, FIELDS, found.columns)
    others = [title for title in given if title not in chosen.values()]
    return chosen | suggested(others, ANSWER_FIELDS, found.columns, least=SAME)


def verdicts(actor: Actor, sheet: Sheet, *, at: datetime) -> list[Verdict]:
    """Return what would become of every row of a sheet now; nothing is stored."""
    remembered = layout(sheet.platform.layout)
    how = replace(remembered, columns=sheet.columns or remembered.columns)
    rows = rules.rows_of(sheet.lines, sheet.header, titles(sheet), how)
    return intake.judge(actor, sheet.platform, how, now=at).judge(rows, sent_at=sheet.at)


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row as the page shows it."""

    number: int
    is_hidden: bool
    external: str
    text: str
    place: str
    category: str
    due_at: datetime | None
    outcome: str
    outcome_name: str
    notes: list[str]
    reason: str
    hint: str
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class TakenLine:
    """What became of one row, in words."""

    number: int
    external: str
    outcome_name: str
    notes: list[str]
    reason: str
    hint: str
    case_id: UUID | None


def taken_lines(taken: Sequence[Taken]) -> list[TakenLine]:
    """Return what became of rows in words, refused ones first."""
    ordered = sorted(taken, key=lambda each: each.outcome is not Outcome.REFUSED)
    return [_taken_line(each) for each in ordered]


def _taken_line(each: Taken) -> TakenLine:
    row, matter = each.verdict.row, each.verdict.matter
    reason, hint = words(each.error) if each.error else ("", "")
    return TakenLine(
        number=row.number,
        external=matter.number if matter else row.cells.get("number", "")[:50],
        outcome_name=gettext(OUTCOME_NAMES[each.outcome]),
        notes=_notes(each.verdict) if each.error is None else [],
        reason=reason,
        hint=hint,
        case_id=each.case_id,
    )


def _notes(verdict: Verdict) -> list[str]:
    """Return what a row changes or answers, in words: new words, moments, verdict, what comes back."""
    known, matter = verdict.known, verdict.matter
    notes = []
    if verdict.is_changed and known and matter:
        told = matter.told(matter.received_at)
        changes = superior_rows.told_again(known, told, at=matter.received_at)
        is_new = superior_rows.has_other_words(known, told)
        notes = [gettext("Other words, place or category")] if is_new else []
        notes += [
            gettext(name) % {"before": _at(getattr(known, field)), "at": _at(changes[field])}
            for field, name in MOVED.items()
            if field in changes
        ]
    return notes + [_answer(each) for each in verdict.answers]


def _at(at: object) -> str:
    return moments.moment(at) if isinstance(at, datetime) else "—"


def _answer(answer: Answer) -> str:
    if answer.act is Act.SEND_BACK:
        return gettext("Sent back, due %(at)s") % {"at": _at(answer.due_at)}
    verdict = gettext("settled") if answer.settled else gettext("not settled")
    satisfied = gettext(SATISFIED_NAMES[answer.satisfied or ""])
    return gettext("Followed up: %(settled)s, %(satisfied)s") % {
        "settled": verdict,
        "satisfied": satisfied,
    }


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have one outcome."""

    outcome: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Every row as it would be taken in, and the superior's words that have no category yet."""

    sheet: Sheet
    page: Page[RowLine]
    counts: list[Count]
    to_take: int
    words: list[tuple[str, int]]
    categories: list[Category]
    layout: Layout


def preview(actor: Actor, sheet: Sheet, *, number: str, at: datetime) -> Preview:
    """Return the rows of a sheet as they would be taken in, refused ones first."""
    found = verdicts(actor, sheet, at=at)
    ordered = sorted(found, key=lambda each: each.outcome is not Outcome.REFUSED)
    page = Paginator(ordered, PAGE_SIZE).get_page(number)
    lines = _lines(list(page.object_list), at)
    counted = Counter(each.outcome for each in found)
    said = Counter(each.matter.category for each in found if each.matter and each.matter.category)
    how = layout(sheet.platform.layout)
    return Preview(
        sheet=sheet,
        page=shown_as(page, lines),
        counts=counts(counted),
        to_take=sum(each.acts for each in found),
        words=sorted(said.items(), key=lambda pair: (pair[0] in how.categories, -pair[1], pair[0])),
        categories=list(catalogue.edition(at).categories),
        layout=how,
    )


def counts(counted: Counter[Outcome]) -> list[Count]:
    """Return the outcomes that there are, with their numbers."""
    return [
        Count(outcome.value, gettext(OUTCOME_NAMES[outcome]), counted[outcome])
        for outcome in Outcome
        if counted[outcome]
    ]


def _lines(found: list[Verdict], at: datetime) -> list[RowLine]:
    units = {unit for each in found for unit in _units(each)}
    names = territory.names(units)
    edition = catalogue.edition(at)
    kinds = {one.code: one.name_zh for one in edition.categories}
    return [_line(each, names, kinds) for each in found]


def _units(verdict: Verdict) -> list[UUID]:
    """Return the finest units of a row's place, the wider one first; at most two."""
    place = verdict.place
    if place is None:
        return []
    path = (
        place.district_id,
        place.street_id,
        place.community_id,
        place.compound_id,
        place.building_id,
    )
    return [unit for unit in path if unit][-2:]


def _line(each: Verdict, names: dict[UUID, str], kinds: dict[str, str]) -> RowLine:
    reason, hint = words(each.error) if each.error else ("", "")
    matter = each.matter
    return RowLine(
        number=each.row.number,
        is_hidden=each.row.is_hidden,
        external=matter.number if matter else each.row.cells.get("number", "")[:50],
        text=(matter.words() if matter else each.row.cells.get("text", ""))[:60],
        place=" › ".join(names[unit] for unit in _units(each) if unit in names),
        category=kinds.get(each.category_code, ""),
        due_at=each.due_at,
        outcome=each.outcome.value,
        outcome_name=gettext(OUTCOME_NAMES[each.outcome]),
        notes=_notes(each) if each.error is None else [],
        reason=reason,
        hint=hint,
        case_id=each.known.case_id if each.known else None,
    )
