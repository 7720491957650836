"""``linli heads``: the signed heads of the record, its key, its witnesses."""

import argparse
import os

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.common.errors import LinliError
from linli.kernel.heads import queries, rules, services
from linli.kernel.heads.models import SigningKey
from linli.ui import moments
from linli.ui.errors import one_text


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "heads", help="show the signed heads, change the key, add witnesses"
    )
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("show", help="show the newest head with all signatures, the keys, what waits")
    what.add_parser(
        "sign", help="append what waits and sign it now, as the worker does each minute"
    )
    what.add_parser("rotate", help="let a new key sign from now on; its first head names the old")
    begins = what.add_parser("begins", help="ask whether the log begins with a head: 0 yes, 1 no")
    begins.add_argument("size", type=int, help="how many entries the head is over")
    begins.add_argument("root", help="its root, hexadecimal")
    witness = what.add_parser("witness", help="let an institution countersign").add_subparsers(
        dest="act", required=True
    )
    add_one = witness.add_parser("add", help="add a witness, or give a known key another name")
    add_one.add_argument("name", help="its name in one word, as it stands under the heads")
    add_one.add_argument("key", help="its Ed25519 public key: Base64, or name+number+key")


def handle(options: argparse.Namespace) -> int:
    """Do what is asked; 1 where the record cannot be signed now."""
    acts = {
        "show": _show,
        "sign": _sign,
        "rotate": _rotate,
        "begins": _begins,
        "witness": _witness,
    }
    return acts[options.what](options)


def _show(options: argparse.Namespace) -> int:
    head = queries.newest()
    if head is not None:
        print(queries.signed_note(head))
    for key in queries.signing_keys():
        print(_key(key))
    print(_("%(count)s entries wait for the log") % {"count": queries.waiting()})
    try:
        services.check_key(settings.SIGNING_KEY)
    except LinliError as refused:
        print(one_text(refused))
        return 1
    return 0


def _key(key: SigningKey) -> str:
    line = rules.key_line(key.name, rules.decoded(key.public_key))
    return _("%(key)s since %(at)s") % {"key": line, "at": moments.moment(key.since)}


def _sign(options: argparse.Namespace) -> int:
    services.append_all()
    signer = services.read_key(settings.SIGNING_KEY)
    services.sign(signer, at=timezone.now(), file=settings.SIGNING_KEY)
    return _show(options)


def _rotate(options: argparse.Namespace) -> int:
    services.append_all()
    key = services.rotate(settings.SIGNING_KEY, raw=os.urandom(32), at=timezone.now())
    print(_("From now on this key signs; tell the witnesses and print it:"))
    print(_key(key))
    return 0


def _begins(options: argparse.Namespace) -> int:
    does = 0 < options.size <= queries.size() and queries.root(options.size).hex() == options.root
    print(_("The log begins so.") if does else _("The log does NOT begin so."))
    return 0 if does else 1


def _witness(options: argparse.Namespace) -> int:
    kept = services.add_witness(name=options.name, public_key=options.key, at=timezone.now())
    print(_("%(name)s may countersign with key %(key)s") % {"name": kept.name, "key": kept.key_id})
    return 0
