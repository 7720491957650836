"""``linli indicators``: the figures of the district, with what each was divided by."""

import argparse
import json

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from linli.board.demo_past import rules as demo_past
from linli.board.indicators import queries
from linli.board.indicators.rules import UNIT_NAMES, WORDINGS, Indicator

MARK = "演示数据 · demonstration data"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("indicators", help="count the figures of the district")
    parser.add_argument("--json", action="store_true", help="print one list of objects")
    parser.add_argument(
        "--year", type=int, help="year in which the cases were reported; without it, this one"
    )


def handle(options: argparse.Namespace) -> int:
    """Print the figures as a table, or as JSON; the demonstration shows the article's year."""
    now = timezone.now()
    usual = demo_past.YEAR if settings.DEMONSTRATION else timezone.localdate(now).year
    found = queries.indicators(year=options.year or usual, at=now)
    print(_json(found) if options.json else _table(found))
    return 0


def _json(found: list[Indicator]) -> str:
    rows = [_row(one) for one in found]
    if settings.DEMONSTRATION:
        rows = [row | {"demonstration": True} for row in rows]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _row(one: Indicator) -> dict[str, object]:
    words = WORDINGS[one.code]
    return {
        "code": one.code,
        "name_zh": words.zh,
        "name_en": words.en,
        "value": one.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "unit": one.unit.value,
        "as_of": one.as_of.isoformat(),
    }


def _table(found: list[Indicator]) -> str:
    lines = [_line(one) for one in found]
    return "\n".join([MARK, *lines] if settings.DEMONSTRATION else lines)


def _line(one: Indicator) -> str:
    words = WORDINGS[one.code]
    name = words.zh if (get_language() or "").startswith("zh") else words.en
    value = f"{one.value if one.value is not None else '—'}{UNIT_NAMES[one.unit]}"
    of = "" if one.denominator is None else f"  {one.numerator} / {one.denominator}"
    return f"{value:>10}  {name}{of}  ({one.as_of.isoformat()})"
