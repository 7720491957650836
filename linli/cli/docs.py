"""``linli docs``: write the pages of the reference that come from the code."""

import argparse
import importlib
import json
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
MAILS = frozenset({MAIL, "notices.mail_documents"})
"""The readers that some installations do not have."""

Kind = TypeVar("Kind", bound=type)

COMMANDS = """# Commands

`./run` needs nothing but Python and git; `./run linli …` brings the house up to date and then
runs a command of it. With a real server, set `DATABASE_URL` first; without it, a command uses
the database of this folder, also while `./run demo` runs.

{run}

Exit codes: 0 done, 1 something was found, 2 refused with a sentence, 130 ended with Ctrl-C.
"""
API = """# The JSON door

Tools of officers and partners read and move matters below `{base}`. `openapi.json` there
describes the same for machines. How to begin: [Officers' tools](../how-to/officers-tools.md);
keys: [Give keys to tools](../how-to/keys.md).

Each request shows a key: `Authorization: Bearer SECRET`. Names, sentences and refusals come in
Chinese or English, by `Accept-Language`. Every refusal has one shape, [Refusal](#refusal), with a
code of [the list of errors](errors.md); what could not be understood is named in `where`, a
changed matter in `now`. Fields with a `?` can be left out.

Beside the codes named with it, each operation refuses with 401 `api.key_missing`, 403
`keys.refused` and `keys.scope_missing`, 422 `api.not_understood`, 429 `common.too_many`; one that
writes also with 400 `api.unreadable`, 413 `api.body_too_large` and 422 `common.text_too_long`. A
fault of ours is 500 `ui.our_fault`: send it again, under the same `Idempotency-Key` nothing is made
twice.

## Operations
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
    yield "api.md", api()
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


def api() -> str:
    """Return the page of the JSON door: its operations, what they ask for, what they answer."""
    from linli.api.door.api import door

    found = json.loads(json.dumps(door.get_openapi_schema()))
    page = API.format(base=door.get_root_path({}))
    for path, methods in found["paths"].items():
        for method, said in methods.items():
            page += _operation(f"{method.upper()} {path}", said)
    shapes = sorted(found["components"]["schemas"].items())
    return page + "\n## Shapes\n" + "".join(_shape(name, shape) for name, shape in shapes)


def _operation(title: str, said: Any) -> str:
    scope = "".join(said["security"][0]["Key"])
    good = [
        f"{status} {' '.join(_type(kind['schema']) for kind in response.get('content', {}).values())}"
        for status, response in said["responses"].items()
        if status.startswith("2")
    ]
    body = said.get("requestBody", {}).get("content", {})
    lines = [
        f"\n### {title}\n\n{said['summary']}. {said['description']}\n",
        f"* scope: {f'`{scope}`' if scope else 'any key'}",
        *[_parameter(each) for each in said["parameters"]],
        *[_body(kind, each["schema"]) for kind, each in body.items()],
        f"* answers: {', '.join(sorted(good))}",
        *_refusals(said),
    ]
    return "\n".join(lines) + "\n"


def _refusals(said: Any) -> Iterator[str]:
    """Yield a line of the codes that an operation refuses with, beside those of all."""
    from linli.api.refusals.rules import ALWAYS, WRITES

    codes = []
    for status, response in sorted(said["responses"].items()):
        found = re.findall(r"`([a-z]+\.[a-z_]+)`", response["description"])
        own = [f"`{code}`" for code in found if code not in {*ALWAYS, *WRITES}]
        codes += [f"{status} {', '.join(own)}"] if own else []
    if codes:
        yield f"* refuses with {'; '.join(codes)}"


def _body(kind: str, schema: Any) -> str:
    if kind == "application/json":
        return f"* body: {_type(schema)}"
    files = [f"`{name}`" for name, one in schema["properties"].items() if _is_files(one)]
    name = f"[{schema['title']}](#{schema['title'].lower()})"
    return f"* body as `{kind}`: {name} with files in {', '.join(files)}"


def _is_files(schema: Any) -> bool:
    return bool(schema.get("items", {}).get("format") == "binary")


def _parameter(each: Any) -> str:
    needed = ", needed" if each.get("required") else ""
    about = each.get("description") or each["schema"].get("description", "")
    tail = f": {about}" if about else ""
    return f"* `{each['name']}` ({each['in']}, {_type(each['schema'])}{needed}){tail}"


def _shape(name: str, shape: Any) -> str:
    about = (shape.get("description") or "").partition("\n")[0]
    if "enum" in shape:
        return f"\n### {name}\n\n{about}\n\n{', '.join(f'`{word}`' for word in shape['enum'])}\n"
    needed = set(shape.get("required", ()))
    rows = [
        f"| `{field}`{'' if field in needed else ' ?'} | {_type(each)} | {each.get('description', '')} |"
        for field, each in shape.get("properties", {}).items()
    ]
    head = ["| Field | Type | |", "|---|---|---|"] if rows else []
    shown = [
        f"\n```json\n{json.dumps(each, ensure_ascii=False)}\n```"
        for each in shape.get("examples", ())
    ]
    return "\n".join([f"\n### {name}\n", about, "", *head, *rows, *shown]) + "\n"


def _type(shape: Any) -> str:
    """Return the type of a described value in a word or a link."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in shape or "allOf" in shape:
        return " or ".join(dict.fromkeys(map(_type, shape.get("anyOf") or shape["allOf"])))
    if shape.get("type") == "array":
        return f"list of {_type(shape.get('items', {}))}"
    return str(shape.get("format") or shape.get("type", "anything"))


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
            if news.verb in verbs and name not in MAILS
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
