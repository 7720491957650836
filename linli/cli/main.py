"""The command ``linli``: one module per command, in the order of the help.

A module has ``add(commands)``, which describes the command to argparse, and
``handle(options) -> int``, which returns the exit code. Django is ready and the database
runs before a module is imported that needs the house.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from importlib.util import find_spec

from linli.cli import house
from linli.kernel.common.errors import LinliError


class Needs(Enum):
    """What must be there before a command can run."""

    NOTHING = "nothing"
    HOUSE = "house"
    THROW_AWAY = "throw_away"


COMMANDS: dict[str, tuple[str, Needs]] = {
    "demo": ("linli.cli.demo", Needs.NOTHING),
    "migrate": ("linli.cli.migrate", Needs.HOUSE),
    "serve": ("linli.cli.serve", Needs.HOUSE),
    "worker": ("linli.cli.worker", Needs.HOUSE),
    "shell": ("linli.cli.shell", Needs.HOUSE),
    "init": ("linli.cli.init", Needs.HOUSE),
    "import": ("linli.cli.imports", Needs.HOUSE),
    "export": ("linli.cli.exports", Needs.HOUSE),
    "password": ("linli.cli.password", Needs.HOUSE),
    "keys": ("linli.cli.keys", Needs.HOUSE),
    "load-demo": ("linli.cli.load_demo", Needs.HOUSE),
    "replay": ("linli.cli.replay", Needs.THROW_AWAY),
    "verify": ("linli.cli.verify", Needs.HOUSE),
    "heads": ("linli.cli.heads", Needs.HOUSE),
    "backup": ("linli.cli.backup", Needs.HOUSE),
    "restore": ("linli.cli.restore", Needs.HOUSE),
    "drill": ("linli.cli.drill", Needs.NOTHING),
    "indicators": ("linli.cli.indicators", Needs.HOUSE),
    "recount": ("linli.cli.recount", Needs.HOUSE),
    "forget": ("linli.cli.forget", Needs.HOUSE),
    "rules": ("linli.cli.rules_files", Needs.HOUSE),
    "words": ("linli.cli.words", Needs.NOTHING),
    "check": ("linli.cli.check", Needs.NOTHING),
    "docs": ("linli.cli.docs", Needs.NOTHING),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused with a sentence."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words[0] if words else ""
    if name not in COMMANDS or not find_spec(COMMANDS[name][0]):
        print("linli COMMAND [--help]\n\n  " + "\n  ".join(known()))
        return 0 if name in ("", "help", "-h", "--help") else 2
    try:
        return _run(name, words)
    except LinliError as error:
        print("\n".join(_sentences(error)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def known() -> list[str]:
    """Return the commands that are here, in the order of the help."""
    return [name for name, (module, _) in COMMANDS.items() if find_spec(module)]


def _run(name: str, words: list[str]) -> int:
    module_name, needs = COMMANDS[name]
    asks_for_help = any(word in ("-h", "--help") for word in words)
    with _ground(name, Needs.NOTHING if asks_for_help else needs):
        if needs is not Needs.NOTHING:
            house.prepare()
            set_up()
        module = importlib.import_module(module_name)
        parser = argparse.ArgumentParser(prog="linli")
        module.add(parser.add_subparsers(dest="command", required=True))
        return int(module.handle(parser.parse_args(words)))


def _ground(name: str, needs: Needs) -> AbstractContextManager[None]:
    if needs is Needs.HOUSE:
        return house.visiting(f"linli {name}")
    if needs is Needs.THROW_AWAY:
        return house.elsewhere()
    return nullcontext()


def set_up() -> None:
    """Make Django ready, and speak the language of the terminal."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en")


def _sentences(error: LinliError) -> list[str]:
    from django.apps import apps

    if apps.ready:
        from linli.ui import errors

        return [line for line in errors.words(error) if line]
    return [line for line in (error.message % error.facts, error.hint % error.facts) if line]
