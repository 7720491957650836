"""``linli keys``: give keys to tools, list them, withdraw them."""

import argparse
import os
import secrets
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys import queries, services
from linli.kernel.keys.queries import KeyLine
from linli.kernel.keys.rules import SHORTEST, Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people.rules import Actor, Role
from linli.ui import moments

OPERATOR = Actor(role=Role.OPERATOR)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("keys", help="give keys to tools, list them, withdraw them")
    what = parser.add_subparsers(dest="what", required=True)
    issue = what.add_parser("issue", help="make a key; its secret is shown once")
    issue.add_argument("name", help="what the key is for, for example the name of the tool")
    issue.add_argument("--post", help="sign-in name of the person whose post it acts from")
    issue.add_argument("--organisation", help="code or name of the partner it speaks for")
    issue.add_argument(
        "--scope",
        action="append",
        default=[],
        choices=[scope.value for scope in Scope],
        help="what it opens; may be given several times",
    )
    issue.add_argument("--until", type=date.fromisoformat, help="last day it opens anything")
    what.add_parser("list", help="show all keys, open ones first")
    what.add_parser("revoke", help="withdraw a key").add_argument("id", type=UUID)


def handle(options: argparse.Namespace) -> int:
    """Do what is asked, as the operator."""
    {"issue": _issue, "list": _list, "revoke": _revoke}[options.what](options)
    return 0


def stamp() -> Stamp:
    """Return the stamp of what the operator does now."""
    now = timezone.now()
    return Stamp(at=now, recorded_at=now, salt=os.urandom(16))


def _issue(options: argparse.Namespace) -> None:
    secret, when = secrets.token_urlsafe(SHORTEST), stamp()
    key = NewKey(
        id=ids.new(),
        name=options.name,
        scopes=frozenset(map(Scope, options.scope)),
        post_id=queries.post_of(options.post, on=timezone.localdate(when.at))
        if options.post
        else None,
        organisation_id=queries.organisation_named(options.organisation)
        if options.organisation
        else None,
        expires_at=queries.end_of(options.until) if options.until else None,
    )
    row = services.issue(OPERATOR, key=key, secret=secret, stamp=when)
    print(_("Key %(id)s. Its secret is shown this once:") % {"id": row.pk})
    print(secret)


def _list(options: argparse.Namespace) -> None:
    for line in queries.listed(at=timezone.now()):
        print("  ".join([str(line.id), f"{line.hint}…", _state(line), line.name, line.holder]))
        print("    " + ", ".join(line.scopes) + _dates(line))


def _state(line: KeyLine) -> str:
    return _("open") if line.is_open else _("opens nothing")


def _dates(line: KeyLine) -> str:
    used = line.last_used_on.isoformat() if line.last_used_on else "—"
    until = moments.moment(line.expires_at) if line.expires_at else "—"
    return _("; last used %(used)s; until %(until)s") % {"used": used, "until": until}


def _revoke(options: argparse.Namespace) -> None:
    row = services.revoke(OPERATOR, key_id=options.id, stamp=stamp())
    print(_("%(hint)s… opens nothing any more.") % {"hint": row.hint})
