"""``linli words``: gather the sentences of the house, and compile their translations.

gettext's own programs are not needed: Babel reads Python, and Django turns a template
into something Babel can read.
"""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from linli.cli.places import ROOT

LOCALE = ROOT / "linli" / "ui" / "locale"
CALLS = dict.fromkeys(
    [
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "ngettext",
        "ngettext_lazy",
        "pgettext",
        "pgettext_lazy",
        "npgettext",
    ]
)
Key = tuple[str, str]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("words", help="gather sentences, compile translations")
    parser.add_argument("what", choices=["compile", "update", "missing"])


def handle(options: argparse.Namespace) -> int:
    """Run the command; ``missing`` returns 1 where a translation is missing or unsure."""
    if options.what == "compile":
        compile_all()
        return 0
    if options.what == "update":
        update_all()
        return 0
    rows = [f"{path.parent.parent.name}: {key[1]}" for path in files() for key in missing(path)]
    print("\n".join(rows) or "Every sentence is translated.")
    return 1 if rows else 0


def files() -> list[Path]:
    """Return the files of translations, by language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def compile_all() -> None:
    """Write the compiled form beside each file of translations."""
    for path in files():
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def update_all() -> None:
    """Add new sentences to each file of translations and take out those nobody says now."""
    found = sentences(ROOT / "linli")
    for path in files():
        with path.open("rb") as source:
            old = read_po(source)
        fresh = Catalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False)
        fresh.mime_headers = old.mime_headers
        for (context, single), (plural, places) in sorted(found.items()):
            said = old.get(single, context=context or None)
            fresh.add(
                (single, plural) if plural else single,
                string=said.string if said else "",
                locations=places,
                context=context or None,
                flags=said.flags if said else (),
            )
        with path.open("wb") as target:
            write_po(target, fresh, width=100, omit_header=False, include_lineno=False)


def missing(path: Path) -> list[Key]:
    """Return what is said in the house and not translated in this file, by (context, sentence)."""
    with path.open("rb") as source:
        catalog = read_po(source)
    return sorted(
        key
        for key in sentences(ROOT / "linli")
        if not _is_said(catalog, context=key[0], text=key[1])
    )


def sentences(folder: Path) -> dict[Key, tuple[str, list[tuple[str, int]]]]:
    """Return every marked sentence: (context, sentence) → its plural, and where it stands."""
    found: dict[Key, tuple[str, list[tuple[str, int]]]] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("templates/**/*.html")]):
        place = path.relative_to(folder.parent).as_posix()
        for context, single, plural in _of_file(path):
            known, places = found.setdefault((context, single), (plural, []))
            found[context, single] = (known or plural, places)
            if (place, 0) not in places:
                places.append((place, 0))
    return found


def _is_said(catalog: Catalog, *, context: str, text: str) -> bool:
    message = catalog.get(text, context=context or None)
    if message is None or message.fuzzy:
        return False
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def _of_file(path: Path) -> Iterator[tuple[str, str, str]]:
    from django.utils.translation.template import templatize

    text = path.read_text()
    if path.suffix == ".html":
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    for _, call, words, _ in extract_python(io.BytesIO(text.encode()), CALLS, [], {}):
        said: Any = words
        yield from _read_call(str(call), [said] if isinstance(said, str) else list(said or []))


def _read_call(call: str, said: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (context, sentence, plural) of one call; nothing where a word is not literal."""
    has_context = call.lstrip("n").startswith("p")
    has_plural = call.lstrip("p").startswith("n")
    parts = said[: 1 + has_context + has_plural]
    if all(parts) and len(parts) == 1 + has_context + has_plural:
        single = parts[int(has_context)]
        yield parts[0] if has_context else "", single, parts[-1] if has_plural else ""
