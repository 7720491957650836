"""``linli rules``: the catalogue, the policy, the days and the duties as files, out and in.

All four are what a district edits for itself; none of them rewrites a running case.
"""

import argparse
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.grid.catalogue import queries as catalogue_queries
from linli.grid.catalogue import services as catalogue
from linli.grid.catalogue.services import NewDuty
from linli.grid.clocks import queries as clock_queries
from linli.grid.clocks import services as clocks
from linli.kernel.calendar import queries as calendar_queries
from linli.kernel.calendar import services as calendar
from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.people import queries as people
from linli.kernel.people.rules import BY_RULE


class RulesUnreadable(InputRefused):
    """A file does not have the form of what it should be."""

    code = "cli.rules_unreadable"
    message = gettext_noop("%(file)s does not have the form of a file of “%(what)s”.")
    hint = gettext_noop("Write it out with linli rules export, change that file, adopt it again.")


class OfficeUnknown(InputRefused):
    """A duty names an organisation that is not there, or not there once."""

    code = "cli.office_unknown"
    message = gettext_noop("There is no single organisation “%(name)s”.")
    hint = gettext_noop("Write its name or its code as the district has it.")


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    parser = commands.add_parser("rules", help="write out or adopt catalogue, policy, days, duties")
    parser.add_argument("act", choices=["export", "adopt"])
    parser.add_argument("what", choices=sorted(EXPORTS))
    parser.add_argument("file", type=Path)


def handle(options: argparse.Namespace) -> int:
    """Write the rules in force into a file, or put those of a file in force from now."""
    now = timezone.now()
    if options.act == "export":
        options.file.write_bytes(EXPORTS[options.what](now))
        return 0
    content = options.file.read_bytes()
    try:
        with transaction.atomic():
            ADOPTERS[options.what](content, now)
    except (KeyError, TypeError, ValueError) as fault:
        raise RulesUnreadable(file=options.file, what=options.what) from fault
    print(_("Adopted. Running matters keep the rules they began under."))
    return 0


def _written(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _export_catalogue(at: datetime) -> bytes:
    return catalogue.export(catalogue_queries.edition(at).number)


def _export_policy(at: datetime) -> bytes:
    policy = clock_queries.current(at)
    return _written({"source": "", "values": clock_queries.changed(policy.version)})


def _export_days(at: datetime) -> bytes:
    known = calendar_queries.calendar().days
    days = [{"day": str(day), "works": works, "name": ""} for day, works in sorted(known.items())]
    return _written({"source": "", "days": days})


def _export_duties(at: datetime) -> bytes:
    names = {office.pk: office.code or office.name for office in people.organisations()}
    lines = catalogue_queries.duties(at)
    return _written(
        [
            {
                "organisation": names[line.organisation_id],
                "category": line.category,
                "department": line.department,
                "leads": line.may_lead,
                "assists": line.may_assist,
            }
            for line in lines
        ]
    )


def _adopt_catalogue(content: bytes, at: datetime) -> None:
    catalogue.adopt(BY_RULE, content=content, at=at)


def _adopt_policy(content: bytes, at: datetime) -> None:
    file = json.loads(content)
    clocks.adopt(BY_RULE, values=file["values"], source=str(file["source"]), at=at)


def _adopt_days(content: bytes, at: datetime) -> None:
    file = json.loads(content)
    for row in file["days"]:
        calendar.set_day(
            BY_RULE,
            day=date.fromisoformat(row["day"]),
            is_working=bool(row["works"]),
            name=str(row["name"]),
            source=str(file["source"]),
        )


def _adopt_duties(content: bytes, at: datetime) -> None:
    offices: dict[str, list[Any]] = {}
    for office in people.organisations():
        for name in {office.name, office.code} - {""}:
            offices.setdefault(name, []).append(office.pk)
    listed = json.loads(content)
    if not isinstance(listed, list):
        raise TypeError("a list of duties is a list")
    rows = []
    for row in listed:
        found = offices.get(row["organisation"], [])
        if len(found) != 1:
            raise OfficeUnknown(name=row["organisation"])
        rows.append(
            NewDuty(
                organisation_id=found[0],
                category=row["category"],
                department=row["department"],
                may_lead=bool(row["leads"]),
                may_assist=bool(row["assists"]),
            )
        )
    catalogue.set_duties(BY_RULE, rows=rows, at=at)


EXPORTS: dict[str, Callable[[datetime], bytes]] = {
    "catalogue": _export_catalogue,
    "days": _export_days,
    "duties": _export_duties,
    "policy": _export_policy,
}

ADOPTERS: dict[str, Callable[[bytes, datetime], None]] = {
    "catalogue": _adopt_catalogue,
    "days": _adopt_days,
    "duties": _adopt_duties,
    "policy": _adopt_policy,
}
