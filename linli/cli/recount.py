"""``linli recount``: count all figures anew from the journal."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from linli.grid.figures import services as figures


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    commands.add_parser("recount", help="count all figures anew from the journal")


def handle(options: argparse.Namespace) -> int:
    """Count anew and say how many counts there are."""
    print(_("%(count)s counts were made anew from the journal.") % {"count": figures.recount()})
    return 0
