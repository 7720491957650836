"""``linli forget``: erases the words, pictures and telephone of one case."""

import argparse
import os
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.grid.cases import queries
from linli.grid.reporters import services as reporters
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    parser = commands.add_parser("forget", help="erase the words and pictures of one case")
    parser.add_argument("number", help="the number of the case, as on its page")


def handle(options: argparse.Namespace) -> int:
    """Erase, as the operator, and say how much was erased."""
    now = timezone.now()
    erased = reporters.forget(
        Actor(role=Role.OPERATOR),
        case_id=queries.by_number(options.number),
        stamp=Stamp(at=now, recorded_at=now, salt=os.urandom(16)),
    )
    print(_("%(count)s texts were erased; the course of the case stays.") % {"count": erased})
    return 0
