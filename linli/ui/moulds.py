"""What a page shows fifty times: its words, signs and address are drawn once, its values each time."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

BEGIN, END = "\x02", "\x03"
"""Stand around a name where its value goes; no text of ours has them."""

NOBODY = UUID(int=0)


def cast(template: str, values: Mapping[str, object]) -> SafeString:
    """Return a template with values put in, just as rendering it would.

    Args:
        template: may ask whether a value is there, and show it; no filters, no comparisons.
        values: what is empty or false is not there.
    """
    given = tuple(name for name, value in values.items() if value)
    mould = _mould(template, given, str(get_language()))
    return mark_safe(mould % {name: _escaped(values[name]) for name in given})


def _escaped(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))


@lru_cache(maxsize=1000)
def _mould(template: str, given: tuple[str, ...], language: str) -> str:
    """Return a template in a language with ``%(name)s`` where a value that is there goes."""
    names = {name: f"{BEGIN}{name}{END}" for name in given}
    drawn = render_to_string(template, names).strip().replace("%", "%%")
    return drawn.replace(BEGIN, "%(").replace(END, ")s")


def address(name: str, key: UUID) -> str:
    """Return the address of a page that one key names."""
    before, after = _address(name, get_script_prefix())
    return f"{before}{key}{after}"


@lru_cache(maxsize=200)
def _address(name: str, prefix: str) -> tuple[str, str]:
    """Return what stands before and behind the key; ``prefix`` is where the house is served."""
    before, _key, after = reverse(name, args=[NOBODY]).partition(str(NOBODY))
    return before, after
