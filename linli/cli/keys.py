"""``linli keys``: give keys to tools, list them, withdraw them."""

import argparse
import os
import secrets
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys import queries, services
from linli.kernel.keys.queries import KeyLine
from linli.kernel.keys.rules import SHORTEST, Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation, Person
from linli.kernel.people.rules import Actor, Role
from linli.ui import moments

OPERATOR = Actor(role=Role.OPERATOR)


class NobodyByThisName(InputRefused):
    """The one a key is for was not found, or is several."""

    code = "cli.nobody_by_this_name"
    message = gettext_noop("“%(name)s” is not one person with a post, nor one organisation.")
    hint = gettext_noop("Give the sign-in name of the person, the code or name of the office.")


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
        post_id=_post(options.post, when.at) if options.post else None,
        organisation_id=_organisation(options.organisation) if options.organisation else None,
        expires_at=_end_of(options.until) if options.until else None,
    )
    row = services.issue(OPERATOR, key=key, secret=secret, stamp=when)
    print(_("Key %(id)s. Its secret is shown this once:") % {"id": row.pk})
    print(secret)


def _end_of(day: date) -> datetime:
    """Return the last moment of a day by the district's own clock."""
    return timezone.make_aware(datetime.combine(day, time.max)).astimezone(UTC)


def _post(username: str, at: datetime) -> UUID:
    """Return the post that a person holds today; her first one, where she holds several.

    Raises:
        NobodyByThisName: nobody has this name, or she holds no post.
    """
    person = Person.objects.filter(username=username, is_active=True).first()
    posts = people.posts_of(person.pk, on=timezone.localdate(at)) if person else []
    if not posts:
        raise NobodyByThisName(name=username)
    return posts[0].post_id


def _organisation(words: str) -> UUID:
    """Return the one organisation with this code or name.

    Raises:
        NobodyByThisName: there is none, or there are several.
    """
    coded = Organisation.objects.filter(code=words).exclude(code="")
    found = list(coded[:2]) or list(Organisation.objects.filter(name=words)[:2])
    if len(found) != 1:
        raise NobodyByThisName(name=words)
    return found[0].pk


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
