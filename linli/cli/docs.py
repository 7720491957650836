"""``linli docs``: write the pages of the reference that come from the code."""

import argparse
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import linli
from linli.cli import house, start
from linli.cli import main as command_line
from linli.cli.places import ROOT
from linli.kernel.common.errors import LinliError

REFERENCE = ROOT / "docs" / "reference"
WIDTH = 160
MAIL = "notices.mail"
"""The one reader that some installations do not have."""

Kind = TypeVar("Kind", bound=type)

COMMANDS = """# Commands

`./run` needs nothing but Python and git; `./run linli …` brings the house up to date and then
runs a command of it. With a real server, set `DATABASE_URL` first; without it, a command uses
the database of this folder, also while `./run demo` runs.

{run}

Exit codes: 0 done, 1 something was found, 2 refused with a sentence, 130 ended with Ctrl-C.
"""
ERRORS = """# Errors

Every situation the house knows has a code that never changes. A page shows the two sentences
with the HTTP status; the command line prints them and exits with 2. Words in *italics* are
filled in when it happens.
"""
VERBS = """# News in the journal

Each change of a case is one entry with one of these verbs. Readers are called by the worker
after the change is stored, each in a transaction of its own, and again when they failed.
`{mail}` reads what `notices.inbox` reads, where mail is set up. {witnesses} keeps its figures
inside the transaction of the entry.

| Verb | What happened | Read by |
|---|---|---|
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("docs", help="write the reference that comes from the code")
    parser.add_argument("--check", action="store_true", help="change nothing; name stale pages")


def handle(options: argparse.Namespace) -> int:
    """Write what is stale, or with ``--check`` name it and return 1."""
    _set_up()
    late = stale()
    for path, text in late.items():
        if not options.check:
            path.write_text(text)
        print(f"{path.relative_to(ROOT)} {'is stale' if options.check else 'written'}")
    return 1 if late and options.check else 0


def stale() -> dict[Path, str]:
    """Return the pages that differ from the code, with the text they should have."""
    texts = {REFERENCE / name: text for name, text in _pages()}
    return {
        path: text for path, text in texts.items() if not path.exists() or path.read_text() != text
    }


def _set_up() -> None:
    import django

    house.prepare()
    django.setup()


def _pages() -> Iterator[tuple[str, str]]:
    for module in pkgutil.walk_packages(linli.__path__, "linli."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    yield "commands.md", commands()
    yield "errors.md", errors()
    yield "journal-verbs.md", journal_verbs()


def commands() -> str:
    """Return the page of the commands: those of ``./run``, then each of the house with its help."""
    rows = [f"| `./run {name}` | {_first_line(each)} |" for name, each in start.COMMANDS.items()]
    page = COMMANDS.format(run="\n".join(["| Command | What it does |", "|---|---|", *rows]))
    return page + "".join(_command(name) for name in command_line.known())


def _command(name: str) -> str:
    module = importlib.import_module(command_line.COMMANDS[name][0])
    parsers: Any = argparse.ArgumentParser(prog="./run linli").add_subparsers()
    module.add(parsers)
    parser = parsers.choices[name]
    helps = "\n".join(_help(parser))
    about = re.sub(r"^``linli [^`]*``: ", "", (module.__doc__ or "").strip())
    text = f"\n## linli {name}\n\n{about[:1].upper()}{about[1:]}\n"
    return f"{text}\n```\n{helps}\n```\n" if len(parser._actions) > 1 else text


def _help(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the help of a command and of the commands below it, as wide on every terminal."""
    parser.formatter_class = partial(argparse.HelpFormatter, width=WIDTH)
    yield parser.format_help().rstrip()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from ("", *_help(below))


def errors() -> str:
    """Return the page of the errors, by code."""
    known = sorted(_ours(LinliError, having="code"), key=lambda error: error.code)
    page, part = ERRORS, ""
    for error in known:
        if error.code.partition(".")[0] != part:
            part = error.code.partition(".")[0]
            page += f"\n## {part}\n\n| Code | HTTP | What is so | What to do |\n|---|---|---|---|\n"
        status = "" if part == "cli" else error.http_status
        page += f"| `{error.code}` | {status} | {_cell(error.message)} | {_cell(error.hint)} |\n"
    return page


def journal_verbs() -> str:
    """Return the page of the news, by module, and in each in the order in which it tells them."""
    from linli.kernel.journal.news import News
    from linli.kernel.journal.services import READERS, WITNESSES

    witnesses = ", ".join(f"`{book.__module__}`" for book in WITNESSES)
    page = VERBS.format(witnesses=witnesses, mail=MAIL)
    for news in sorted(_ours(News, having="verb"), key=lambda news: news.__module__):
        readers = [
            f"`{name}`"
            for name, (_, verbs) in sorted(READERS.items())
            if news.verb in verbs and name != MAIL
        ]
        page += f"| `{news.verb}` | {_first_line(news)} | {', '.join(readers) or '–'} |\n"
    return page


def _ours(base: Kind, *, having: str) -> Iterator[Kind]:
    """Yield the classes of the house below ``base`` that say their own ``having``."""
    for each in base.__subclasses__():
        if each.__module__.startswith("linli.") and vars(each).get(having):
            yield each
        yield from _ours(each, having=having)


def _first_line(documented: object) -> str:
    return (documented.__doc__ or "").strip().partition("\n")[0]


def _cell(words: str) -> str:
    return re.sub(r"%\((\w+)\)s", r"*\1*", words).replace("|", "\\|")
