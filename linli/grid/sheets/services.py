"""A sheet is kept for a day, its columns are chosen, its rows are taken in, replies are written."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from linli.grid.external import services as external
from linli.grid.intake import services as intake
from linli.grid.intake.services import Taken
from linli.grid.platforms import services as platforms
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import check_columns, check_may_take_in, layout, reply_columns
from linli.grid.replies import queries as replies
from linli.grid.sheets import queries, rules, solver
from linli.grid.sheets.models import Sheet
from linli.grid.sheets.rules import Choice, HeaderMissing
from linli.grid.superiors import queries as superiors
from linli.kernel.common import text
from linli.kernel.common.errors import Forbidden, InputRefused, gettext_noop
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import DESKS, Actor, check_role

KEPT = timedelta(days=1)
MOST_REPLIES = 2000


class NothingToWrite(InputRefused):
    """No reply was chosen, or none waits for a sheet."""

    code = "grid.nothing_to_write"
    message = gettext_noop("There is no reply to write into a sheet.")
    hint = gettext_noop("Send replies first, or choose matters that have one.")


@transaction.atomic
def keep(
    actor: Actor, *, sheet_id: UUID, platform: Platform, name: str, content: bytes, stamp: Stamp
) -> Sheet:
    """Read a file and keep its rows for a day.

    Raises:
        Forbidden: only the district's and the streets' desks take sheets in.
        NotASheet, OldSheet, HasMacros, SheetTooLarge, SheetEmpty: it cannot be read.
    """
    check_may_take_in(actor)
    if actor.post_id is None:
        raise Forbidden
    lines = [
        [line.number, line.is_hidden, line.cells, line.unread] for line in solver.read(content)
    ]
    remembered = layout(platform.layout)
    return Sheet.objects.create(
        id=sheet_id,
        platform=platform,
        post_id=actor.post_id,
        name=text.clean(name, most=1000)[-120:],
        at=stamp.at,
        lines=lines,
        header=rules.header_of([line[2] for line in lines], remembered.titles),  # type: ignore[misc]
    )


@transaction.atomic
def choose_header(actor: Actor, *, sheet_id: UUID, number: int) -> Sheet:
    """Say which row of the file holds the titles.

    Raises:
        SheetGone: the sheet is not here.
        HeaderMissing: there is no such row, or nothing below it.
    """
    sheet = queries.sheet_of(actor, sheet_id)
    numbers = [line[0] for line in sheet.lines]
    if number not in numbers[:-1]:
        raise HeaderMissing(number=number)
    sheet.header = numbers.index(number)
    sheet.save(update_fields=["header"])
    return sheet


@transaction.atomic
def map_columns(actor: Actor, *, sheet_id: UUID, choice: Choice, stamp: Stamp) -> Sheet:
    """Choose the columns of a sheet; they are remembered for the next one of its platform.

    Raises:
        Forbidden, SheetGone.
        ColumnNeeded, ColumnTwice, ColumnGone, ZoneUnknown: it could not be read that way.
    """
    sheet = queries.sheet_of(actor, sheet_id)
    titles = queries.titles(sheet)
    for title in choice.columns.values():
        if title and title not in titles:
            raise rules.ColumnGone(column=title)
    chosen = {word: title for word, title in choice.columns.items() if title}
    check_columns(chosen)
    found = rules.remembered(layout(sheet.platform.layout), choice, titles)
    sheet.platform = platforms.remember(
        actor, platform_id=sheet.platform_id, layout=found, stamp=stamp
    )
    sheet.columns, sheet.is_mapped = chosen, True
    sheet.save(update_fields=["columns", "is_mapped"])
    return sheet


@transaction.atomic
def name_categories(
    actor: Actor, *, sheet_id: UUID, categories: dict[str, str], stamp: Stamp
) -> None:
    """Remember what the superior's words for categories are called here.

    Raises:
        Forbidden, SheetGone.
    """
    sheet = queries.sheet_of(actor, sheet_id)
    found = layout(sheet.platform.layout)
    merged = {**found.categories, **categories}
    kept = replace(found, categories={word: code for word, code in merged.items() if code})
    platforms.remember(actor, platform_id=sheet.platform_id, layout=kept, stamp=stamp)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the rows of one step, in the order of the sheet; ``left`` wait for the next."""

    rows: list[Taken]
    left: int

    @property
    def counts(self) -> list[queries.Count]:
        """Return how many rows had which outcome."""
        return queries.counts(Counter(each.outcome for each in self.rows))


def take_in(actor: Actor, *, sheet_id: UUID, most: int = rules.A_STEP, stamp: Stamp) -> TakenIn:
    """Take the rows of a sheet in, each in a transaction of its own; the same sheet twice is one.

    At most ``most`` cases are made or changed in one step; what is known or refused is said of
    every row.

    Raises:
        Forbidden, SheetGone, ColumnGone.
    """
    check_may_take_in(actor)
    sheet = queries.sheet_of(actor, sheet_id)
    rows: list[Taken] = []
    done = left = 0
    for verdict in queries.verdicts(actor, sheet, at=stamp.at):
        if verdict.acts and done == most:
            left += 1
            continue
        rows.append(
            intake.take(actor, sheet.platform, verdict=verdict, sent_at=sheet.at, stamp=stamp)
        )
        done += verdict.acts
    return TakenIn(rows, left)


def write_replies(actor: Actor, *, platform: Platform, case_ids: list[UUID], stamp: Stamp) -> bytes:
    """Write replies into a sheet of the superior's own columns: those chosen, or all not yet in one.

    Raises:
        Forbidden: the actor is no desk.
        NothingToWrite: there is none.
    """
    check_role(actor, *DESKS)
    found = superiors.replies(actor, platform.pk, case_ids=case_ids, most=MOST_REPLIES)
    if not found:
        raise NothingToWrite
    columns = reply_columns(layout(platform.layout))
    rows = [[row.get(word, "") for word in columns.values()] for row in replies.rows(found)]
    content = solver.write(list(columns), rows)
    for each in found:
        external.export(actor, case_id=each.case_id, stamp=stamp)
    return content


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Remove sheets that were kept for a day and return how many there were."""
    return Sheet.objects.filter(at__lt=at - KEPT).delete()[0]


def content_of(file: UploadedFile) -> bytes:
    """Return what was sent, as far as it may be read at all.

    Raises:
        SheetTooLarge: it is larger.
    """
    if (file.size or 0) > solver.LIMITS.mb * 1_000_000:
        raise solver.SheetTooLarge
    return bytes(file.read())
