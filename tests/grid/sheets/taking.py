"""Takes a superior's sheet in with the columns that are suggested for it."""

from datetime import datetime

from linli.grid.platforms.models import Platform
from linli.grid.sheets import queries, services
from linli.grid.sheets.rules import Choice
from linli.grid.sheets.services import TakenIn
from linli.kernel.people.rules import Actor
from tests.district import NOW, key, stamp
from tests.superiors import DAY


def taken_in(
    actor: Actor, platform: Platform, content: bytes, number: int = 1, *, at: datetime = NOW + DAY
) -> TakenIn:
    """Send a sheet, take the columns that are suggested, and take its rows in."""
    sheet = services.keep(
        actor,
        sheet_id=key(90_000 + number),
        platform=Platform.objects.get(pk=platform.pk),
        name="工单.xlsx",
        content=content,
        stamp=stamp(at, number),
    )
    editor = queries.columns(sheet)
    choice = Choice(editor.chosen, editor.reply, zone="Asia/Shanghai", days=0)
    services.map_columns(actor, sheet_id=sheet.pk, choice=choice, stamp=stamp(at, number))
    return services.take_in(actor, sheet_id=sheet.pk, stamp=stamp(at, number))


def outcomes(found: TakenIn) -> list[str]:
    """Return what became of each row: its outcome, or the code of why not."""
    return [each.error.code if each.error else each.outcome.value for each in found.rows]
