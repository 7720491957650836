"""``linli replay``: a real city's requests, in a throw-away database."""

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from linli.grid.replay import services
from linli.grid.replay.rules import Guessed, Kept, Outcome, Right
from linli.kernel.common.errors import InputRefused, gettext_noop


class DataMissing(InputRefused):
    """The city's files are not where they should be."""

    code = "cli.data_missing"
    message = gettext_noop("%(file)s is not there.")
    hint = gettext_noop("Set LINLI_REAL_DATA to the folder with the real data, or give --data.")


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    parser = commands.add_parser("replay", help="run a real city's requests through the house")
    parser.add_argument("city", choices=list(CITIES))
    parser.add_argument("--data", default=os.environ.get("LINLI_REAL_DATA", ""), metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def handle(options: argparse.Namespace) -> int:
    """Replay, and print what was reproduced."""
    names, run = CITIES[options.city]
    files = [Path(options.data or ".") / "requests" / name for name in names]
    for file in files:
        if not file.is_file():
            raise DataMissing(file=file)
    call_command("migrate", verbosity=0)
    outcome, lines = run(files)
    print(json.dumps(asdict(outcome)) if options.json else "\n".join(lines))
    return 0


def _baltimore(files: list[Path]) -> tuple[Outcome, list[str]]:
    requests, neighbourhoods = files
    found = services.baltimore(requests=requests, neighbourhoods=neighbourhoods, at=timezone.now())
    return found, [
        f"{found.rows} requests",
        f"{found.located} of {found.located_of} lie in the neighbourhood the city recorded",
        f"{found.set_aside} set aside: {_reasons(found.reasons)}",
        f"{found.late} of {found.late_of} with a deadline and an end were late",
        *_guesses("agency", found.guessed),
    ]


def _boston(files: list[Path]) -> tuple[Kept, list[str]]:
    found = services.boston(requests=files[0], at=timezone.now())
    return found, [
        f"{found.rows} requests, {found.closed} of them closed",
        (
            f"{found.reproduced} of {found.flagged} flags of the city reproduced, "
            f"{found.flagged - found.reproduced} not; {found.closed - found.flagged} have none"
        ),
        f"{found.late} closed ones were late by the city's own deadlines",
        f"{found.before_opening} were closed before they were opened and begin when they end",
        (
            f"{found.set_aside} set aside for the map, at the city's default point; "
            f"points that say nothing: {_reasons(found.reasons)}"
        ),
        *_guesses("department", found.guessed),
    ]


def _reasons(reasons: Any) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in reasons.items()) or "none"


def _guesses(office: str, guessed: Guessed) -> list[str]:
    return [
        (
            f"{office}, learned from the earlier {guessed.learned} and tried on the later "
            f"{guessed.tried.of}:"
        ),
        *_rights(guessed.tried),
        f"of these, the {guessed.own.of} whose words do not repeat the name of their type:",
        *_rights(guessed.own),
    ]


def _rights(right: Right) -> list[str]:
    counts = {"the majority": right.majority, "the type": right.type}
    counts |= {f"words ({kind})": count for kind, count in right.words.items()}
    return [
        f"  by {name}: {count} right, {100 * count / right.of:.1f} %"
        for name, count in counts.items()
        if right.of
    ]


CITIES: dict[str, tuple[list[str], Callable[[list[Path]], tuple[Any, list[str]]]]] = {
    "baltimore": (
        ["baltimore_311_10000.csv.gz", "baltimore_neighborhoods_278.geojson"],
        _baltimore,
    ),
    "boston": (["boston_311_2015H1_sample15000.csv.gz"], _boston),
}
"""City → its files under ``requests``, and what replays them."""
